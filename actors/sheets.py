"""The sheet of organisations: its columns, the form its lines go through, and which organisation a line is."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from actors.forms.line import ActorLineForm
from actors.models import Actor, ActorKind, Comuna, Level
from actors.querysets import managed_actor_ids
from actors.services import bulk
from actors.services.duplicates import named
from actors.similar import Named, resembling
from actors.vocabulary import Industry, Size, SocialClass
from core import rut
from core.sheets.declaration import Candidate, Column, Match, Problems, Scope, Sheet, Value
from core.sheets.values import plain_word

MOST_NAMED = 3


def kinds(_scope: Scope) -> list[tuple[str, str]]:
    return [(kind.pk, str(kind)) for kind in ActorKind.objects.all()]


def comunas(_scope: Scope) -> list[tuple[str, str]]:
    """By name; with the region where two have the same."""
    rows = list(Comuna.objects.select_related("region").in_order())
    words = [plain_word(row.name) for row in rows]
    twice = {word for word in words if words.count(word) > 1}
    return [
        (row.pk, f"{row.name} ({row.region.name})" if word in twice else row.name)
        for row, word in zip(rows, words, strict=True)
    ]


def comuna_spellings(_scope: Scope) -> list[tuple[str, str]]:
    rows = Comuna.objects.select_related("region")
    told = [(row.pk, f"{row.name} ({row.region.name})") for row in rows]
    return told + [(row.pk, name) for row in rows for name in row.other_names]


COLUMNS = (
    Column("name", gettext_lazy("Nombre"), required=True, width=42),
    Column("short_name", gettext_lazy("Nombre corto o sigla"), width=20),
    Column("kind", gettext_lazy("Tipo"), "choice", required=True, choices=kinds, width=32),
    Column("level", gettext_lazy("Nivel"), "choice", choices=lambda _scope: Level.choices, width=14),
    Column(
        "rut",
        "RUT",
        "code",
        gettext_lazy("Con o sin puntos. Una unidad lo deja vacío: comparte el de su organización."),
        width=16,
    ),
    Column(
        "parent",
        gettext_lazy("Unidad de"),
        help=gettext_lazy("Solo para una unidad: nombre completo, RUT o identificador de su organización."),
        width=30,
    ),
    Column(
        "comunas",
        gettext_lazy("Comunas donde está presente"),
        "choices",
        gettext_lazy("Por nombre o código CUT; si son varias, separadas por «;»."),
        choices=comunas,
        spellings=comuna_spellings,
        width=32,
    ),
    Column(
        "social_class",
        gettext_lazy("Clase (cooperación público-privada)"),
        "choice",
        choices=lambda _scope: SocialClass.choices,
        width=30,
    ),
    Column("size", gettext_lazy("Tamaño"), "choice", choices=lambda _scope: Size.choices, width=24),
    Column("industry", gettext_lazy("Rubro"), "choice", choices=lambda _scope: Industry.choices, width=30),
    Column("registry_number", gettext_lazy("Inscripción de la personalidad jurídica"), "code", width=20),
    Column("personality_since", gettext_lazy("Personalidad jurídica desde"), "date", width=14),
    Column("personality_until", gettext_lazy("Personalidad jurídica vigente hasta"), "date", width=14),
    Column("closed_on", gettext_lazy("Dejó de existir el"), "date", width=14),
    Column(
        "tags",
        gettext_lazy("Etiquetas"),
        "choices",
        gettext_lazy("Separadas por «;». Las que no existan se crean."),
        width=24,
    ),
    Column("website", gettext_lazy("Sitio web"), width=30),
    Column("about", gettext_lazy("Quiénes son"), width=50),
)


class ActorSheet(Sheet):
    code = "actores"
    label = gettext_lazy("Organizaciones")
    about = gettext_lazy(
        "Las organizaciones del registro y sus unidades: quiénes son, dónde están y de qué tipo."
    )
    columns = COLUMNS
    keys = ("rut",)
    derived = ("actors.Suspect",)

    def may_read(self, principal: Principal, scope: Scope) -> bool:
        return principal.is_authenticated or principal.is_foundation

    def may_write(self, principal: Principal, scope: Scope) -> bool:
        return principal.can_write and (principal.is_foundation or bool(managed_actor_ids(principal)))

    def offered(self, principal: Principal, scope: Scope) -> tuple[Column, ...]:
        """Tags are the foundation's own words."""
        return tuple(c for c in self.columns if c.key != "tags" or principal.is_foundation)

    def rows(self, principal: Principal, scope: Scope) -> QuerySet[Any]:
        return self.fetched(Actor.objects.visible_to(principal).canonical().in_order())

    def fetched(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Links as arrays: a prefetch would make a queryset for each of ten thousand rows."""
        places = Actor.comunas.through.objects.filter(actor=OuterRef("pk")).order_by("comuna")
        tags = Actor.tags.through.objects.filter(actor=OuterRef("pk")).order_by("tag__name")
        return (
            rows.select_related(None)
            .prefetch_related(None)
            .select_related("kind", "parent")
            .annotate(
                place_codes=ArraySubquery(places.values("comuna_id")),
                tag_names=ArraySubquery(tags.values("tag__name")),
            )
        )

    def cells(self, row: Any) -> dict[str, Value]:
        return {
            "name": row.name,
            "short_name": row.short_name,
            "kind": row.kind_id,
            "level": row.level,
            "rut": rut.display(row.rut) if row.rut else "",
            "parent": _named(row.parent),
            "comunas": row.place_codes,
            "social_class": row.social_class,
            "size": row.size,
            "industry": row.industry,
            "registry_number": row.registry_number,
            "personality_since": row.personality_since,
            "personality_until": row.personality_until,
            "closed_on": row.closed_on,
            "tags": row.tag_names,
            "website": row.website,
            "about": row.about,
        }

    def plain(self, cleaned: Mapping[str, Any]) -> dict[str, Value]:
        told = super().plain(cleaned)
        if "parent" in cleaned:
            told["parent"] = _named(cleaned["parent"])
        if cleaned.get("rut"):
            told["rut"] = rut.display(cleaned["rut"])
        return told

    def form(self, principal: Principal, scope: Scope) -> forms.Form:
        return ActorLineForm(principal)

    def identify(self, lines: Sequence[Mapping[str, Any]], principal: Principal, scope: Scope) -> list[Match]:
        """By RUT it is sure; by name it resembles those of the registry, and earlier lines of the same file."""
        seen = Actor.objects.visible_to(principal).canonical()
        ruts = {line["rut"] for line in lines if line.get("rut")}
        by_rut = dict(seen.filter(rut__in=ruts).values_list("rut", "pk")) if ruts else {}
        unsure = [place for place, line in enumerate(lines) if line.get("rut") not in by_rut]
        alike = _resembling([(place, lines[place]) for place in unsure], seen)
        return [
            Match(id=by_rut[line["rut"]])
            if line.get("rut") in by_rut
            else Match(candidates=alike.get(place, ()))
            for place, line in enumerate(lines)
        ]

    def unknown(self, ids: Sequence[Any], principal: Principal, scope: Scope) -> Mapping[Any, str]:
        merged = Actor.objects.visible_to(principal).filter(pk__in=ids).exclude(merged_into=None)
        sentence = _("Esta organización se reunió con «%(name)s»: corrija esa fila (%(id)s).")
        return {
            row.pk: sentence % {"name": row.merged_into.name, "id": row.merged_into_id}
            for row in merged.select_related("merged_into")
        }

    def refusals(
        self, pairs: Sequence[tuple[Any, Mapping[str, Any]]], principal: Principal, scope: Scope
    ) -> list[Problems]:
        return list(bulk.refusals(pairs=pairs, by=principal))

    def prepare(self, lines: Sequence[Mapping[str, Any]], *, by: Principal, scope: Scope) -> list[Any]:
        if not by.is_foundation:
            return []
        return list(bulk.make_tags(names=[name for line in lines for name in line.get("tags", ())], by=by))

    def create(self, lines: Sequence[Mapping[str, Any]], *, by: Principal, scope: Scope) -> list[Any]:
        return list(bulk.create_actors(lines=lines, by=by))

    def update(
        self, pairs: Iterable[tuple[Any, Mapping[str, Any]]], *, by: Principal, scope: Scope
    ) -> list[Any]:
        return list(bulk.update_actors(pairs=list(pairs), by=by))

    def remove(self, rows: Sequence[Any], *, by: Principal, scope: Scope) -> None:
        bulk.remove_actors(actors=rows, by=by)

    def address(self, scope: Scope) -> str:
        return reverse("actors:list")


def _named(parent: Actor | None) -> str:
    """What tells an organisation from all others: its RUT; its identifier when it has none, or shares it since a
    merge."""
    if parent is None:
        return ""
    return rut.display(parent.rut) if parent.rut and parent.merged_into_id is None else str(parent.pk)


def _resembling(
    lines: Sequence[tuple[int, Mapping[str, Any]]], seen: QuerySet[Any]
) -> dict[int, tuple[Candidate, ...]]:
    new = [_line(place, line) for place, line in lines if line.get("name")]
    if not new:
        return {}
    known = named(seen)
    numbers: dict[Any, int] = {place: line["line"] for place, line in lines}
    names = {one.key: one for one in (*known, *new)}
    found: dict[Any, list[Candidate]] = {}
    for place, likes in resembling(new, known).items():
        told = [Candidate(str(one.key), names[one.key].name, one.score, _why(one.score)) for one in likes]
        found[place] = told[:MOST_NAMED]
    here = _("en esta misma planilla")
    for place, likes in resembling(new, new).items():
        for one in likes:
            if numbers[one.key] < numbers[place]:
                label = _("Fila %(n)d: %(name)s") % {"n": numbers[one.key], "name": names[one.key].name}
                found.setdefault(place, []).append(Candidate("", label, one.score, here))
    return {place: tuple(told) for place, told in found.items()}


def _why(score: int) -> str:
    return _("el mismo nombre") if score == 100 else _("nombre parecido")


def _line(place: int, line: Mapping[str, Any]) -> Named:
    parent = line.get("parent")
    return Named(
        place,
        line["name"],
        line.get("short_name") or "",
        frozenset(comuna.pk for comuna in line.get("comunas") or ()),
        line.get("rut") or "",
        parent.pk if parent is not None else None,
    )


ACTORS = ActorSheet()
