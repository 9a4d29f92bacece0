"""The ledger holds by itself: insert-only, every movement equal to its lines, balances kept and never broken.

Balances are kept by one statement-level trigger with a transition table: it locks the balance rows in the order
of their keys and adds what the statement brought; the CHECKs of the balance tables refuse what may not be.
"""

from django.db import migrations

FORWARD = """
alter table portfolio_movement add constraint movement_uf_pesos
  check (uf is null or abs(amount) = round(uf * uf_rate));

create function public.ledger_is_insert_only() returns trigger language plpgsql as $$
begin
  raise exception '% on % is refused: the ledger is corrected by reversals', tg_op, tg_table_name
    using errcode = 'restrict_violation', constraint = 'ledger_insert_only';
end $$;
create trigger movement_insert_only before update or delete or truncate on portfolio_movement
  for each statement execute function public.ledger_is_insert_only();
create trigger entry_insert_only before update or delete or truncate on portfolio_entry
  for each statement execute function public.ledger_is_insert_only();

create trigger pledge_insert_only before update or delete or truncate on portfolio_pledge
  for each statement execute function public.ledger_is_insert_only();

create function public.ledger_balance_by_trigger_only() returns trigger language plpgsql as $$
begin
  if pg_trigger_depth() < 2 then
    raise exception '% on % is refused: the ledger keeps it', tg_op, tg_table_name
      using errcode = 'restrict_violation', constraint = 'ledger_balance_by_trigger_only';
  end if;
  return null;
end $$;
create trigger fund_balance_kept before insert or update or delete or truncate on portfolio_fundbalance
  for each statement execute function public.ledger_balance_by_trigger_only();
create trigger initiative_balance_kept before insert or update or delete or truncate on portfolio_initiativebalance
  for each statement execute function public.ledger_balance_by_trigger_only();

create function public.ledger_movement_has_entries() returns trigger language plpgsql as $$
begin
  if not exists (select from public.portfolio_entry e where e.movement_id = new.id) then
    raise exception 'movement % has no entries', new.id
      using errcode = 'check_violation', constraint = 'movement_has_entries';
  end if;
  return null;
end $$;
create constraint trigger movement_has_entries after insert on portfolio_movement
  deferrable initially deferred for each row execute function public.ledger_movement_has_entries();

create function public.ledger_keep_balances() returns trigger language plpgsql as $$
declare broken uuid;
begin
  -- What hangs from one movement says what the movement says, came whole, and adds up to it.
  select m.id into broken
    from (select movement_id, sum(amount) as whole, count(*) as lines from added group by movement_id) a
    join public.portfolio_movement m on m.id = a.movement_id
   where a.whole <> m.amount
      or a.lines <> (select count(*) from public.portfolio_entry e where e.movement_id = m.id)
   limit 1;
  if broken is not null then
    raise exception 'entries of movement % do not add up to it', broken
      using errcode = 'check_violation', constraint = 'entries_add_up';
  end if;
  select m.id into broken
    from added a join public.portfolio_movement m on m.id = a.movement_id
   where (a.alliance_id, a.cycle_id, a.kind, a.in_kind, a.character, a.happened_on)
         is distinct from (m.alliance_id, m.cycle_id, m.kind, m.in_kind, m.character, m.happened_on)
      or a.initiative_id is distinct from m.initiative_id
      or (m.contributor_id is not null and m.contributor_id <> a.contributor_id)
      or sign(a.amount) <> sign(m.amount)
   limit 1;
  if broken is not null then
    raise exception 'an entry of movement % says something else than it', broken
      using errcode = 'check_violation', constraint = 'entries_say_the_same';
  end if;
  select m.id into broken
    from public.portfolio_movement m join public.portfolio_pledge p on p.id = m.pledge_id
   where m.id in (select movement_id from added)
     and (m.alliance_id, m.cycle_id, m.contributor_id, m.in_kind, m.character, m.initiative_id)
         is distinct from (p.alliance_id, p.cycle_id, p.contributor_id, p.in_kind, p.character, p.initiative_id)
   limit 1;
  if broken is not null then
    raise exception 'movement % says something else than its pledge', broken
      using errcode = 'check_violation', constraint = 'movement_keeps_to_its_pledge';
  end if;
  -- A reversal takes back exactly the lines of what it reverses, once, and is not reversed itself.
  select m.id into broken
    from public.portfolio_movement m join public.portfolio_movement was on was.id = m.reverses_id
   where m.id in (select movement_id from added)
     and (was.reverses_id is not null
          or (was.alliance_id, was.cycle_id, was.kind, was.in_kind, was.character)
             is distinct from (m.alliance_id, m.cycle_id, m.kind, m.in_kind, m.character)
          or was.initiative_id is distinct from m.initiative_id
          or was.pledge_id is distinct from m.pledge_id
          or exists (select from public.portfolio_entry e where e.movement_id in (m.id, was.id)
                     group by e.contributor_id having sum(e.amount) <> 0))
   limit 1;
  if broken is not null then
    raise exception 'movement % does not mirror what it reverses', broken
      using errcode = 'check_violation', constraint = 'reversal_mirrors';
  end if;

  -- Fund balances first, then those of initiatives: every writer locks in this order, so nobody waits in a ring.
  insert into public.portfolio_fundbalance
      (cycle_id, contributor_id, pledged, pledged_in_kind, received, received_in_kind, earmarked, allocated,
       pool_used, spent)
    select distinct a.cycle_id, a.contributor_id, 0, 0, 0, 0, 0, 0, 0, 0 from added a
     where not exists (select from public.portfolio_fundbalance b
                        where b.cycle_id = a.cycle_id and b.contributor_id = a.contributor_id)
     order by 1, 2
    on conflict do nothing;
  perform from public.portfolio_fundbalance b
    where exists (select from added a where a.cycle_id = b.cycle_id and a.contributor_id = b.contributor_id)
    order by b.cycle_id, b.contributor_id for no key update;
  insert into public.portfolio_initiativebalance
      (cycle_id, initiative_id, contributor_id, earmarked, allocated, spent)
    select distinct a.cycle_id, a.initiative_id, a.contributor_id, 0, 0, 0 from added a
     where a.initiative_id is not null and a.kind <> 'pledge' and not a.in_kind
       and not exists (select from public.portfolio_initiativebalance b
                        where b.cycle_id = a.cycle_id and b.initiative_id = a.initiative_id
                          and b.contributor_id = a.contributor_id)
     order by 1, 2, 3
    on conflict do nothing;
  perform from public.portfolio_initiativebalance b
    where exists (select from added a where a.cycle_id = b.cycle_id and a.initiative_id = b.initiative_id
                     and a.contributor_id = b.contributor_id)
    order by b.cycle_id, b.initiative_id, b.contributor_id for no key update;

  with brought as (
    select cycle_id, initiative_id, contributor_id,
           coalesce(sum(amount) filter (where kind = 'receipt'), 0) as earmarked,
           coalesce(sum(amount) filter (where kind = 'allocation'), 0) as allocated,
           coalesce(sum(amount) filter (where kind = 'expenditure'), 0) as spent
      from added where initiative_id is not null and kind <> 'pledge' and not in_kind
     group by 1, 2, 3
  ), kept as (
    update public.portfolio_initiativebalance b
       set earmarked = b.earmarked + n.earmarked, allocated = b.allocated + n.allocated, spent = b.spent + n.spent
      from brought n
     where b.cycle_id = n.cycle_id and b.initiative_id = n.initiative_id and b.contributor_id = n.contributor_id
    returning b.cycle_id, b.contributor_id,
              greatest(0, b.allocated - b.earmarked)
              - greatest(0, b.allocated - n.allocated - (b.earmarked - n.earmarked)) as over
  ), pool as (
    select cycle_id, contributor_id, sum(over) as used from kept group by 1, 2
  ), fund as (
    select cycle_id, contributor_id,
           coalesce(sum(amount) filter (where kind = 'pledge' and not in_kind), 0) as pledged,
           coalesce(sum(amount) filter (where kind = 'pledge' and in_kind), 0) as pledged_in_kind,
           coalesce(sum(amount) filter (where kind = 'receipt' and not in_kind), 0) as received,
           coalesce(sum(amount) filter (where kind = 'receipt' and in_kind), 0) as received_in_kind,
           coalesce(sum(amount) filter (where kind = 'receipt' and not in_kind and initiative_id is not null), 0)
             as earmarked,
           coalesce(sum(amount) filter (where kind = 'allocation'), 0) as allocated,
           coalesce(sum(amount) filter (where kind = 'expenditure'), 0) as spent
      from added group by 1, 2
  )
  update public.portfolio_fundbalance b
     set pledged = b.pledged + f.pledged, pledged_in_kind = b.pledged_in_kind + f.pledged_in_kind,
         received = b.received + f.received, received_in_kind = b.received_in_kind + f.received_in_kind,
         earmarked = b.earmarked + f.earmarked, allocated = b.allocated + f.allocated, spent = b.spent + f.spent,
         pool_used = b.pool_used + coalesce(p.used, 0)
    from fund f left join pool p using (cycle_id, contributor_id)
   where b.cycle_id = f.cycle_id and b.contributor_id = f.contributor_id;
  return null;
end $$;
create trigger entry_keeps_balances after insert on portfolio_entry
  referencing new table as added for each statement execute function public.ledger_keep_balances();
"""
BACK = """
drop trigger entry_keeps_balances on portfolio_entry;
drop trigger movement_has_entries on portfolio_movement;
drop trigger initiative_balance_kept on portfolio_initiativebalance;
drop trigger fund_balance_kept on portfolio_fundbalance;
drop trigger pledge_insert_only on portfolio_pledge;
drop trigger entry_insert_only on portfolio_entry;
drop trigger movement_insert_only on portfolio_movement;
drop function public.ledger_keep_balances();
drop function public.ledger_movement_has_entries();
drop function public.ledger_balance_by_trigger_only();
drop function public.ledger_is_insert_only();
alter table portfolio_movement drop constraint movement_uf_pesos;
"""


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0002_weights_and_order")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
