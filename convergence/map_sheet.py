"""The actor map as a spreadsheet: one mesa's lines, through its services. How it travels is in core/sheets."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from actors.models import Actor, ActorKind, Comuna
from actors.vocabulary import Sector
from convergence import rules
from convergence import vocabulary as words
from convergence.models import Alliance, MapEntry
from convergence.people_querysets import map_scope
from convergence.services.actor_map import FIELDS, enter_on_map, update_entry
from core.errors import DomainError
from core.events import emit
from core.sheets.declaration import Column, LineErrors, Match, Scope, Sheet, Value
from core.text import unaccented


def _comunas(scope: Scope) -> list[tuple[str, str]]:
    return list(Comuna.objects.in_order().values_list("code", "name"))


def _variants(scope: Scope) -> list[tuple[str, str]]:
    rows = Comuna.objects.exclude(other_names=[]).values_list("code", "other_names")
    return [(code, name) for code, names in rows for name in names]


def _kinds(scope: Scope) -> list[tuple[str, str]]:
    return [(kind.pk, str(kind)) for kind in ActorKind.objects.all()]


def _of(choices: Any) -> Any:
    return lambda scope: [(code, str(label)) for code, label in choices.choices]


COLUMNS = (
    Column("name", _("Actor"), required=True, width=38,
           help=_("Como está en el registro de organizaciones; si no está, su nombre y su sector.")),
    Column("sector", _("Sector"), "choice", width=20, choices=_of(Sector),
           help=_("Puede quedar en blanco si está en el registro.")),
    Column("kind", _("Tipo"), "choice", width=28, choices=_kinds),
    Column("comuna", _("Comuna"), "choice", choices=_comunas, spellings=_variants),
    Column("interest", _("Interés"), "number", width=10, help=_("De 1 a 5; en blanco si no se ha valorado.")),
    Column("influence", _("Influencia"), "number", width=10, help=_("De 1 a 5; en blanco si no se ha valorado.")),
    Column("position", _("Posición"), "choice", width=14, choices=_of(words.MapPosition)),
    Column("expectation", _("Qué espera"), width=44),
    Column("approach", _("Cómo acercarse"), width=44),
    Column("registered", _("En el registro"), "flag", width=14, read_only=True),
)  # fmt: skip


class MapLineForm(forms.Form):
    """What one line may say; who it is and whether it may be there is the service's."""

    name = forms.CharField(max_length=200)
    sector = forms.ChoiceField(choices=[("", ""), *Sector.choices], required=False)
    kind = forms.ModelChoiceField(ActorKind.objects.all(), required=False)
    comuna = forms.ModelChoiceField(Comuna.objects.all(), required=False)
    interest = forms.IntegerField(min_value=1, max_value=5, required=False)
    influence = forms.IntegerField(min_value=1, max_value=5, required=False)
    position = forms.ChoiceField(choices=[("", ""), *words.MapPosition.choices], required=False)
    expectation = forms.CharField(max_length=1000, required=False)
    approach = forms.CharField(max_length=1000, required=False)

    def clean_position(self) -> str:
        return self.cleaned_data["position"] or words.MapPosition.UNKNOWN.value


