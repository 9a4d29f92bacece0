"""The directory's order in one index read."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("actors", "0001_initial"), ("core", "0002_text_functions")]
    operations = [
        migrations.RunSQL(
            "create index actor_spanish_order on actors_actor (public.es_key(name), id);",
            "drop index actor_spanish_order;",
        )
    ]
