"""What a job's asker saw when the work began: its result is given while she sees all of it still."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0010_search_words")]

    operations = [
        migrations.AddField(
            model_name="job",
            name="reach",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=90), null=True, size=None
            ),
        ),
    ]
