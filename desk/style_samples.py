"""Made-up rows for the /estilo/ page, which shows every piece of the look. Nothing here is read anywhere else."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator

from core.charts import Bar, bar_chart
from core.forms_look import CountInput, DayInput, PesosInput, PhotoInput
from core.templatetags.icons import SHAPES
from portfolio.money import MoneyTotals
from portfolio.views import money_shown

M = "met"
F = "missing"
TOKENS = (
    ("paper", "ink"),
    ("surface", "ink"),
    ("sunk", "soft"),
    ("forest", "surface"),
    ("forest-deep", "mint"),
    ("forest-tint", "forest"),
    ("copper", "surface"),
    ("copper-tint", "copper-ink"),
    ("lake", "surface"),
    ("lake-tint", "lake-ink"),
    ("moss-tint", "moss"),
    ("amber-tint", "amber"),
    ("brick-tint", "brick"),
)


def _milestones(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    return [{"label": label, "state": state} for label, state in pairs]


STAGES: list[dict[str, Any]] = [
    {
        "label": "Vinculación",
        "state": "done",
        "since": date(2024, 3, 4),
        "url": "#",
        "milestones": _milestones(
            ("Contacto inicial", M),
            ("Mapeo de actores", M),
            ("Aproximación territorial", M),
            ("Diagnóstico", M),
            ("Cartera ampliada", M),
            ("Priorización municipal", "overridden"),
            ("Viabilidad técnica", M),
        ),
    },
    {
        "label": "Convergencia",
        "state": "current",
        "since": date(2024, 11, 20),
        "url": "#",
        "milestones": _milestones(
            ("Convocatoria", M),
            ("Primer encuentro", M),
            ("Aportes formalizados", M),
            ("Mesa constituida", M),
            ("Cartera definitiva", F),
            ("Presentación al Concejo Municipal", F),
            ("Presentación al COSOC", "not_applicable"),
            ("Sesión de lanzamiento", F),
        ),
    },
    {
        "label": "Desarrollo",
        "state": "next",
        "milestones": _milestones(
            ("Seguimiento de compromisos", F),
            ("Diseño con participación", F),
            ("Postulación a fondos", F),
            ("Reporte y comunicación", F),
            ("Traspaso de capacidades", F),
            ("Nuevos socios", F),
        ),
    },
    {"label": "Continuidad", "state": "next", "milestones": _milestones(("Evaluación", F))},
]

CHECKLIST: list[dict[str, Any]] = [
    {
        "label": "Mesa constituida",
        "state": M,
        "detail": "Acta de constitución aprobada por 9 de 9 organizaciones.",
        "owner": "Coordinación",
        "since": date(2026, 6, 18),
        "url": "#",
    },
    {
        "label": "Cartera definitiva",
        "state": F,
        "detail": "Hay 12 iniciativas priorizadas y ninguna en la cartera definitiva.",
        "owner": "Rocío Paredes, SECPLA",
        "since": date(2026, 8, 3),
        "where_to_fix": {"label": "Definir cartera", "url": "#"},
    },
    {
        "label": "Presentación al Concejo Municipal",
        "state": F,
        "detail": "Falta número de sesión, fecha y certificado del secretario municipal.",
        "owner": "Municipalidad de Puerto Alerce",
        "where_to_fix": "#",
    },
    {
        "label": "Priorización municipal",
        "state": "overridden",
        "reason": "El municipio priorizó en su PLADECO 2025; no se repite la ronda.",
        "owner": "Fundación",
        "since": date(2026, 2, 11),
    },
    {
        "label": "Presentación al COSOC",
        "state": "not_applicable",
        "reason": "El COSOC integra la mesa como miembro.",
    },
]

COMMITMENTS: list[dict[str, Any]] = [
    {
        "what": "Enviar el levantamiento topográfico de la plaza Los Aromos",
        "url": "#",
        "owner": "Municipalidad de Puerto Alerce",
        "owner_sector": "publico",
        "person": "Rocío Paredes",
        "due": date(2026, 10, 30),
        "state": "overdue",
        "state_label": "Vencido",
        "overdue_days": 21,
        "mesa": {"name": "Puerto Alerce", "url": "#"},
        "decided_at": {"label": "Reunión 14", "url": "#"},
    },
    {
        "what": "Confirmar el aporte del segundo semestre",
        "url": "#",
        "owner": "Naviera Austral Demo",
        "owner_sector": "mercado",
        "due": date(2026, 11, 27),
        "state": "in_progress",
        "state_label": "En curso",
        "action": {"label": "Marcar cumplido", "url": "#", "about": "Confirmar el aporte"},
    },
    {
        "what": "Reunir la opinión de las tres juntas de vecinos sobre el trazado",
        "owner": "Unión comunal de juntas de vecinos",
        "owner_sector": "sociedad_civil",
        "due": date(2026, 12, 4),
        "state": "rescheduled",
        "state_label": "Reprogramado",
    },
    {
        "what": "Publicar el acta de la reunión 13",
        "owner": "Coordinación de la mesa",
        "owner_sector": "red_mixta",
        "due": date(2026, 10, 2),
        "state": "fulfilled",
        "state_label": "Cumplido",
    },
]

MEETINGS: list[dict[str, Any]] = [
    {
        "date": date(2026, 11, 12),
        "title": "Reunión técnica: diseño de la plaza Los Aromos",
        "url": "#",
        "kind": "Reunión técnica",
        "place": "Salón municipal",
        "state": "draft",
        "state_label": "Borrador",
        "headcount": {"total": 34, "women": 18, "men": 15, "other": 1},
        "organisations": 9,
        "agreements": 3,
        "commitments": 4,
    },
    {
        "date": date(2026, 9, 24),
        "title": "Sesión ordinaria 13",
        "url": "#",
        "kind": "Sesión de la mesa",
        "place": "Sede vecinal Caleta Norte",
        "state": "approved",
        "state_label": "Aprobada",
        "headcount": {"total": 27, "women": 16, "men": 11, "other": 0},
        "organisations": 8,
        "agreements": 2,
        "commitments": 2,
    },
    {
        "date": date(2026, 8, 6),
        "title": "Taller de diseño participativo",
        "url": "#",
        "kind": "Taller abierto",
        "state": "circulated",
        "state_label": "En consulta",
        "headcount": {"total": 61},
        "agreements": 1,
    },
]

STATS: list[dict[str, Any]] = [
    {
        "value": "4",
        "label": "mesas en curso",
        "url": "#",
        "as_of": date(2026, 11, 20),
        "definition": "Mesas con un ciclo abierto a la fecha. Las cerradas y las que esperan renovación no se cuentan.",
    },
    {
        "value": "38",
        "label": "iniciativas en cartera definitiva",
        "url": "#",
        "as_of": date(2026, 11, 20),
        "definition": "Iniciativas que la mesa acordó llevar adelante en su ciclo vigente.",
    },
    {
        "value": "MM$3.482",
        "label": "inversión pública involucrada",
        "url": "#",
        "as_of": date(2026, 11, 20),
        "definition": "Costo estimado de ejecución de las iniciativas de la cartera, postuladas o no.",
    },
    {
        "value": "91",
        "unit": "%",
        "label": "compromisos cumplidos a tiempo",
        "url": "#",
        "definition": "Cumplidos en la fecha acordada o antes, sobre los que vencían en los últimos doce meses.",
    },
]

ACTORS: list[dict[str, str]] = [
    {"name": "Municipalidad de Puerto Alerce", "sector": "publico", "note": "decide", "url": "#"},
    {"name": "Unión comunal de juntas de vecinos", "sector": "sociedad_civil", "note": "representa"},
    {"name": "Naviera Austral Demo", "sector": "mercado", "note": "aporta", "url": "#"},
    {"name": "Corporación Bahía", "sector": "red_mixta"},
    {"name": "Agencia de cooperación", "sector": "internacional"},
]

MESAS: list[dict[str, Any]] = [
    {
        "name": "Mesa Puerto Alerce",
        "url": "#",
        "place": "Puerto Alerce, Los Ríos",
        "stage_label": "Convergencia",
        "stages": STAGES,
        "since": date(2024, 3, 4),
        "sponsor": "Naviera Austral Demo",
        "initiatives": 12,
    },
    {
        "name": "Mesa Valle del Quillay",
        "url": "#",
        "place": "Quillay, Maule",
        "stage_label": "Desarrollo",
        "stages": STAGES,
        "since": date(2023, 5, 15),
        "sponsor": "Aguas del Quillay Demo",
        "initiatives": 19,
        "silent_days": 48,
    },
    {
        "name": "Mesa regional de rezago Cordillera",
        "url": "#",
        "place": "Seis comunas, Biobío",
        "stage_label": "Vinculación",
        "stages": STAGES,
        "since": date(2026, 8, 30),
        "initiatives": 1,
    },
]

SECTIONS: list[dict[str, Any]] = [
    {
        "title": "Compromisos suyos",
        "more_url": "#",
        "items": [
            {
                "title": "Enviar el levantamiento topográfico de la plaza Los Aromos",
                "url": "#",
                "detail": "Mesa Puerto Alerce · acordado el 12-09-2026",
                "due": "21 días de atraso",
                "tone": "lost",
            },
            {
                "title": "Confirmar fecha del Concejo Municipal",
                "url": "#",
                "detail": "Mesa Puerto Alerce",
                "due": date(2026, 11, 27),
                "tone": "late",
            },
        ],
    },
    {
        "title": "Mesas detenidas",
        "more_url": "#",
        "items": [
            {
                "title": "Mesa Valle del Quillay",
                "url": "#",
                "detail": "Falta la cartera definitiva; la debe la SECPLA.",
                "due": "48 días sin movimiento",
                "tone": "attention",
            }
        ],
    },
    {"title": "Actas por completar", "items": [], "empty": "No hay actas pendientes."},
]

HISTORY: list[dict[str, Any]] = [
    {
        "when": datetime(2026, 11, 12, 18, 40),
        "who": "Rocío Paredes",
        "on_behalf": "Municipalidad de Puerto Alerce",
        "what": "Registró la reunión 14",
        "url": "#",
    },
    {
        "when": datetime(2026, 2, 11, 9, 5),
        "who": "Marcela Toro",
        "on_behalf": "Fundación",
        "what": "Eximió el hito «Priorización municipal»",
        "reason": "El municipio priorizó en su PLADECO 2025; no se repite la ronda.",
    },
]

TABLE: dict[str, Any] = {
    "caption": "Actores de la mesa",
    "columns": [
        {"label": "Actor", "sort_url": "?orden=nombre", "sorted": "asc"},
        {"label": "Tipo"},
        {"label": "Estado"},
        {"label": "Compromisos", "numeric": True},
        {"label": "Aporte en especie", "numeric": True},
    ],
    "rows": [
        {
            "cells": [
                {"value": "Municipalidad de Puerto Alerce", "url": "#", "sector": "publico"},
                {"value": "Municipio"},
                {"tag": {"label": "Miembro", "tone": "good"}},
                {"value": "7", "url": "#"},
                {"value": "$1.234.567"},
            ]
        },
        {
            "cells": [
                {"value": "Naviera Austral Demo", "url": "#", "sector": "mercado"},
                {"value": "Empresa"},
                {"tag": {"label": "Propuesta enviada", "tone": "info"}},
                {"value": "2", "url": "#"},
                {"value": "$0"},
            ]
        },
        {
            "cells": [
                {"value": "Junta de vecinos Caleta Norte", "url": "#", "sector": "sociedad_civil"},
                {"value": "Organización territorial"},
                {"tag": {"label": "Sin respuesta", "tone": "late"}},
                {"value": "11", "url": "#"},
                {"value": "$480.000"},
            ]
        },
    ],
}


GOALS: list[dict[str, Any]] = [
    {
        "number": 11,
        "title": "Ciudades y comunidades sostenibles",
        "color": "#FD9D24",
        "text_color": "#1A1A1A",
        "weight": "Peso: 45 %",
        "main": True,
        "url": "#",
    },
    {
        "number": 4,
        "title": "Educación de calidad",
        "color": "#C5192D",
        "text_color": "#FFFFFF",
        "weight": "Peso: 30 %",
    },
    {
        "number": 7,
        "title": "Energía asequible y no contaminante",
        "color": "#FCC30B",
        "text_color": "#1A1A1A",
        "weight": "Peso: 25 %",
    },
    {
        "number": 17,
        "title": "Alianzas para lograr los objetivos",
        "color": "#19486A",
        "text_color": "#FFFFFF",
    },
]
CHARTS = [
    bar_chart(
        [
            Bar(goal["title"], weight, f"{weight} %", goal["color"], goal["text_color"], str(goal["number"]))
            for goal, weight in zip(GOALS, (45, 30, 25, 0), strict=True)
        ],
        uid="sample-goals",
        title="Peso de cada objetivo en la cartera",
        label_head="Objetivo",
        value_head="Peso",
    ),
    bar_chart(
        [
            Bar("Plaza Los Aromos y su entorno inmediato", 165_000_000, "$165.000.000"),
            Bar("Sede de la junta de vecinos Caleta Norte", 82_400_000, "$82.400.000"),
            Bar("Señalética de la costanera", 3_150_000, "$3.150.000"),
        ],
        uid="sample-cost",
        title="Recibido por iniciativa, sobre un costo de $200.000.000",
        label_head="Iniciativa",
        value_head="Recibido",
        maximum=200_000_000,
    ),
]


class SampleMeetingForm(forms.Form):
    """The kinds of field that pages use, with their hints."""

    title = forms.CharField(label="Nombre de la reunión", help_text="Como lo diría en voz alta: «Sesión 14».")
    held_on = forms.DateField(label="Fecha", widget=DayInput())
    kind = forms.ChoiceField(
        label="Instancia", choices=[("", "Elija una"), ("a", "Sesión de la mesa"), ("b", "Taller abierto")]
    )
    email = forms.EmailField(label="Correo de contacto", required=False)
    amount = forms.CharField(
        label="Monto", required=False, widget=PesosInput(), help_text="Pesos, por ejemplo 1.234.567"
    )
    mode = forms.ChoiceField(
        label="Modalidad",
        choices=[("p", "Presencial"), ("r", "Remota"), ("m", "Mixta")],
        widget=forms.RadioSelect(),
    )
    topics = forms.MultipleChoiceField(
        label="Propósitos",
        required=False,
        choices=[("i", "Información"), ("f", "Formulación"), ("c", "Evaluación y control")],
        widget=forms.CheckboxSelectMultiple(),
        help_text="Marque los que correspondan.",
    )
    notes = forms.CharField(label="Qué se conversó", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    photo = forms.FileField(
        label="Foto de la lista firmada",
        required=False,
        widget=PhotoInput(),
        help_text="JPG, HEIC o PDF, hasta 15 MB.",
    )
    lobby = forms.BooleanField(label="Asistió una autoridad sujeta a la Ley de Lobby", required=False)


class SampleHeadcountForm(forms.Form):
    women = forms.IntegerField(label="Mujeres", min_value=0, widget=CountInput(), initial=18)
    men = forms.IntegerField(label="Hombres", min_value=0, widget=CountInput(), initial=15)
    other = forms.IntegerField(label="Otro", min_value=0, widget=CountInput(), initial=1)


class SampleCommitmentForm(forms.Form):
    what = forms.CharField(label="Qué se hará", required=False)
    owner = forms.ChoiceField(
        label="Quién responde",
        required=False,
        choices=[("", "Elija"), ("1", "Municipalidad de Puerto Alerce")],
    )
    due = forms.DateField(label="Para cuándo", required=False, widget=DayInput())


class SampleFilterForm(forms.Form):
    q = forms.CharField(label="Buscar", required=False)
    stage = forms.ChoiceField(
        label="Etapa", required=False, choices=[("", "Todas"), ("v", "Vinculación"), ("c", "Convergencia")]
    )
    state = forms.ChoiceField(
        label="Estado", required=False, choices=[("", "Todos"), ("d", "Detenida"), ("a", "Al día")]
    )


def _money() -> dict[str, Any]:
    """Bars of a usual mesa, of one with more than was promised, of an empty one; leverage with and without a figure."""
    usual = MoneyTotals(120_000_000, 90_000_000, 64_500_000, 41_250_000, 6_000_000, 4_500_000, 80_000_000, 3)
    over = MoneyTotals(pledged=50_000_000, received=62_000_000, allocated=20_000_000)
    day = date(2026, 11, 20)
    return {
        "bars": [
            money_shown.bar(usual, as_of=day, urls={"pledged": "#", "received": "#", "in_kind": "#"}),
            money_shown.bar(over, as_of=day, scope="contributor"),
            money_shown.bar(MoneyTotals(), as_of=day, scope="initiative"),
        ],
        "leverages": [
            money_shown.leverage(512_000_000, usual, as_of=day),
            money_shown.leverage(512_000_000, MoneyTotals(), as_of=day),
        ],
    }


_MODELS = ("Modelo vertical", "Modelo consultativo", "Modelo colaborativo", "Modelo territorializado")


def _supports(*on: int) -> dict[str, Any]:
    names = [name.removeprefix("Modelo ") for place, name in enumerate(_MODELS) if place in on]
    marks = [{"label": name, "on": place in on} for place, name in enumerate(_MODELS)]
    return {"supports": marks, "names": ", ".join(names)}


TYPOLOGY: dict[str, Any] = {
    "steps": [
        {"label": "Modelo vertical", "note": "Se informa", "current": False, "fit": 1},
        {"label": "Modelo consultativo", "note": "Se consulta", "current": False, "fit": 3},
        {"label": "Modelo colaborativo", "note": "Se trabaja en común", "current": True, "fit": 5},
        {
            "label": "Modelo territorializado",
            "note": "Se decide en común",
            "current": False,
            "fit": 4,
            "blocked": True,
        },
    ],
    "variables": [
        {
            "label": "Espacios de articulación",
            "values": ["Intercambio de información", "Gestión conjunta"],
            "has_data": True,
            **_supports(2, 3),
            "why": ["Cuenta lo que consta al menos dos veces en los últimos doce meses."],
            "evidence": [
                {
                    "label": "3 reuniones de gestión conjunta",
                    "url": "#",
                    "rows": [{"label": "Sesión de mesa · 14-10-2026", "url": "#"}],
                }
            ],
        },
        {
            "label": "Rol del nivel regional o sectorial",
            "values": ["No participa"],
            "has_data": True,
            **_supports(),
            "why": ["Ninguna organización de este lado participa hoy. Es un dato, y no vota."],
            "evidence": [],
        },
        {
            "label": "Mecanismos de participación",
            "values": [],
            "has_data": False,
            **_supports(),
            "why": ["Ningún mecanismo consta al menos dos veces en los últimos doce meses."],
            "evidence": [],
        },
    ],
}


def samples() -> dict[str, Any]:
    """Context of `desk/style.html`: a fresh form each time, one of them with errors."""
    formset_class = forms.formset_factory(SampleCommitmentForm, extra=2, max_num=5)
    wrong = SampleMeetingForm(
        {"title": "", "held_on": "31-02-2026", "email": "rocio", "mode": ""}, prefix="wrong"
    )
    wrong.is_valid()
    return {
        "tokens": [{"name": name, "text": text} for name, text in TOKENS],
        "icons": sorted(SHAPES),
        "stages": STAGES,
        "typology": TYPOLOGY,
        "checklist": CHECKLIST,
        "commitments": COMMITMENTS,
        "meetings": MEETINGS,
        "stats": STATS,
        "actors": ACTORS,
        "mesas": MESAS,
        "sections": SECTIONS,
        "history": HISTORY,
        "table": TABLE,
        "goals": GOALS,
        "charts": CHARTS,
        **_money(),
        "form": SampleMeetingForm(),
        "wrong": wrong,
        "headcount": SampleHeadcountForm(),
        "formset": formset_class(prefix="commitments"),
        "filter_form": SampleFilterForm(),
        "page_obj": Paginator(range(240), 25).page(4),
        "tones": ["neutral", "info", "good", "late", "lost", "attention"],
        "crumbs": [
            {"label": "Mesas", "url": "#"},
            {"label": "Puerto Alerce", "url": "#"},
            {"label": "Estilo"},
        ],
        "page_actions": [
            {"label": "Registrar reunión", "url": "#", "tone": "primary", "icon": "plus"},
            {"label": "Imprimir", "url": "#", "icon": "print"},
        ],
        "page_tags": [
            {"label": "Convergencia", "tone": "info", "icon": "table"},
            {"label": "48 días sin movimiento", "tone": "late"},
        ],
        "page_facts": [
            {"label": "Comuna", "value": "Puerto Alerce", "url": "#"},
            {"label": "Coordina", "value": "Marcela Toro"},
            {"label": "Ciclo", "value": "2024–2026"},
            {"label": "Última reunión", "value": date(2026, 11, 12), "url": "#"},
        ],
        "tabs": [
            {"label": "Resumen", "url": "#", "active": True},
            {"label": "Actores", "url": "#", "count": 9},
            {"label": "Reuniones", "url": "#", "count": 14},
            {"label": "Compromisos", "url": "#", "count": 23},
            {"label": "Historia", "url": "#"},
        ],
        "buttons": [
            {"label": "Aprobar acta", "url": "#", "tone": "primary", "icon": "check"},
            {"label": "Guardar borrador", "url": "#"},
            {"label": "Retirar a la organización", "url": "#", "tone": "danger"},
            {"label": "Volver", "url": "#", "tone": "plain"},
        ],
        "consequences": [
            "Naviera Austral Demo deja de figurar como miembro desde hoy.",
            "Sus 2 compromisos abiertos pasan a la coordinación.",
        ],
    }
