"""On which side of the matrix an organisation stands (decision A23), and what its roles are called together. Pure."""

from collections.abc import Collection

REGIONAL, LOCAL, CIVIL, MARKET, ARTICULATING, OTHER = (
    "regional_sectoral",
    "local",
    "civil",
    "market",
    "articulating",
    "other",
)
SIDES = (REGIONAL, LOCAL, CIVIL, MARKET, ARTICULATING, OTHER)

# A23: municipality, school and health post are the local row's; services, SEREMI, delegations and regional
# governments the other's, whatever level somebody wrote on their card. Public bodies of no such kind go by level.
LOCAL_KINDS = frozenset(
    {"municipio_o_asociacion_municipios", "corporacion_municipal", "escuela_o_liceo", "consultorio"}
)
REGIONAL_KINDS = frozenset(
    {
        "servicio_publico_sectorial",
        "gobierno_regional",
        "delegacion_presidencial",
        "gobierno_interior_o_regional",
        "ministerio_o_seremi",
    }
)
LOCAL_LEVELS = frozenset({"local", "sublocal"})

# The study's groups of roles (gradients.roles); "otro" belongs to none of them (A31).
IMPLEMENTING = frozenset({"asistencia_tecnica", "capacitacion"})
SUPPORTING = frozenset({"logistica", "difusion"})


def side_of(*, sector: str, kind: str, level: str, articulates: bool = False) -> str:
    """`articulates`: the foundation that runs the mesa, which counts on no side (A12)."""
    if articulates:
        return ARTICULATING
    if sector == "sociedad_civil":
        return CIVIL
    if sector == "mercado":
        return MARKET
    if sector != "publico":
        return OTHER
    if kind in LOCAL_KINDS or (kind not in REGIONAL_KINDS and level in LOCAL_LEVELS):
        return LOCAL
    return REGIONAL


def is_plural(sides: Collection[str]) -> bool:
    """At least two sides; who articulates is none."""
    return len(set(sides) - {ARTICULATING}) >= 2
