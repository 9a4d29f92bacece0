"""The words of each organisation beside its row, searched by `core.word_index`. No field of the model: never read."""

from django.db import migrations

COLUMN = """
alter table actors_actor add column search tsvector
  generated always as (public.search_document(name, short_name, rut)) stored;
create index actor_search on actors_actor using gin (search);
insert into core_searchword (word)
  select distinct told.word from actors_actor, unnest(tsvector_to_array(search)) told(word)
  where length(told.word) > 3 and told.word !~ '[=0-9]';
create trigger learn_words_added after insert on actors_actor
  referencing new table as fresh for each statement execute function public.learn_words();
create trigger learn_words_changed after update on actors_actor
  referencing new table as fresh for each statement execute function public.learn_words();
"""


class Migration(migrations.Migration):
    dependencies = [("actors", "0020_merging"), ("core", "0010_search_words")]
    operations = [
        migrations.RunSQL(
            COLUMN,
            "drop trigger learn_words_changed on actors_actor; drop trigger learn_words_added on actors_actor;"
            " alter table actors_actor drop column search;",
        )
    ]
