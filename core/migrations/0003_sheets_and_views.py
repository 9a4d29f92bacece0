"""Spreadsheets on their way in, line by line, and lists that people saved."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_text_functions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SheetImport",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="creado")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="actualizado")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="versión")),
                ("sheet", models.CharField(max_length=40)),
                ("scope", models.JSONField(default=dict)),
                ("name", models.CharField(max_length=200, verbose_name="archivo")),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reading", "leyendo"),
                            ("preview", "por revisar"),
                            ("applying", "cargando"),
                            ("applied", "cargada"),
                            ("undoing", "deshaciendo"),
                            ("undone", "deshecha"),
                            ("discarded", "descartada"),
                            ("failed", "no se pudo leer"),
                        ],
                        default="reading",
                        max_length=10,
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        blank=True,
                        choices=[("all", "todo o nada"), ("good", "solo las filas buenas")],
                        max_length=4,
                    ),
                ),
                ("counts", models.JSONField(default=dict)),
                ("notices", models.JSONField(default=list)),
                ("error", models.TextField(blank=True)),
                ("applied_at", models.DateTimeField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.file",
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="core.job",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "carga de planilla",
                "verbose_name_plural": "cargas de planillas",
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="creado")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="actualizado")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="versión")),
                ("page", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=80, verbose_name="nombre de la vista")),
                ("query", models.CharField(blank=True, max_length=2000)),
                (
                    "columns",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                ("shared_with", models.CharField(blank=True, max_length=50)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_views",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "vista guardada",
                "verbose_name_plural": "vistas guardadas",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("owner", "page", "name"),
                        name="saved_view_once",
                        violation_error_message="Ya tiene una vista con este nombre.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SheetLine",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField(verbose_name="fila")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("new", "nueva"),
                            ("changed", "cambia"),
                            ("same", "igual"),
                            ("refused", "rechazada"),
                            ("duplicate", "posible duplicado"),
                        ],
                        max_length=10,
                    ),
                ),
                ("values", models.JSONField(default=dict)),
                ("problems", models.JSONField(default=dict)),
                ("changes", models.JSONField(default=list)),
                ("candidates", models.JSONField(default=list)),
                ("decision", models.CharField(blank=True, max_length=40)),
                ("target", models.UUIDField(null=True)),
                ("before", models.JSONField(null=True)),
                ("applied_version", models.PositiveIntegerField(null=True)),
                (
                    "of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="core.sheetimport",
                    ),
                ),
            ],
            options={
                "verbose_name": "fila de planilla",
                "verbose_name_plural": "filas de planillas",
                "ordering": ["number"],
                "indexes": [models.Index(fields=["of", "outcome", "number"], name="sheet_line_outcome")],
                "constraints": [models.UniqueConstraint(fields=("of", "number"), name="sheet_line_once")],
            },
        ),
    ]
