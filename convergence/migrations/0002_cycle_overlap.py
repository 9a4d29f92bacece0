"""Cycles of one alliance never overlap. A range type over uuid stands in for btree_gist, which no wheel has."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("convergence", "0001_initial"), ("core", "0002_text_functions")]
    operations = [
        migrations.RunSQL(
            """
            create type public.uuidrange as range (subtype = uuid);
            alter table convergence_cycle add constraint cycle_no_overlap exclude using gist (
                public.uuidrange(alliance_id, alliance_id, '[]') with &&,
                daterange(starts_on, ends_on, '[]') with &&
            );
            create index alliance_spanish_order on convergence_alliance (public.es_key(name), id);
            """,
            """
            drop index alliance_spanish_order;
            alter table convergence_cycle drop constraint cycle_no_overlap;
            drop type public.uuidrange;
            """,
        )
    ]
