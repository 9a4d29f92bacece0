"""Words of names, for search: how a text is cut into words, how a word sounds, and the words met so far."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.expressions
from django.db import migrations, models

# Accents go by decomposition, so that every Latin letter loses its own. «S.p.A.» is one word, «N°12» two.
FUNCTIONS = r"""
create function public.search_words(t text) returns text[]
language sql immutable parallel safe strict as $$
  select array_remove(regexp_split_to_array(
    regexp_replace(
      lower(regexp_replace(normalize(t, NFD), '[\u0300-\u036f]+', '', 'g')),
      '([a-z])\.(?=[a-z])', '\1', 'g'),
    '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f\u3000]+'), '')
$$;

create function public.word_sound(word text) returns text
language plpgsql immutable parallel safe strict as $$
declare s text := word;
begin
  s := replace(replace(replace(s, 'sh', 'ch'), 'ph', 'f'), 'tz', 's');
  s := replace(s, 'ch', '1');                        -- one sound, out of reach of the rules on c and h
  s := regexp_replace(s, 'g(?=[ei])', 'j', 'g');
  s := regexp_replace(replace(s, 'w', 'gu'), 'hu(?=[aeiou])', 'gu', 'g');
  s := regexp_replace(s, 'gu(?=[ei])', 'g', 'g');
  s := replace(s, 'h', '');
  s := replace(regexp_replace(s, 'qu(?=[ei])', 'k', 'g'), 'q', 'k');
  s := replace(regexp_replace(s, 'c(?=[eiy])', 's', 'g'), 'c', 'k');
  s := translate(replace(s, 'll', 'y'), 'zxvy', 'ssbi');
  s := replace(regexp_replace(s, 'm(?=[bp])', 'n', 'g'), 'ks', 's');
  s := regexp_replace(regexp_replace(s, '^ps', 's'), 'ni(?=[aeou])', 'n', 'g');
  return regexp_replace(s, '(.)\1+', '\1', 'g');
end
$$;

create function public.small_words() returns text[]
language sql immutable parallel safe as $$
  select '{a,al,con,de,del,e,el,en,la,las,los,o,para,por,u,un,una,y}'::text[]
$$;

-- The words of both texts, a code without its signs, and the initials after a «=».
create function public.search_document(name text, also text, code text) returns tsvector
language sql immutable parallel safe as $$
  with told(word, place) as (select * from unnest(public.search_words(name)) with ordinality)
  select array_to_tsvector(
    public.search_words(concat_ws(' ', name, also))
    || array_remove(array[lower(regexp_replace(code, '[^0-9A-Za-z]', '', 'g'))], '')
    || array(
      select '=' || string_agg(left(word, 1), '' order by place) from told
      where word <> all (public.small_words()) having count(*) > 2
    ))
$$;

-- What two words have in common when one became the other by few errors: how they begin, less any one letter, as
-- written and as heard, and less any two of a long one.
create function public.word_keys(word text) returns text[]
language sql immutable parallel safe strict as $$
  with told(s, most) as (
    select left(word, 7), 1
    union all select left(public.word_sound(word), 6), case when length(word) > 7 then 2 else 1 end
  ), one(s, most, place) as (
    select s, most, 0 from told
    union all
    select overlay(s placing '' from i for 1), most, i from told, generate_series(1, length(s)) i
  ), two(s) as (
    select s from one
    union all
    select overlay(s placing '' from i for 1) from one, generate_series(1, length(s)) i
    where most = 2 and place > 0 and i >= place
  )
  select case when length(word) > 3 and word !~ '[0-9]' then array(select distinct s from two) else '{}' end
$$;
"""

# No unique word: a second writer of the same word would wait for the first one's commit, and two imports for each
# other. A word that stands twice, or that no name bears any more, is harmless.
LEARN = """
create function public.learn_words() returns trigger language plpgsql as $$
begin
  insert into core_searchword (word)
  select distinct told.word from fresh, unnest(tsvector_to_array(fresh.search)) told(word)
  where length(told.word) > 3 and told.word !~ '[=0-9]'
    and not exists (select from core_searchword known where known.word = told.word);
  return null;
end
$$;

-- The words of `loose`, each in a row of its own and once more with each word that has a key in common with it.
-- The planner takes a scan of all words for cheaper than forty keys in the index, which it is not, and would plan anew
-- for every word.
create function public.near_words(
  loose text, out place bigint, out word text, out is_small boolean, out sound text, out near text, out near_sound text
) returns setof record language plpgsql stable parallel safe
set enable_seqscan to off set plan_cache_mode to force_generic_plan as $$
declare shared text[];
begin
  for place, word in select told.place, told.word
    from unnest((public.search_words(loose))[1:8]) with ordinality told(word, place)
  loop
    is_small := word = any (public.small_words());
    sound := public.word_sound(word);
    shared := public.word_keys(word);
    near := null;
    near_sound := null;
    return next;
    if shared <> '{}' then
      for near, near_sound in
        select known.word, known.sound from core_searchword known
        where known.keys && shared and abs(length(known.word) - length(near_words.word)) < 3
      loop
        return next;
      end loop;
    end if;
    if length(word) > 3 and shared <> '{}' then
      for near, near_sound in
        select known.word, known.sound from core_searchword known
        where known.sound operator(pg_catalog.~>=~) near_words.sound and known.sound operator(pg_catalog.~<~) (near_words.sound || '~')
      loop
        return next;
      end loop;
    end if;
  end loop;
end
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0004_sheet_promises")]
    operations = [
        migrations.RunSQL(
            FUNCTIONS,
            "drop function public.search_document(text, text, text); drop function public.word_keys(text);"
            " drop function public.word_sound(text); drop function public.small_words();"
            " drop function public.search_words(text);",
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("word", models.TextField()),
                (
                    "sound",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.expressions.Func("word", function="public.word_sound"),
                        output_field=models.TextField(),
                    ),
                ),
                (
                    "keys",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.expressions.Func("word", function="public.word_keys"),
                        output_field=django.contrib.postgres.fields.ArrayField(
                            base_field=models.TextField(), size=None
                        ),
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["word"], name="search_word"),
                    models.Index(fields=["sound"], name="search_word_sound", opclasses=["text_pattern_ops"]),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["keys"], name="search_word_keys", fastupdate=False
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            LEARN, "drop function public.near_words(text); drop function public.learn_words();"
        ),
    ]
