"""Results of the typology: written once, never deleted; only the last day seen moves."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import core.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("convergence", "0002_cycle_overlap"),
    ]

    operations = [
        migrations.CreateModel(
            name="TypologyResult",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("as_of", models.DateField(verbose_name="al día")),
                ("seen_on", models.DateField(verbose_name="confirmado el")),
                (
                    "model",
                    models.CharField(
                        choices=[
                            ("vertical", "Modelo vertical"),
                            ("consultativo", "Modelo consultativo"),
                            ("colaborativo", "Modelo colaborativo"),
                            ("territorializado", "Modelo territorializado"),
                            ("indeterminado", "Indeterminado"),
                        ],
                        max_length=20,
                        verbose_name="modelo",
                    ),
                ),
                ("margin", models.PositiveSmallIntegerField(verbose_name="margen")),
                (
                    "confidence",
                    models.CharField(
                        choices=[("alta", "alta"), ("media", "media"), ("baja", "baja")],
                        max_length=10,
                        verbose_name="confianza",
                    ),
                ),
                ("rule_version", models.CharField(max_length=20, verbose_name="versión de las reglas")),
                ("reading_version", models.CharField(max_length=20, verbose_name="versión de la lectura")),
                ("readings", models.JSONField(default=dict)),
                ("evidence", models.JSONField(default=dict)),
                ("counts", models.JSONField(default=dict)),
                ("reasons", models.JSONField(default=list)),
                ("notices", models.JSONField(default=list)),
                ("blocked", models.JSONField(default=dict)),
                ("axes", models.JSONField(default=dict)),
                ("fingerprint", models.CharField(editable=False, max_length=64)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="creado")),
                (
                    "alliance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="typology_results",
                        to="convergence.alliance",
                    ),
                ),
            ],
            options={
                "verbose_name": "lectura de la articulación",
                "verbose_name_plural": "lecturas de la articulación",
                "ordering": ["-as_of", "-created_at"],
                "indexes": [
                    models.Index(fields=["alliance", "-as_of", "-created_at", "-id"], name="typology_latest")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("seen_on__gte", models.F("as_of"))), name="typology_dates"
                    )
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="typologyresult",
            trigger=pgtrigger.compiler.Trigger(
                name="typology_is_kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."alliance_id" IS DISTINCT FROM (NEW."alliance_id") OR OLD."as_of" IS DISTINCT FROM (NEW."as_of") OR OLD."model" IS DISTINCT FROM (NEW."model") OR OLD."margin" IS DISTINCT FROM (NEW."margin") OR OLD."confidence" IS DISTINCT FROM (NEW."confidence") OR OLD."rule_version" IS DISTINCT FROM (NEW."rule_version") OR OLD."reading_version" IS DISTINCT FROM (NEW."reading_version") OR OLD."readings" IS DISTINCT FROM (NEW."readings") OR OLD."evidence" IS DISTINCT FROM (NEW."evidence") OR OLD."counts" IS DISTINCT FROM (NEW."counts") OR OLD."reasons" IS DISTINCT FROM (NEW."reasons") OR OLD."notices" IS DISTINCT FROM (NEW."notices") OR OLD."blocked" IS DISTINCT FROM (NEW."blocked") OR OLD."axes" IS DISTINCT FROM (NEW."axes") OR OLD."fingerprint" IS DISTINCT FROM (NEW."fingerprint") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="058fc79f1a54b398e8e33ed0e90d80599d09b682",
                    operation="UPDATE",
                    pgid="pgtrigger_typology_is_kept_f4371",
                    table="evaluation_typologyresult",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="typologyresult",
            trigger=pgtrigger.compiler.Trigger(
                name="typology_is_not_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="16cda4ca4aee27cdf617470eb224a86a88344fed",
                    operation="DELETE",
                    pgid="pgtrigger_typology_is_not_deleted_24fd8",
                    table="evaluation_typologyresult",
                    when="BEFORE",
                ),
            ),
        ),
    ]
