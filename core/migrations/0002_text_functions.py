"""Spanish text without contrib extensions: `unaccented` for search, `es_key` for order (ñ after n)."""

from django.db import migrations

FUNCTIONS = """
create function public.unaccented(t text) returns text
language sql immutable parallel safe strict as $$
  select pg_catalog.translate(pg_catalog.lower(t), 'áéíóúàèìòùâêîôûäëïöüñç', 'aeiouaeiouaeiouaeiounc')
$$;
create function public.es_key(t text) returns text
language sql immutable parallel safe strict as $$
  select pg_catalog.replace(
    pg_catalog.translate(pg_catalog.lower(t), 'áéíóúàèìòùâêîôûäëïöüç', 'aeiouaeiouaeiouaeiouc'), 'ñ', 'n~')
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [
        migrations.RunSQL(
            FUNCTIONS,
            "drop function public.unaccented(text); drop function public.es_key(text);",
        )
    ]
