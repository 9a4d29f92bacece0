"""Reports with their frozen numbers: written once, neither changed nor removed."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("convergence", "0002_cycle_overlap"),
        ("core", "0002_text_functions"),
        ("evaluation", "0001_typology"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SdgReport",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                (
                    "scope_kind",
                    models.CharField(
                        choices=[("alliance", "una mesa"), ("all", "todo lo que se ve")],
                        max_length=10,
                        verbose_name="alcance",
                    ),
                ),
                ("as_of", models.DateField(verbose_name="datos al")),
                ("language", models.CharField(max_length=5, verbose_name="idioma")),
                ("numbers", models.JSONField(verbose_name="números")),
                ("inputs_hash", models.CharField(max_length=64)),
                ("numbers_hash", models.CharField(max_length=64)),
                ("method_version", models.CharField(max_length=20, verbose_name="versión del método")),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="hecho el")),
                (
                    "alliance",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sdg_reports",
                        to="convergence.alliance",
                        verbose_name="mesa",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pdf",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.file"
                    ),
                ),
            ],
            options={
                "verbose_name": "informe ODS",
                "verbose_name_plural": "informes ODS",
                "ordering": ["-made_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("alliance__isnull", False), ("scope_kind", "alliance")),
                            models.Q(("alliance", None), ("scope_kind", "all")),
                            _connector="OR",
                        ),
                        name="sdg_report_scope",
                    )
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sdgreport",
            trigger=pgtrigger.compiler.Trigger(
                name="sdg_report_is_frozen",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."scope_kind" IS DISTINCT FROM (NEW."scope_kind") OR OLD."alliance_id" IS DISTINCT FROM (NEW."alliance_id") OR OLD."as_of" IS DISTINCT FROM (NEW."as_of") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."numbers" IS DISTINCT FROM (NEW."numbers") OR OLD."inputs_hash" IS DISTINCT FROM (NEW."inputs_hash") OR OLD."numbers_hash" IS DISTINCT FROM (NEW."numbers_hash") OR OLD."method_version" IS DISTINCT FROM (NEW."method_version") OR OLD."pdf_id" IS DISTINCT FROM (NEW."pdf_id") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="649aeac0dbb46f2d7de9b2b2d9665be65beabfcd",
                    operation="UPDATE",
                    pgid="pgtrigger_sdg_report_is_frozen_37e65",
                    table="evaluation_sdgreport",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sdgreport",
            trigger=pgtrigger.compiler.Trigger(
                name="sdg_report_stays_its_askers",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."asked_by_id" IS DISTINCT FROM (NEW."asked_by_id") AND NEW."asked_by_id" IS NOT NULL)',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="10a3b0bd2aefed7c56212aa4e656eec47720205b",
                    operation="UPDATE",
                    pgid="pgtrigger_sdg_report_stays_its_askers_b06cb",
                    table="evaluation_sdgreport",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sdgreport",
            trigger=pgtrigger.compiler.Trigger(
                name="sdg_report_is_not_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="d8a48360543429b54bd8ddab6808aadfd98de774",
                    operation="DELETE",
                    pgid="pgtrigger_sdg_report_is_not_deleted_373d6",
                    table="evaluation_sdgreport",
                    when="BEFORE",
                ),
            ),
        ),
    ]
