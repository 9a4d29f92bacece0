"""Weights of an initiative's goals add to 100 with one main goal, judged at commit; Spanish order of the list."""

from django.db import migrations

FORWARD = """
create function public.portfolio_goal_weights() returns trigger language plpgsql as $$
declare
  about uuid := case when tg_op = 'DELETE' then old.initiative_id else new.initiative_id end;
  whole integer; mains integer;
begin
  select sum(weight), count(*) filter (where is_main) into whole, mains
    from public.portfolio_initiativegoal where initiative_id = about;
  if whole is not null and (whole <> 100 or mains <> 1) then
    raise exception 'goals of initiative % weigh % with % main', about, whole, mains
      using errcode = 'check_violation', constraint = 'initiative_goals_add_to_100';
  end if;
  return null;
end $$;
create constraint trigger initiative_goals_add_to_100
  after insert or update or delete on portfolio_initiativegoal
  deferrable initially deferred for each row execute function public.portfolio_goal_weights();
create index initiative_spanish_order on portfolio_initiative (public.es_key(name), id);
"""
BACK = """
drop index initiative_spanish_order;
drop trigger initiative_goals_add_to_100 on portfolio_initiativegoal;
drop function public.portfolio_goal_weights();
"""


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0001_initial"), ("core", "0002_text_functions")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
