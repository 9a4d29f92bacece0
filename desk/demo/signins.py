"""With which accounts one enters the demonstration, and which pages each of them opens. Reads, never writes."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from desk.demo.cast import PASSWORD, PEOPLE
from desk.demo.mejillones import MEJILLONES
from desk.demo.santa_barbara import SANTA_BARBARA
from desk.demo.shapes import Person, demo_uid

WORDS = {
    "coordinadora": "fundación: ve y coordina todas las mesas",
    "funcionaria": "Municipalidad de Mejillones: registra reuniones",
    "empresa": "una empresa ficticia de la mesa de Mejillones",
    "vecina": "COSOC de Mejillones",
    "dos_cargos": "dos organizaciones: elige en su menú en nombre de cuál actúa",
}


def people() -> list[Person]:
    return [person for person in PEOPLE if person.signs_in]


def as_text() -> str:
    lines = [_("Cuentas de demostración (contraseña para todas: %(password)s)") % {"password": PASSWORD}]
    lines += [f"  {person.email:<44}{WORDS[person.key]}" for person in people()]
    return "\n".join(lines)


def check_plan() -> dict[str, Any]:
    """What `./run demo --check` opens: pages by role, and public ones; and what it asks of the worker. `{uid}` in
    `then` stands for the id of the job."""
    mesa, other = demo_uid(MEJILLONES.key), demo_uid(SANTA_BARBARA.key)
    meeting = demo_uid(f"{MEJILLONES.key}:meeting:{len(MEJILLONES.sessions) - 1}")
    plaza = demo_uid(f"{MEJILLONES.key}:work:plaza")
    own, others = demo_uid("org:naviera"), demo_uid("org:terminal")
    shared = [
        reverse("desk:home"),
        reverse("convergence:board"),
        reverse("convergence:alliance", args=[mesa]),
        reverse("convergence:partners", args=[mesa]),
        reverse("convergence:meetings", args=[mesa]),
        reverse("convergence:meeting", args=[meeting]),
        reverse("convergence:alliance_commitments", args=[mesa]),
        reverse("convergence:commitments"),
        reverse("portfolio:initiatives"),
        reverse("portfolio:cartera", args=[mesa]),
        reverse("portfolio:aportes", args=[mesa]),
        reverse("portfolio:initiative", args=[plaza]),
        reverse("portfolio:alliance_summary", args=[mesa]),
        reverse("portfolio:of_meeting", args=[meeting]),
        reverse("evaluation:typology", args=[mesa]),
        reverse("evaluation:reports"),
        reverse("actors:list"),
        reverse("desk:jobs"),
    ]
    record = reverse("convergence:record", args=[mesa])
    more = {
        "coordinadora": [
            record,
            reverse("convergence:create"),
            reverse("convergence:alliance", args=[other]),
            reverse("portfolio:cartera", args=[other]),
            reverse("portfolio:aportes", args=[other]),
            reverse("portfolio:contributors"),
            reverse("portfolio:contributor", args=[others]),
            reverse("evaluation:typology", args=[other]),
        ],
        "funcionaria": [
            record,
            reverse("portfolio:contributors"),
            reverse("portfolio:contributor", args=[others]),
        ],
        "empresa": [reverse("portfolio:contributor", args=[own])],
    }
    return {
        "roles": [
            {
                "role": person.role,
                "email": person.email,
                "password": PASSWORD,
                "pages": [*shared, *more.get(person.key, [])],
            }
            for person in people()
        ],
        "jobs": [
            {"kind": "check"},
            {
                "kind": "typology",
                "params": {"alliance": str(mesa)},
                "then": reverse("evaluation:typology", args=[mesa]),
            },
            {
                "kind": "sdg_report",
                "params": {"alliance": str(mesa)},
                "then": reverse("evaluation:reports") + "ods/{uid}/",
            },
        ],
        "public": [
            reverse("desk:front"),
            reverse("convergence:public_mesa", args=[mesa]),
            reverse("account_login"),
            reverse("api:docs"),
            reverse("desk:privacy"),
            reverse("desk:accessibility"),
        ],
    }
