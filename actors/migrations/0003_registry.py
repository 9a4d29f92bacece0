"""What is kept about an organisation and its people: classes, mandates, contacts, invitations, merges."""

import django.db.models.deletion
import django.db.models.functions.comparison
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import core.ids
import core.search


class Migration(migrations.Migration):
    dependencies = [
        ("actors", "0002_order_index"),
        ("core", "0003_sheets_and_views"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ActorFile",
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
                        choices=[
                            ("statutes", "Estatutos"),
                            ("validity", "Certificado de vigencia"),
                            ("letter", "Carta"),
                            ("photo", "Fotografía o logotipo"),
                            ("other", "Otro documento"),
                        ],
                        default="other",
                        max_length=12,
                        verbose_name="qué es",
                    ),
                ),
                ("label", models.CharField(blank=True, max_length=150, verbose_name="título")),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "archivo de una organización",
                "verbose_name_plural": "archivos de organizaciones",
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="ActorNote",
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
                ("text", models.TextField(max_length=4000, verbose_name="nota")),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "nota",
                "verbose_name_plural": "notas",
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="Contact",
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
                ("name", models.CharField(max_length=150, verbose_name="nombre")),
                ("position", models.CharField(blank=True, max_length=100, verbose_name="cargo")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="correo electrónico")),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="teléfono")),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("private", "solo la fundación y la propia organización"),
                            ("partners", "quienes comparten una mesa con la organización"),
                        ],
                        default="private",
                        max_length=10,
                        verbose_name="quién lo ve",
                    ),
                ),
                ("is_main", models.BooleanField(default=False, verbose_name="contacto principal")),
                ("until", models.DateField(blank=True, null=True, verbose_name="dejó el cargo el")),
            ],
            options={
                "verbose_name": "contacto",
                "verbose_name_plural": "contactos",
                "ordering": ["-is_main", "name"],
            },
        ),
        migrations.CreateModel(
            name="ContactEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="creado")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="versión")),
                ("name", models.CharField(max_length=150, verbose_name="nombre")),
                ("position", models.CharField(blank=True, max_length=100, verbose_name="cargo")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="correo electrónico")),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="teléfono")),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("private", "solo la fundación y la propia organización"),
                            ("partners", "quienes comparten una mesa con la organización"),
                        ],
                        default="private",
                        max_length=10,
                        verbose_name="quién lo ve",
                    ),
                ),
                ("is_main", models.BooleanField(default=False, verbose_name="contacto principal")),
                ("until", models.DateField(blank=True, null=True, verbose_name="dejó el cargo el")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Handover",
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
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="motivo")),
                ("moved", models.JSONField(default=dict)),
            ],
            options={
                "verbose_name": "traspaso",
                "verbose_name_plural": "traspasos",
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
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
                ("email", models.EmailField(max_length=254, verbose_name="correo electrónico")),
                ("name", models.CharField(blank=True, max_length=150, verbose_name="nombre")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("manager", "administra la ficha de la organización"),
                            ("member", "participa por la organización"),
                        ],
                        default="member",
                        max_length=10,
                        verbose_name="rol",
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=100, verbose_name="cargo")),
                (
                    "reach",
                    models.CharField(
                        choices=[
                            ("organisation", "todas las mesas de la organización"),
                            ("seats", "solo las mesas en que tiene asiento"),
                        ],
                        default="organisation",
                        max_length=14,
                        verbose_name="alcance",
                    ),
                ),
                ("alliances", models.JSONField(blank=True, default=list, editable=False)),
                ("expires_at", models.DateTimeField(verbose_name="vence")),
                ("sent_at", models.DateTimeField(editable=False, null=True)),
                ("accepted_at", models.DateTimeField(editable=False, null=True)),
                ("revoked_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "invitación",
                "verbose_name_plural": "invitaciones",
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="Mandate",
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
                    "office",
                    models.CharField(
                        choices=[
                            ("alcaldia", "Alcaldía"),
                            ("concejo", "Concejo Municipal"),
                            ("gobernacion", "Gobernación regional"),
                            ("consejo_regional", "Consejo regional"),
                            ("cosoc", "COSOC"),
                            ("directorio", "Directorio"),
                            ("presidencia", "Presidencia"),
                            ("gerencia", "Gerencia general"),
                            ("representante_legal", "Representación legal"),
                            ("otro", "Otro cargo"),
                        ],
                        max_length=24,
                        verbose_name="cargo",
                    ),
                ),
                ("holder", models.CharField(blank=True, max_length=200, verbose_name="quién lo ejerce")),
                ("since", models.DateField(blank=True, null=True, verbose_name="desde")),
                ("until", models.DateField(blank=True, null=True, verbose_name="hasta")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="de dónde se sabe")),
                ("warned_on", models.DateField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "mandato",
                "verbose_name_plural": "mandatos",
                "ordering": [models.OrderBy(models.F("until"), nulls_last=True), "pk"],
            },
        ),
        migrations.CreateModel(
            name="MandateEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="creado")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="versión")),
                (
                    "office",
                    models.CharField(
                        choices=[
                            ("alcaldia", "Alcaldía"),
                            ("concejo", "Concejo Municipal"),
                            ("gobernacion", "Gobernación regional"),
                            ("consejo_regional", "Consejo regional"),
                            ("cosoc", "COSOC"),
                            ("directorio", "Directorio"),
                            ("presidencia", "Presidencia"),
                            ("gerencia", "Gerencia general"),
                            ("representante_legal", "Representación legal"),
                            ("otro", "Otro cargo"),
                        ],
                        max_length=24,
                        verbose_name="cargo",
                    ),
                ),
                ("holder", models.CharField(blank=True, max_length=200, verbose_name="quién lo ejerce")),
                ("since", models.DateField(blank=True, null=True, verbose_name="desde")),
                ("until", models.DateField(blank=True, null=True, verbose_name="hasta")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="de dónde se sabe")),
                ("warned_on", models.DateField(editable=False, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Merge",
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
                ("led_on", models.JSONField(default=list)),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="por qué son la misma")),
                ("undone_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "fusión",
                "verbose_name_plural": "fusiones",
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="Suspect",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("same_rut", "mismo RUT"),
                            ("similar_name", "nombre parecido en la misma comuna"),
                        ],
                        max_length=14,
                    ),
                ),
                ("score", models.PositiveSmallIntegerField(verbose_name="parecido, de 0 a 100")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "por revisar"),
                            ("dismissed", "son distintas"),
                            ("merged", "reunidas"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("found_at", models.DateTimeField(auto_now_add=True)),
                ("decided_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "posible duplicado",
                "verbose_name_plural": "posibles duplicados",
                "ordering": ["-score", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Tag",
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
                ("name", models.CharField(max_length=40, verbose_name="etiqueta")),
            ],
            options={
                "verbose_name": "etiqueta",
                "verbose_name_plural": "etiquetas",
                "ordering": ["name"],
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="actor",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="actor",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="membership",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="membership",
            name="update_update",
        ),
        migrations.AddField(
            model_name="actor",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="actors.actor",
                verbose_name="reunida en",
            ),
        ),
        migrations.AddField(
            model_name="actorevent",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="actors.actor",
                verbose_name="reunida en",
            ),
        ),
        migrations.AddField(
            model_name="actor",
            name="closed_on",
            field=models.DateField(blank=True, null=True, verbose_name="dejó de existir el"),
        ),
        migrations.AddField(
            model_name="actor",
            name="industry",
            field=models.CharField(
                blank=True,
                choices=[
                    ("A", "Agricultura, ganadería, silvicultura y pesca"),
                    ("B", "Explotación de minas y canteras"),
                    ("C", "Industria manufacturera"),
                    ("D", "Suministro de electricidad, gas, vapor y aire acondicionado"),
                    ("E", "Suministro de agua, aguas residuales y desechos"),
                    ("F", "Construcción"),
                    ("G", "Comercio y reparación de vehículos"),
                    ("H", "Transporte y almacenamiento, puertos"),
                    ("I", "Alojamiento y servicio de comidas"),
                    ("J", "Información y comunicaciones"),
                    ("K", "Actividades financieras y de seguros"),
                    ("L", "Actividades inmobiliarias"),
                    ("M", "Actividades profesionales, científicas y técnicas"),
                    ("N", "Servicios administrativos y de apoyo"),
                    ("O", "Administración pública y defensa"),
                    ("P", "Enseñanza"),
                    ("Q", "Atención de la salud y asistencia social"),
                    ("R", "Actividades artísticas y recreativas"),
                    ("S", "Otras actividades de servicios"),
                    ("T", "Hogares como empleadores"),
                    ("U", "Organizaciones extraterritoriales"),
                ],
                max_length=1,
                verbose_name="rubro",
            ),
        ),
        migrations.AddField(
            model_name="actor",
            name="personality_since",
            field=models.DateField(blank=True, null=True, verbose_name="personalidad jurídica desde"),
        ),
        migrations.AddField(
            model_name="actor",
            name="personality_until",
            field=models.DateField(blank=True, null=True, verbose_name="personalidad jurídica vigente hasta"),
        ),
        migrations.AddField(
            model_name="actor",
            name="registry_number",
            field=models.CharField(
                blank=True, max_length=60, verbose_name="inscripción de la personalidad jurídica"
            ),
        ),
        migrations.AddField(
            model_name="actor",
            name="size",
            field=models.CharField(
                blank=True,
                choices=[
                    ("micro", "Microempresa (hasta 2.400 UF al año)"),
                    ("pequena", "Pequeña (hasta 25.000 UF)"),
                    ("mediana", "Mediana (hasta 100.000 UF)"),
                    ("grande", "Grande (más de 100.000 UF)"),
                ],
                max_length=10,
                verbose_name="tamaño",
            ),
        ),
        migrations.AddField(
            model_name="actor",
            name="social_class",
            field=models.CharField(
                blank=True,
                choices=[
                    ("empresa_b", "Empresa B"),
                    ("empresa_responsable", "Empresa socialmente responsable"),
                    ("fundacion_corporativa", "Fundación de corte corporativo"),
                    ("ong_mercantil_a", "ONG mercantil que comercializa por productores vulnerables"),
                    ("ong_mercantil_b", "ONG mercantil que vende para sostenerse"),
                    ("ong_mercantil_c", "ONG mercantil asociada públicamente con una empresa"),
                    ("oess", "Organización de economía social y solidaria (OESS)"),
                    ("insercion_laboral_a", "Inserción laboral: apoya la entrada al mercado de trabajo"),
                    ("insercion_laboral_b", "Inserción laboral: da trabajo en la propia empresa"),
                    ("servicios_sociales", "Empresa social de servicios sociales"),
                    ("desarrollo_territorial", "Empresa social de desarrollo territorial"),
                    ("asociacion_comunitaria", "Asociación de base o comunitaria"),
                    ("ong_servicios", "ONG de servicios"),
                    ("asociacion_usuarios", "Asociación de usuarios que se provee de un servicio público"),
                ],
                max_length=30,
                verbose_name="clase (cooperación público-privada)",
            ),
        ),
        migrations.AddField(
            model_name="actorevent",
            name="closed_on",
            field=models.DateField(blank=True, null=True, verbose_name="dejó de existir el"),
        ),
        migrations.AddField(
            model_name="actorevent",
            name="industry",
            field=models.CharField(
                blank=True,
                choices=[
                    ("A", "Agricultura, ganadería, silvicultura y pesca"),
                    ("B", "Explotación de minas y canteras"),
                    ("C", "Industria manufacturera"),
                    ("D", "Suministro de electricidad, gas, vapor y aire acondicionado"),
                    ("E", "Suministro de agua, aguas residuales y desechos"),
                    ("F", "Construcción"),
                    ("G", "Comercio y reparación de vehículos"),
                    ("H", "Transporte y almacenamiento, puertos"),
                    ("I", "Alojamiento y servicio de comidas"),
                    ("J", "Información y comunicaciones"),
                    ("K", "Actividades financieras y de seguros"),
                    ("L", "Actividades inmobiliarias"),
                    ("M", "Actividades profesionales, científicas y técnicas"),
                    ("N", "Servicios administrativos y de apoyo"),
                    ("O", "Administración pública y defensa"),
                    ("P", "Enseñanza"),
                    ("Q", "Atención de la salud y asistencia social"),
                    ("R", "Actividades artísticas y recreativas"),
                    ("S", "Otras actividades de servicios"),
                    ("T", "Hogares como empleadores"),
                    ("U", "Organizaciones extraterritoriales"),
                ],
                max_length=1,
                verbose_name="rubro",
            ),
        ),
        migrations.AddField(
            model_name="actorevent",
            name="personality_since",
            field=models.DateField(blank=True, null=True, verbose_name="personalidad jurídica desde"),
        ),
        migrations.AddField(
            model_name="actorevent",
            name="personality_until",
            field=models.DateField(blank=True, null=True, verbose_name="personalidad jurídica vigente hasta"),
        ),
        migrations.AddField(
            model_name="actorevent",
            name="registry_number",
            field=models.CharField(
                blank=True, max_length=60, verbose_name="inscripción de la personalidad jurídica"
            ),
        ),
        migrations.AddField(
            model_name="actorevent",
            name="size",
            field=models.CharField(
                blank=True,
                choices=[
                    ("micro", "Microempresa (hasta 2.400 UF al año)"),
                    ("pequena", "Pequeña (hasta 25.000 UF)"),
                    ("mediana", "Mediana (hasta 100.000 UF)"),
                    ("grande", "Grande (más de 100.000 UF)"),
                ],
                max_length=10,
                verbose_name="tamaño",
            ),
        ),
        migrations.AddField(
            model_name="actorevent",
            name="social_class",
            field=models.CharField(
                blank=True,
                choices=[
                    ("empresa_b", "Empresa B"),
                    ("empresa_responsable", "Empresa socialmente responsable"),
                    ("fundacion_corporativa", "Fundación de corte corporativo"),
                    ("ong_mercantil_a", "ONG mercantil que comercializa por productores vulnerables"),
                    ("ong_mercantil_b", "ONG mercantil que vende para sostenerse"),
                    ("ong_mercantil_c", "ONG mercantil asociada públicamente con una empresa"),
                    ("oess", "Organización de economía social y solidaria (OESS)"),
                    ("insercion_laboral_a", "Inserción laboral: apoya la entrada al mercado de trabajo"),
                    ("insercion_laboral_b", "Inserción laboral: da trabajo en la propia empresa"),
                    ("servicios_sociales", "Empresa social de servicios sociales"),
                    ("desarrollo_territorial", "Empresa social de desarrollo territorial"),
                    ("asociacion_comunitaria", "Asociación de base o comunitaria"),
                    ("ong_servicios", "ONG de servicios"),
                    ("asociacion_usuarios", "Asociación de usuarios que se provee de un servicio público"),
                ],
                max_length=30,
                verbose_name="clase (cooperación público-privada)",
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="reach",
            field=models.CharField(
                choices=[
                    ("organisation", "todas las mesas de la organización"),
                    ("seats", "solo las mesas en que tiene asiento"),
                ],
                default="organisation",
                max_length=14,
                verbose_name="alcance",
            ),
        ),
        migrations.AddField(
            model_name="membershipevent",
            name="reach",
            field=models.CharField(
                choices=[
                    ("organisation", "todas las mesas de la organización"),
                    ("seats", "solo las mesas en que tiene asiento"),
                ],
                default="organisation",
                max_length=14,
                verbose_name="alcance",
            ),
        ),
        migrations.AlterField(
            model_name="actor",
            name="level",
            field=models.CharField(
                blank=True,
                choices=[
                    ("internacional", "Internacional"),
                    ("central", "Central"),
                    ("regional", "Regional"),
                    ("provincial", "Provincial"),
                    ("local", "Local"),
                    ("sublocal", "Sublocal"),
                ],
                max_length=13,
                verbose_name="nivel",
            ),
        ),
        migrations.AlterField(
            model_name="actorevent",
            name="level",
            field=models.CharField(
                blank=True,
                choices=[
                    ("internacional", "Internacional"),
                    ("central", "Central"),
                    ("regional", "Regional"),
                    ("provincial", "Provincial"),
                    ("local", "Local"),
                    ("sublocal", "Sublocal"),
                ],
                max_length=13,
                verbose_name="nivel",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="actor",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "actors_actorevent" ("about", "closed_on", "created_at", "id", "industry", "is_demo", "kind_id", "level", "merged_into_id", "name", "parent_id", "personality_since", "personality_until", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "registry_number", "rut", "short_name", "size", "social_class", "version", "website") VALUES (NEW."about", NEW."closed_on", NEW."created_at", NEW."id", NEW."industry", NEW."is_demo", NEW."kind_id", NEW."level", NEW."merged_into_id", NEW."name", NEW."parent_id", NEW."personality_since", NEW."personality_until", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."registry_number", NEW."rut", NEW."short_name", NEW."size", NEW."social_class", NEW."version", NEW."website"); RETURN NULL;',
                    hash="698680c1761fc91ac42e13234ed23ce5807b8eb8",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_64c15",
                    table="actors_actor",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="actor",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."about" IS DISTINCT FROM (NEW."about") OR OLD."closed_on" IS DISTINCT FROM (NEW."closed_on") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."industry" IS DISTINCT FROM (NEW."industry") OR OLD."is_demo" IS DISTINCT FROM (NEW."is_demo") OR OLD."kind_id" IS DISTINCT FROM (NEW."kind_id") OR OLD."level" IS DISTINCT FROM (NEW."level") OR OLD."merged_into_id" IS DISTINCT FROM (NEW."merged_into_id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."parent_id" IS DISTINCT FROM (NEW."parent_id") OR OLD."personality_since" IS DISTINCT FROM (NEW."personality_since") OR OLD."personality_until" IS DISTINCT FROM (NEW."personality_until") OR OLD."registry_number" IS DISTINCT FROM (NEW."registry_number") OR OLD."rut" IS DISTINCT FROM (NEW."rut") OR OLD."short_name" IS DISTINCT FROM (NEW."short_name") OR OLD."size" IS DISTINCT FROM (NEW."size") OR OLD."social_class" IS DISTINCT FROM (NEW."social_class") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."website" IS DISTINCT FROM (NEW."website"))',
                    func='INSERT INTO "actors_actorevent" ("about", "closed_on", "created_at", "id", "industry", "is_demo", "kind_id", "level", "merged_into_id", "name", "parent_id", "personality_since", "personality_until", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "registry_number", "rut", "short_name", "size", "social_class", "version", "website") VALUES (NEW."about", NEW."closed_on", NEW."created_at", NEW."id", NEW."industry", NEW."is_demo", NEW."kind_id", NEW."level", NEW."merged_into_id", NEW."name", NEW."parent_id", NEW."personality_since", NEW."personality_until", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."registry_number", NEW."rut", NEW."short_name", NEW."size", NEW."social_class", NEW."version", NEW."website"); RETURN NULL;',
                    hash="0e19cdc261cb08bbf033279b4331f49627eda915",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_eb0cc",
                    table="actors_actor",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="membership",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "actors_membershipevent" ("actor_id", "created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reach", "role", "since", "title", "until", "updated_at", "user_id", "version") VALUES (NEW."actor_id", NEW."created_at", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reach", NEW."role", NEW."since", NEW."title", NEW."until", NEW."updated_at", NEW."user_id", NEW."version"); RETURN NULL;',
                    hash="76820ae744474d9cc715573c15af90ab33129501",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_5b0a7",
                    table="actors_membership",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="membership",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "actors_membershipevent" ("actor_id", "created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reach", "role", "since", "title", "until", "updated_at", "user_id", "version") VALUES (NEW."actor_id", NEW."created_at", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reach", NEW."role", NEW."since", NEW."title", NEW."until", NEW."updated_at", NEW."user_id", NEW."version"); RETURN NULL;',
                    hash="7da11fa5090a22dae8044fb6ece24646eaeec6e4",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_2b798",
                    table="actors_membership",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="actorfile",
            name="actor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="files", to="actors.actor"
            ),
        ),
        migrations.AddField(
            model_name="actorfile",
            name="added_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="actorfile",
            name="file",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.file"
            ),
        ),
        migrations.AddField(
            model_name="actornote",
            name="actor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="actors.actor"
            ),
        ),
        migrations.AddField(
            model_name="actornote",
            name="written_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="actor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="contacts", to="actors.actor"
            ),
        ),
        migrations.AddField(
            model_name="contactevent",
            name="actor",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="actors.actor",
            ),
        ),
        migrations.AddField(
            model_name="contactevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="contactevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="actors.contact",
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="actor",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="handovers",
                to="actors.actor",
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="done_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="leaver",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="handovers_left",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="successor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="handovers_taken",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="accepted_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="actor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="invitations", to="actors.actor"
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="invited_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="mandate",
            name="actor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="mandates", to="actors.actor"
            ),
        ),
        migrations.AddField(
            model_name="mandateevent",
            name="actor",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="actors.actor",
            ),
        ),
        migrations.AddField(
            model_name="mandateevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="mandateevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="actors.mandate",
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="done_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="kept",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="actors.actor"
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="merged",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="merges", to="actors.actor"
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="undone_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="suspect",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="suspect",
            name="first",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="actors.actor"
            ),
        ),
        migrations.AddField(
            model_name="suspect",
            name="second",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="actors.actor"
            ),
        ),
        migrations.AddConstraint(
            model_name="tag",
            constraint=models.UniqueConstraint(
                core.search.Unaccented("name"),
                name="tag_once",
                violation_error_message="Ya hay una etiqueta con este nombre.",
            ),
        ),
        migrations.AddField(
            model_name="actor",
            name="tags",
            field=models.ManyToManyField(
                blank=True, related_name="actors", to="actors.tag", verbose_name="etiquetas"
            ),
        ),
        migrations.AddField(
            model_name="actor",
            name="canonical_id",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.comparison.Coalesce("merged_into", "id"),
                output_field=models.UUIDField(),
            ),
        ),
        migrations.AddIndex(
            model_name="actor",
            index=models.Index(fields=["canonical_id"], name="actor_canonical"),
        ),
        migrations.AddConstraint(
            model_name="actor",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into", models.F("id")), _negated=True),
                name="actor_not_merged_into_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="actor",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("personality_until", None),
                    ("personality_since", None),
                    ("personality_until__gte", models.F("personality_since")),
                    _connector="OR",
                ),
                name="actor_personality_dates",
                violation_error_message="La personalidad jurídica termina antes de comenzar.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="contact_has_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_main", True), ("until", None)),
                fields=("actor",),
                name="contact_main_once",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contact",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "actors_contactevent" ("actor_id", "audience", "created_at", "email", "id", "is_main", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "position", "until", "version") VALUES (NEW."actor_id", NEW."audience", NEW."created_at", NEW."email", NEW."id", NEW."is_main", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."position", NEW."until", NEW."version"); RETURN NULL;',
                    hash="058b889b8779412adea3860820ca62f8407c5d9b",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_fab10",
                    table="actors_contact",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contact",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."actor_id" IS DISTINCT FROM (NEW."actor_id") OR OLD."audience" IS DISTINCT FROM (NEW."audience") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_main" IS DISTINCT FROM (NEW."is_main") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."phone" IS DISTINCT FROM (NEW."phone") OR OLD."position" IS DISTINCT FROM (NEW."position") OR OLD."until" IS DISTINCT FROM (NEW."until") OR OLD."version" IS DISTINCT FROM (NEW."version"))',
                    func='INSERT INTO "actors_contactevent" ("actor_id", "audience", "created_at", "email", "id", "is_main", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "position", "until", "version") VALUES (NEW."actor_id", NEW."audience", NEW."created_at", NEW."email", NEW."id", NEW."is_main", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."position", NEW."until", NEW."version"); RETURN NULL;',
                    hash="7a52ec8604a1b55724d0e5d35520f51545f947d7",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a0caf",
                    table="actors_contact",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(("leaver", models.F("successor")), _negated=True),
                name="handover_to_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("accepted_at", None), ("revoked_at", None)),
                fields=("email", "actor"),
                name="invitation_open_once",
                violation_error_message="Ya hay una invitación pendiente para este correo.",
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until", None), ("since", None), ("until__gte", models.F("since")), _connector="OR"
                ),
                name="mandate_dates",
                violation_error_message="El mandato termina antes de comenzar.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mandate",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "actors_mandateevent" ("actor_id", "created_at", "holder", "id", "office", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "since", "source", "until", "version", "warned_on") VALUES (NEW."actor_id", NEW."created_at", NEW."holder", NEW."id", NEW."office", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."since", NEW."source", NEW."until", NEW."version", NEW."warned_on"); RETURN NULL;',
                    hash="3c9820685983fc6f61f767584e99d115a5cbc228",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_8f53a",
                    table="actors_mandate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mandate",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."actor_id" IS DISTINCT FROM (NEW."actor_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."holder" IS DISTINCT FROM (NEW."holder") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."office" IS DISTINCT FROM (NEW."office") OR OLD."since" IS DISTINCT FROM (NEW."since") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."until" IS DISTINCT FROM (NEW."until") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."warned_on" IS DISTINCT FROM (NEW."warned_on"))',
                    func='INSERT INTO "actors_mandateevent" ("actor_id", "created_at", "holder", "id", "office", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "since", "source", "until", "version", "warned_on") VALUES (NEW."actor_id", NEW."created_at", NEW."holder", NEW."id", NEW."office", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."since", NEW."source", NEW."until", NEW."version", NEW."warned_on"); RETURN NULL;',
                    hash="738c1de946ec432a62edee0517a2e986adf30d0b",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_03fa8",
                    table="actors_mandate",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at", None)), fields=("merged",), name="merge_standing_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.CheckConstraint(
                condition=models.Q(("kept", models.F("merged")), _negated=True), name="merge_of_two"
            ),
        ),
        migrations.AddIndex(
            model_name="suspect",
            index=models.Index(condition=models.Q(("state", "open")), fields=["-score"], name="suspect_open"),
        ),
        migrations.AddConstraint(
            model_name="suspect",
            constraint=models.UniqueConstraint(fields=("first", "second"), name="suspect_once"),
        ),
        migrations.AddConstraint(
            model_name="suspect",
            constraint=models.CheckConstraint(
                condition=models.Q(("first__lt", models.F("second"))), name="suspect_in_order"
            ),
        ),
    ]
