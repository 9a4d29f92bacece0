"""When a person's data were erased."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_every_token_expires"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="anonymised_at",
            field=models.DateTimeField(
                editable=False, null=True, verbose_name="datos personales borrados el"
            ),
        ),
    ]
