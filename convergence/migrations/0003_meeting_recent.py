"""Index for the latest meetings of all mesas, which Inicio shows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("convergence", "0002_cycle_overlap")]

    operations = [
        migrations.AddIndex("meeting", models.Index(fields=["created_at"], name="meeting_recent")),
    ]
