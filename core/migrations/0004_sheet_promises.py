"""Sheet imports remember their columns, what they made besides, and the version each line was compared with."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0003_sheets_and_views")]

    operations = [
        migrations.AddField("sheetimport", "columns", models.JSONField(default=list)),
        migrations.AddField("sheetimport", "made", models.JSONField(default=list)),
        migrations.AddField("sheetline", "seen_version", models.PositiveIntegerField(null=True)),
        migrations.AlterField(
            "sheetline",
            "outcome",
            models.CharField(
                choices=[
                    ("new", "nueva"),
                    ("changed", "cambia"),
                    ("same", "igual"),
                    ("refused", "rechazada"),
                    ("duplicate", "posible duplicado"),
                    ("skipped", "omitida"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            "sheetline",
            "of",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="lines",
                to="core.sheetimport",
            ),
        ),
    ]
