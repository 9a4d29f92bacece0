"""The actor maps of two mesas, invented. Of a real organisation nothing is thought here: it stands on the map unplaced,
without position; interest, influence, positions and expectations are those of fictitious ones alone."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from actors.models import ActorKind
from convergence.services.actor_map import enter_on_map
from desk.demo.shapes import When

if TYPE_CHECKING:
    from desk.demo.play import Play

FAVOUR, NEUTRAL, AGAINST, UNKNOWN = "favour", "neutral", "against", "unknown"


@dataclass(frozen=True)
class OnMap:
    """`org` is a key of the cast; else `name` and `kind` of one that is in no registry. `at`: interest, influence."""

    on: When
    org: str = ""
    name: str = ""
    kind: str = ""
    at: tuple[int, int] | None = None
    position: str = UNKNOWN
    expects: str = ""
    approach: str = ""


FIRST, CALLED = date(2022, 4, 27), date(2022, 7, 20)

MAPS: dict[str, tuple[OnMap, ...]] = {
    "mejillones": (
        OnMap(FIRST, "muni_mej"),
        OnMap(FIRST, "cosoc_mej"),
        OnMap(FIRST, "ultramar"),
        OnMap(FIRST, "union_mej", at=(5, 4), position=FAVOUR,
              expects="Que las obras empiecen por las poblaciones de arriba.",
              approach="Llegar con la cartera impresa a su asamblea mensual."),
        OnMap(FIRST, "jjvv_gaviotas", at=(5, 2), position=FAVOUR, expects="Una plaza con juegos y sombra."),
        OnMap(FIRST, "jjvv_faro", at=(4, 2), position=NEUTRAL, expects="Saber qué pasó con lo prometido antes."),
        OnMap(FIRST, "sindicato", at=(4, 3), position=NEUTRAL, expects="Que se respete la caleta.",
              approach="Conversar primero con su directiva, en la caleta."),
        OnMap(FIRST, "liceo", at=(3, 2), position=FAVOUR, expects="Prácticas para sus estudiantes."),
        OnMap(FIRST, name="Agrupación Costa Limpia (ficticia)", kind="organizacion_social_territorial_o_funcional",
              at=(5, 3), position=AGAINST, expects="Que ninguna obra toque el borde costero.",
              approach="Mostrar los diseños antes de la sesión y anotar sus observaciones."),
        OnMap(FIRST, name="Servicio de puertos y caletas (ficticio)", kind="servicio_publico_sectorial", at=(2, 4),
              position=NEUTRAL, expects="Que los diseños lleguen completos."),
        OnMap(FIRST, name="Posta de la costa (ficticia)", kind="consultorio", at=(3, 2), position=FAVOUR),
        OnMap(FIRST, name="Centro de estudios Desierto Costero (ficticio)", kind="universidad"),
        OnMap(CALLED, "naviera", at=(5, 4), position=FAVOUR, expects="Una agenda común de dos años."),
        OnMap(CALLED, "terminal", at=(4, 5), position=FAVOUR, expects="Que el terminal de buses ordene el centro."),
        OnMap(CALLED, "energia", at=(4, 4), position=FAVOUR),
        OnMap(CALLED, "quimica", at=(3, 4), position=NEUTRAL, expects="Ver resultados antes de comprometer más."),
        OnMap(CALLED, "ferro", at=(2, 4), position=NEUTRAL, approach="Hablar con su gerencia regional."),
        OnMap(CALLED, "fertil", at=(2, 3)),
        OnMap(CALLED, "gas", at=(3, 3), position=FAVOUR),
        OnMap(CALLED, "pesquera", at=(2, 2), position=AGAINST, expects="Que no se cierre su acceso al muelle."),
        OnMap(CALLED, "cemento", at=(2, 1)),
        OnMap(CALLED, "transporte", at=(3, 2), position=FAVOUR),
        OnMap(CALLED, name="Cámara de comercio Bahía (ficticia)", kind="asociacion_empresarial", at=(3, 3)),
    ),
    "maullin": (
        OnMap(150, "muni_mau"),
        OnMap(150, "jjvv_estero", at=(5, 2), position=FAVOUR, expects="Agua en verano."),
        OnMap(150, "algueros", at=(5, 3), position=FAVOUR, expects="Un lugar techado para secar el alga.",
              approach="Reunirse después de la faena, en la tarde."),
        OnMap(125, name="Comunidad indígena Río Manso (ficticia)", kind="organizacion_indigena", at=(4, 3),
              position=NEUTRAL, expects="Que se le consulte antes de marcar el trazado del camino."),
        OnMap(125, name="Salmonera Canal Quieto (ficticia)", kind="empresa", at=(2, 5)),
        OnMap(125, name="Servicio de agua rural (ficticio)", kind="servicio_publico_sectorial", at=(3, 4),
              position=NEUTRAL),
        OnMap(125, name="Posta rural Estero Hondo (ficticia)", kind="consultorio", at=(4, 2), position=FAVOUR),
    ),
}  # fmt: skip


def schedule(play: "Play") -> None:
    """Each line is entered on its day by whoever records the mesa's meetings."""
    for number, line in enumerate(MAPS.get(play.script.key, ())):
        play.at(line.on, lambda number=number, line=line: _enter(play, number, line))


def _enter(play: "Play", number: int, line: OnMap) -> None:
    who: dict[str, object] = {"actor": play.cast.orgs[line.org]} if line.org else {"name": line.name}
    if line.kind:
        kind = ActorKind.objects.get(code=line.kind)
        who |= {"kind": kind, "sector": kind.sector, "comuna": play.alliance.comunas.first()}
    interest, influence = line.at or (None, None)
    enter_on_map(
        alliance=play.alliance, by=play.cast.principal(play.script.recorder), uid=play.uid(f"map:{line.org or number}"),
        interest=interest, influence=influence, position=line.position, expectation=line.expects,
        approach=line.approach, **who,
    )  # fmt: skip