class ActorMapSheet(Sheet):
    code = "actor_map"
    label = _("Mapa de actores")
    about = _(
        "Quiénes importan para la mesa, con su interés, influencia, posición y expectativa. Uso reservado."
    )
    columns = COLUMNS
    scope_keys = ("alliance",)
    keys = ("name",)

    def may_read(self, principal: Principal, scope: Scope) -> bool:
        return bool(Alliance.objects.facilitated_by(principal).filter(pk=scope["alliance"]).exists())

    def may_write(self, principal: Principal, scope: Scope) -> bool:
        return self.may_read(principal, scope) and rules.can_keep_map(principal, self._alliance(scope))

    def rows(self, principal: Principal, scope: Scope) -> Any:
        seen = MapEntry.objects.visible_to(principal).filter(alliance_id=scope["alliance"])
        return self.fetched(seen.standing().by_weight())

    def fetched(self, rows: Any) -> Any:
        return rows.prefetch_related(None).with_actor()

    def cells(self, row: MapEntry) -> dict[str, Value]:
        return {
            "name": str(row),
            "sector": row.sector,
            "kind": row.kind_id or "",
            "comuna": row.comuna_id or "",
            "interest": row.interest,
            "influence": row.influence,
            "position": row.position,
            "expectation": row.expectation,
            "approach": row.approach,
            "registered": row.actor_id is not None,
        }

    def plain(self, cleaned: Mapping[str, Any]) -> dict[str, Value]:
        told = super().plain(cleaned)
        return {
            key: "" if value is None and key in {"kind", "comuna"} else value for key, value in told.items()
        }

    def form(self, principal: Principal, scope: Scope) -> forms.Form:
        return MapLineForm()

    def identify(self, lines: Sequence[Mapping[str, Any]], principal: Principal, scope: Scope) -> list[Match]:
        """A name that stands on the map is that line."""
        there = {unaccented(str(row)): row.pk for row in self.rows(principal, scope)}
        return [Match(id=there.get(_key(line.get("name")))) for line in lines]

    def create(self, lines: Sequence[Mapping[str, Any]], *, by: Principal, scope: Scope) -> list[Any]:
        alliance, known = self._alliance(scope), _registered(lines, by)
        made: list[MapEntry] = []
        refused: dict[int, Mapping[str, Sequence[str]]] = {}
        for place, line in enumerate(lines):
            told = {name: line[name] for name in FIELDS if name in line}
            actor = known.get(_key(told.get("name")))
            if actor is not None:
                for name in ("name", "sector", "kind"):
                    told.pop(name, None)
            try:
                made.append(enter_on_map(alliance=alliance, actor=actor, by=by, **told))
            except (ValidationError, DomainError) as error:
                refused[place] = _sentences(error)
        if refused:
            raise LineErrors(refused)
        return made

    def update(
        self, pairs: Iterable[tuple[Any, Mapping[str, Any]]], *, by: Principal, scope: Scope
    ) -> list[Any]:
        changed: list[MapEntry] = []
        refused: dict[int, Mapping[str, Sequence[str]]] = {}
        for place, (row, line) in enumerate(pairs):
            try:
                changed.append(
                    update_entry(entry=row, by=by, **{name: line[name] for name in FIELDS if name in line})
                )
            except (ValidationError, DomainError) as error:
                refused[place] = _sentences(error)
        if refused:
            raise LineErrors(refused)
        return changed

    def remove(self, rows: Sequence[Any], *, by: Principal, scope: Scope) -> None:
        """The lines that an import made go with it; their mesa is what remains to tell of."""
        super().remove(rows, by=by, scope=scope)
        if rows:
            alliance = self._alliance(scope)
            data = {"entries": [str(row.pk) for row in rows]}
            emit("map.withdrawn", alliance, by=by, scopes=[map_scope(alliance.pk)], data=data)

    def address(self, scope: Scope) -> str:
        return reverse("convergence:map", args=[scope["alliance"]])

    def _alliance(self, scope: Scope) -> Alliance:
        return Alliance.objects.get(pk=scope["alliance"])


def _key(name: Any) -> str:
    return unaccented(" ".join(str(name or "").split()))


def _registered(lines: Sequence[Mapping[str, Any]], by: Principal) -> dict[str, Actor]:
    """Organisations by name, as the form of the page takes them: visible, and the only one of that name."""
    names = {_key(line.get("name")) for line in lines} - {""}
    rows = Actor.objects.visible_to(by).canonical().filter(closed_on=None, name__unaccented__in=names)
    found: dict[str, list[Actor]] = {}
    for actor in rows.select_related("kind", "merged_into__kind"):
        found.setdefault(_key(actor.name), []).append(actor)
    return {name: actors[0] for name, actors in found.items() if len(actors) == 1}


def _sentences(error: ValidationError | DomainError) -> dict[str, Sequence[str]]:
    if isinstance(error, DomainError):
        field = "name" if error.field == "actor" else error.field
        return {field if field in FIELDS else "": [str(error.message)]}
    if hasattr(error, "error_dict"):
        return {name: list(told) for name, told in error.message_dict.items()}
    return {"": list(error.messages) or [say("Esta línea no se puede guardar.")]}


ACTOR_MAP_SHEET = ActorMapSheet()
