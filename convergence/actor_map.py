"""How the actor map of a mesa is read: quadrants, who is expected, who is missing. Pure but for its words.

Quadrants: the power–interest grid, after A. L. Mendelow, «Environmental Scanning: The Impact of the Stakeholder
Concept», ICIS 1981 Proceedings, 20, in the form G. Johnson and K. Scholes gave it. Who is expected stands in EXPECTED,
each with the document that asks for it: 004 (Modelo Huella Local, 2023) and 002 (Creación y consolidación de alianzas).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from actors.vocabulary import Sector
from convergence.vocabulary import AllianceKind
from core.text import unaccented

CLOSE, SATISFIED, INFORMED, WATCHED, UNPLACED = "close", "satisfied", "informed", "watched", "unplaced"
QUADRANTS = (
    (CLOSE, _("Gestionar de cerca")),
    (SATISFIED, _("Mantener satisfecho")),
    (INFORMED, _("Mantener informado")),
    (WATCHED, _("Seguir")),
    (UNPLACED, _("Sin valorar")),
)
HIGH_FROM = 3


def quadrant(interest: int | None, influence: int | None) -> str:
    """From 3 of 5 an axis counts as high: whoever is in the middle is better asked than overlooked."""
    if interest is None or influence is None:
        return UNPLACED
    if influence >= HIGH_FROM:
        return CLOSE if interest >= HIGH_FROM else SATISFIED
    return INFORMED if interest >= HIGH_FROM else WATCHED


@dataclass(frozen=True)
class Sign:
    """How an expected one is recognised: its kind and, since a Concejo has no kind of its own, words of its name.

    `words`: any of them stands in the name (unaccented); `without`: none of them does.
    """

    kind: str
    words: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    def fits(self, kind: str, name: str) -> bool:
        plain = unaccented(name)
        return (
            kind == self.kind
            and (not self.words or any(word in plain for word in self.words))
            and not any(word in plain for word in self.without)
        )


@dataclass(frozen=True)
class Expected:
    """Who a map of this kind of alliance is expected to hold. `each_comuna`: one for every comuna of the mesa.
    `reach`: its presence is looked for in the comunas of the mesa, or in all of their regions."""

    code: str
    label: Any
    sector: str
    signs: tuple[Sign, ...]
    why: Any
    source: str
    required: bool = False
    each_comuna: bool = False
    reach: str = "comuna"

    def fits(self, kind: str, name: str) -> bool:
        return any(sign.fits(kind, name) for sign in self.signs)


COUNCIL, UNION = ("concejo",), ("union comunal", "uniones comunales")
_TOWN, _SOCIAL = "municipio_o_asociacion_municipios", "organizacion_social_territorial_o_funcional"
_MODEL, _CYCLE = "004", "002"


def _kinds(*codes: str) -> tuple[Sign, ...]:
    return tuple(Sign(code) for code in codes)


TOWN = Expected(
    "municipalidad", _("Municipalidad"), Sector.PUBLICO, (Sign(_TOWN, without=COUNCIL),),
    _("Prioriza la cartera ampliada y postula los proyectos: sin ella no hay mesa."), _MODEL,
    required=True, each_comuna=True,
)  # fmt: skip
COUNCIL_OF_TOWN = Expected(
    "concejo", _("Concejo Municipal"), Sector.PUBLICO,
    (Sign(_TOWN, words=COUNCIL), Sign("otra_reparticion_publica", words=COUNCIL)),
    _("La cartera definitiva se le presenta en la etapa de convergencia."), _MODEL, each_comuna=True,
)  # fmt: skip
COSOC = Expected(
    "cosoc", _("COSOC o unión comunal de juntas de vecinos"), Sector.SOCIEDAD_CIVIL,
    (Sign("cosoc"), Sign(_SOCIAL, words=UNION)),
    _("Recibe la cartera y elige a quien representa a la comunidad en la mesa."), _MODEL,
    required=True, each_comuna=True,
)  # fmt: skip
NEIGHBOURS = Expected(
    "organizaciones", _("Juntas de vecinos y otras organizaciones territoriales"), Sector.SOCIEDAD_CIVIL,
    (Sign(_SOCIAL, without=UNION),),
    _("La cartera se levanta desde las organizaciones del territorio."), _MODEL, required=True, each_comuna=True,
)  # fmt: skip
COMPANIES = Expected(
    "empresas", _("Empresas presentes en el territorio"), Sector.MERCADO, _kinds("empresa"),
    _("Sus aportes pagan el diseño y la gestión de las iniciativas."), _MODEL, required=True,
)  # fmt: skip
ASSOCIATION = Expected(
    "asociacion_empresarial", _("Asociación empresarial"), Sector.MERCADO, _kinds("asociacion_empresarial"),
    _("Reúne a empresas de rubros y tamaños distintos y ayuda a sumar socios."), _MODEL, reach="region",
)  # fmt: skip
PRODUCERS = Expected(
    "productores", _("Organizaciones productivas"), Sector.MERCADO, _kinds("organizacion_productiva"),
    _("Productores y cooperativas: la convocatoria llama a empresas de todo rubro y tamaño."), _MODEL,
)  # fmt: skip
SERVICE = Expected(
    "servicio_publico", _("Servicio público sectorial, ministerio o SEREMI"), Sector.PUBLICO,
    _kinds("servicio_publico_sectorial", "ministerio_o_seremi"),
    _("Administra los fondos y revisa los proyectos de su sector."), _MODEL, reach="region",
)  # fmt: skip
GORE = Expected(
    "gobierno_regional", _("Gobierno regional"), Sector.PUBLICO,
    _kinds("gobierno_regional", "gobierno_interior_o_regional"),
    _("El modelo extiende la invitación al Estado, representado por los gobiernos regionales."), _MODEL, reach="region",
)  # fmt: skip
CONVENING_GORE = Expected(
    "gobierno_regional", GORE.label, Sector.PUBLICO, GORE.signs,
    _("Convoca la mesa regional y aporta su plan de zonas de rezago."), _MODEL, required=True, reach="region",
)  # fmt: skip
DELEGATION = Expected(
    "delegacion_presidencial", _("Delegación presidencial"), Sector.PUBLICO, _kinds("delegacion_presidencial"),
    _("Coordina a los servicios del Estado en el territorio."), "domain §1", reach="region",
)  # fmt: skip
SCHOOLS = Expected(
    "educacion_y_salud", _("Establecimientos de educación o de salud"), Sector.PUBLICO,
    _kinds("escuela_o_liceo", "consultorio", "corporacion_municipal"),
    _("Conocen las brechas de las familias y suelen ser sede de encuentros."), "domain §1",
)  # fmt: skip
INDIGENOUS = Expected(
    "organizacion_indigena", _("Organizaciones indígenas, si las hay"), Sector.SOCIEDAD_CIVIL,
    _kinds("organizacion_indigena"),
    _("La plataforma no sabe dónde las hay: pregunte en la municipalidad y en los encuentros."), "domain §1",
)  # fmt: skip
UNIVERSITY = Expected(
    "universidad", _("Universidad o centro de formación"), Sector.SOCIEDAD_CIVIL, _kinds("universidad"),
    _("Aporta datos para el diagnóstico y ayuda en el traspaso de capacidades."), _MODEL, reach="region",
)  # fmt: skip
UNIONS = Expected(
    "gremio_o_sindicato", _("Organización gremial o sindical"), Sector.SOCIEDAD_CIVIL,
    _kinds("organizacion_gremial_o_sindical"),
    _("La convergencia reúne a actores diversos, también a quienes trabajan en el territorio."), _MODEL,
)  # fmt: skip
PUBLIC_PARTNER = Expected(
    "socio_publico", _("Institución pública"), Sector.PUBLICO,
    _kinds(_TOWN, "corporacion_municipal", "escuela_o_liceo", "consultorio", "servicio_publico_sectorial",
           "gobierno_regional", "delegacion_presidencial", "gobierno_interior_o_regional", "ministerio_o_seremi",
           "otra_reparticion_publica"),
    _("La alianza une al sector público, al privado y a las organizaciones civiles."), _CYCLE, required=True,
    reach="region",
)  # fmt: skip
PRIVATE_PARTNER = Expected(
    "socio_privado", _("Empresa o asociación empresarial"), Sector.MERCADO,
    _kinds("empresa", "asociacion_empresarial", "organizacion_productiva", "otra_organizacion_mercado"),
    PUBLIC_PARTNER.why, _CYCLE, required=True, reach="region",
)  # fmt: skip
CIVIL_PARTNER = Expected(
    "socio_civil", _("Organización civil"), Sector.SOCIEDAD_CIVIL,
    _kinds(_SOCIAL, "cosoc", "fundacion_o_corporacion", "organizacion_indigena", "organizacion_gremial_o_sindical",
           "iglesia", "universidad", "otra_organizacion_sociedad_civil"),
    PUBLIC_PARTNER.why, _CYCLE, required=True, reach="region",
)  # fmt: skip

_OF_A_MESA = (
    TOWN, COUNCIL_OF_TOWN, COSOC, NEIGHBOURS, COMPANIES, ASSOCIATION, PRODUCERS, SERVICE, GORE, DELEGATION, SCHOOLS,
    INDIGENOUS, UNIONS, UNIVERSITY,
)  # fmt: skip
_OF_AN_ALLIANCE = (PUBLIC_PARTNER, PRIVATE_PARTNER, CIVIL_PARTNER)
EXPECTED: Mapping[str, tuple[Expected, ...]] = {
    AllianceKind.MESA_COMUNAL: _OF_A_MESA,
    AllianceKind.MESA_INTERCOMUNAL: _OF_A_MESA,
    AllianceKind.MESA_REGIONAL: tuple(CONVENING_GORE if one is GORE else one for one in _OF_A_MESA),
    AllianceKind.TRIPARTITA: _OF_AN_ALLIANCE,
    AllianceKind.OTRA: _OF_AN_ALLIANCE,
}


@dataclass(frozen=True)
class Present:
    """An organisation on the map or at the mesa, or one of the registry that might be. `key` is the same for all
    rows of one organisation; `comunas` are codes, empty when nobody knows; `on_map` and `takes_part` say where."""

    key: Any
    name: str
    sector: str
    kind: str
    comunas: frozenset[str] = frozenset()
    on_map: bool = False
    takes_part: bool = False
    is_unit: bool = False


@dataclass(frozen=True)
class Line:
    """One expected of one place (`comuna` is its code, "" for the whole territory): who answers for it, and who of
    the registry could."""

    expected: Expected
    comuna: str
    found: tuple[Present, ...]
    candidates: tuple[Present, ...] = ()

    @property
    def is_missing(self) -> bool:
        return not self.found


@dataclass(frozen=True)
class Coverage:
    """What the map says of who is there: `counts` by (sector, kind), an organisation once."""

    lines: tuple[Line, ...]
    counts: tuple[tuple[str, str, int], ...]

    @property
    def missing(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.is_missing)

    @property
    def owed(self) -> tuple[Line, ...]:
        """The missing ones that the model cannot do without."""
        return tuple(line for line in self.missing if line.expected.required)


MOST_CANDIDATES = 5


def cover(
    kind: str, comunas: Sequence[str], present: Iterable[Present], registered: Iterable[Present] = ()
) -> Coverage:
    """Who is expected at an alliance of `kind` in `comunas`, found among `present` or missing; for the missing,
    up to five of `registered` that fit, organisations before their units."""
    there = list({one.key: one for one in present}.values())
    offered = [one for one in registered if one.key not in {row.key for row in there}]
    lines = [
        _line(expected, place, comunas, there, offered)
        for expected in EXPECTED[kind]
        for place in (comunas if expected.each_comuna else [""])
    ]
    counted = Counter((one.sector, one.kind) for one in there)
    order = list(Sector.values)
    counts = sorted(counted.items(), key=lambda told: (order.index(told[0][0]), -told[1], told[0][1]))
    return Coverage(tuple(lines), tuple((sector, of, n) for (sector, of), n in counts))


def _line(
    expected: Expected, place: str, comunas: Sequence[str], there: list[Present], offered: list[Present]
) -> Line:
    found = tuple(one for one in there if expected.fits(one.kind, one.name) and _is_at(one, place, comunas))
    if found:
        return Line(expected, place, found)
    fitting = [
        one
        for one in offered
        if expected.fits(one.kind, one.name)
        and (expected.reach == "region" or one.comunas & {place or code for code in comunas})
        and (not place or place in one.comunas)
    ]
    fitting.sort(key=lambda one: one.is_unit)
    return Line(expected, place, (), tuple(fitting[:MOST_CANDIDATES]))


def _is_at(one: Present, place: str, comunas: Sequence[str]) -> bool:
    """Whether it answers for the comuna; without a known comuna, only where the mesa has no other."""
    if not place:
        return True
    return place in one.comunas if one.comunas else len(comunas) == 1
