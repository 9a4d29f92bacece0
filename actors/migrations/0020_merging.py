"""Merging: what was taken, what a suspicion compared, and a RUT that the row which speaks may take over."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("actors", "0003_registry")]

    operations = [
        migrations.AddField(model_name="merge", name="taken", field=models.JSONField(default=dict)),
        migrations.AddField(
            model_name="suspect",
            name="compared",
            field=models.CharField(default="", editable=False, max_length=64),
        ),
        # A relation over canonical_id: it has no column.
        migrations.AddField(
            model_name="actor",
            name="canonical",
            field=models.ForeignObject(
                editable=False,
                from_fields=["canonical_id"],
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="actors.actor",
                to_fields=["id"],
            ),
        ),
        migrations.RemoveConstraint(model_name="actor", name="actor_rut_once"),
        migrations.AddConstraint(
            model_name="actor",
            constraint=models.UniqueConstraint(
                condition=models.Q(models.Q(("rut", ""), _negated=True), ("merged_into", None)),
                fields=("rut",),
                name="actor_rut_once",
                violation_error_message="Ya hay un actor con este RUT. Si es una unidad suya, indíquelo.",
            ),
        ),
    ]
