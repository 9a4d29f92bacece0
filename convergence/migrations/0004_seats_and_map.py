"""Who sits at a mesa for whom, and the map of its actors."""

import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("actors", "0003_registry"),
        ("convergence", "0003_meeting_recent"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MapEntry",
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
                (
                    "name",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="nombre, si no está registrada"
                    ),
                ),
                (
                    "sector",
                    models.CharField(
                        choices=[
                            ("publico", "Público"),
                            ("sociedad_civil", "Sociedad civil"),
                            ("mercado", "Mercado"),
                            ("red_mixta", "Red mixta"),
                            ("cooperacion_internacional", "Cooperación internacional"),
                        ],
                        max_length=30,
                        verbose_name="sector",
                    ),
                ),
                (
                    "interest",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="interés",
                    ),
                ),
                (
                    "influence",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="influencia",
                    ),
                ),
                (
                    "position",
                    models.CharField(
                        choices=[
                            ("favour", "A favor"),
                            ("neutral", "Neutral"),
                            ("against", "En contra"),
                            ("unknown", "No se sabe"),
                        ],
                        default="unknown",
                        max_length=12,
                        verbose_name="posición",
                    ),
                ),
                ("expectation", models.TextField(blank=True, max_length=1000, verbose_name="qué espera")),
                ("approach", models.TextField(blank=True, max_length=1000, verbose_name="cómo acercarse")),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True)),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="map_entries",
                        to="actors.actor",
                        verbose_name="organización registrada",
                    ),
                ),
                (
                    "alliance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="map_entries",
                        to="convergence.alliance",
                    ),
                ),
                (
                    "comuna",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.comuna",
                        verbose_name="comuna",
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.actorkind",
                        verbose_name="tipo",
                    ),
                ),
            ],
            options={
                "verbose_name": "actor del mapa",
                "verbose_name_plural": "actores del mapa",
                "ordering": ["created_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="MapEntryEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="creado")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="versión")),
                (
                    "name",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="nombre, si no está registrada"
                    ),
                ),
                (
                    "sector",
                    models.CharField(
                        choices=[
                            ("publico", "Público"),
                            ("sociedad_civil", "Sociedad civil"),
                            ("mercado", "Mercado"),
                            ("red_mixta", "Red mixta"),
                            ("cooperacion_internacional", "Cooperación internacional"),
                        ],
                        max_length=30,
                        verbose_name="sector",
                    ),
                ),
                (
                    "interest",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="interés",
                    ),
                ),
                (
                    "influence",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="influencia",
                    ),
                ),
                (
                    "position",
                    models.CharField(
                        choices=[
                            ("favour", "A favor"),
                            ("neutral", "Neutral"),
                            ("against", "En contra"),
                            ("unknown", "No se sabe"),
                        ],
                        default="unknown",
                        max_length=12,
                        verbose_name="posición",
                    ),
                ),
                ("expectation", models.TextField(blank=True, max_length=1000, verbose_name="qué espera")),
                ("approach", models.TextField(blank=True, max_length=1000, verbose_name="cómo acercarse")),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True)),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="actors.actor",
                        verbose_name="organización registrada",
                    ),
                ),
                (
                    "alliance",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="convergence.alliance",
                    ),
                ),
                (
                    "comuna",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="actors.comuna",
                        verbose_name="comuna",
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="actors.actorkind",
                        verbose_name="tipo",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="convergence.mapentry",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Seat",
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
                (
                    "kind",
                    models.CharField(
                        choices=[("titular", "Titular"), ("suplente", "Suplente")],
                        default="titular",
                        max_length=10,
                        verbose_name="calidad",
                    ),
                ),
                ("since", models.DateField(verbose_name="desde")),
                ("until", models.DateField(blank=True, null=True, verbose_name="hasta")),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="convergence.participation",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "asiento",
                "verbose_name_plural": "asientos",
                "ordering": ["since", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SeatEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="creado")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="versión")),
                (
                    "kind",
                    models.CharField(
                        choices=[("titular", "Titular"), ("suplente", "Suplente")],
                        default="titular",
                        max_length=10,
                        verbose_name="calidad",
                    ),
                ),
                ("since", models.DateField(verbose_name="desde")),
                ("until", models.DateField(blank=True, null=True, verbose_name="hasta")),
                (
                    "participation",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="convergence.participation",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="convergence.seat",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="mapentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("alliance", "actor"),
                name="map_entry_once",
                violation_error_message="Esta organización ya está en el mapa.",
            ),
        ),
        migrations.AddConstraint(
            model_name="mapentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("actor__isnull", False), models.Q(("name", ""), _negated=True), _connector="OR"
                ),
                name="map_entry_is_somebody",
                violation_error_message="Elija una organización registrada o escriba su nombre.",
            ),
        ),
        migrations.AddConstraint(
            model_name="mapentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("interest", None), ("interest__range", (1, 5)), _connector="OR"),
                name="map_entry_interest",
            ),
        ),
        migrations.AddConstraint(
            model_name="mapentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("influence", None), ("influence__range", (1, 5)), _connector="OR"),
                name="map_entry_influence",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mapentry",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "convergence_mapentryevent" ("actor_id", "alliance_id", "approach", "comuna_id", "created_at", "expectation", "id", "influence", "interest", "kind_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "sector", "version", "withdrawn_at") VALUES (NEW."actor_id", NEW."alliance_id", NEW."approach", NEW."comuna_id", NEW."created_at", NEW."expectation", NEW."id", NEW."influence", NEW."interest", NEW."kind_id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."sector", NEW."version", NEW."withdrawn_at"); RETURN NULL;',
                    hash="57c0ff9727609cd716e9b64805c72b8c51a24512",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_1dc74",
                    table="convergence_mapentry",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mapentry",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."actor_id" IS DISTINCT FROM (NEW."actor_id") OR OLD."alliance_id" IS DISTINCT FROM (NEW."alliance_id") OR OLD."approach" IS DISTINCT FROM (NEW."approach") OR OLD."comuna_id" IS DISTINCT FROM (NEW."comuna_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."expectation" IS DISTINCT FROM (NEW."expectation") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."influence" IS DISTINCT FROM (NEW."influence") OR OLD."interest" IS DISTINCT FROM (NEW."interest") OR OLD."kind_id" IS DISTINCT FROM (NEW."kind_id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."position" IS DISTINCT FROM (NEW."position") OR OLD."sector" IS DISTINCT FROM (NEW."sector") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."withdrawn_at" IS DISTINCT FROM (NEW."withdrawn_at"))',
                    func='INSERT INTO "convergence_mapentryevent" ("actor_id", "alliance_id", "approach", "comuna_id", "created_at", "expectation", "id", "influence", "interest", "kind_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "sector", "version", "withdrawn_at") VALUES (NEW."actor_id", NEW."alliance_id", NEW."approach", NEW."comuna_id", NEW."created_at", NEW."expectation", NEW."id", NEW."influence", NEW."interest", NEW."kind_id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."sector", NEW."version", NEW."withdrawn_at"); RETURN NULL;',
                    hash="691ff4a4483aa3b4f7b56ab1730ed77abbd8167a",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_019ab",
                    table="convergence_mapentry",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)),
                fields=("participation", "user"),
                name="seat_open_once",
                violation_error_message="Esta persona ya tiene un asiento por la organización.",
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                name="seat_dates",
                violation_error_message="La fecha de término es anterior a la de inicio.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seat",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "convergence_seatevent" ("created_at", "id", "kind", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "since", "until", "user_id", "version") VALUES (NEW."created_at", NEW."id", NEW."kind", NEW."participation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."since", NEW."until", NEW."user_id", NEW."version"); RETURN NULL;',
                    hash="d5fd21d3498dcd7cfa48d4f819bf04ca0c5d4329",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_1b6c7",
                    table="convergence_seat",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seat",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."participation_id" IS DISTINCT FROM (NEW."participation_id") OR OLD."since" IS DISTINCT FROM (NEW."since") OR OLD."until" IS DISTINCT FROM (NEW."until") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id") OR OLD."version" IS DISTINCT FROM (NEW."version"))',
                    func='INSERT INTO "convergence_seatevent" ("created_at", "id", "kind", "participation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "since", "until", "user_id", "version") VALUES (NEW."created_at", NEW."id", NEW."kind", NEW."participation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."since", NEW."until", NEW."user_id", NEW."version"); RETURN NULL;',
                    hash="74e041f4242d50889cb5e8743353e206af7ca2b6",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_2a46a",
                    table="convergence_seat",
                    when="AFTER",
                ),
            ),
        ),
    ]
