"""Contacts, mandates and a note of the demonstration's organisations. Every name is invented and says so; the
municipalities' offices carry the legal term and nobody's name."""

import uuid
from collections.abc import Mapping
from datetime import date, timedelta

from accounts.principal import Principal
from actors.models import Actor, ActorNote, Contact, Mandate
from actors.services import records as services
from desk.demo.cast import MAIL
from desk.demo.clock import day_of, on
from desk.demo.shapes import Held, Reached, demo_uid

WRITTEN_DAYS_AGO = 120
TERM = date(2024, 12, 6), date(2028, 12, 6)
BY_LAW = "Período legal de cuatro años. La demostración no nombra autoridades."
INVENTED = "Inventado para la demostración."

CONTACTS = (
    Reached("muni_mej", "Oficina de partes (demostración)", "Recepción", f"partes.mejillones@{MAIL}",
            "+56 55 000 0001", partners=True, is_main=True),
    Reached("muni_sb", "Oficina de partes (demostración)", "Recepción", f"partes.santabarbara@{MAIL}",
            "+56 43 000 0001", partners=True, is_main=True),
    Reached("muni_mau", "Oficina de partes (demostración)", "Recepción", f"partes.maullin@{MAIL}",
            "+56 65 000 0001", partners=True, is_main=True),
    Reached("naviera", "Paula Ibarra (nombre inventado)", "Gerenta de sostenibilidad", f"paula.ibarra@{MAIL}",
            "+56 9 0000 0002", partners=True, is_main=True),
    Reached("naviera", "Óscar Lillo (nombre inventado)", "Jefe de operaciones", f"oscar.lillo@{MAIL}",
            "+56 9 0000 0003"),
    Reached("naviera", "Inés Mora (nombre inventado)", "Gerenta de personas", f"ines.mora@{MAIL}", left=200),
    Reached("jjvv_gaviotas", "Rosa Alfaro (nombre inventado)", "Presidenta", "", "+56 9 0000 0004", is_main=True),
    Reached("algueros", "Juan Paillán (nombre inventado)", "Gerente", f"juan.paillan@{MAIL}", "+56 9 0000 0005",
            is_main=True),
)  # fmt: skip

MANDATES = (
    *(Held(key, office, *TERM, source=BY_LAW) for key in ("muni_mej", "muni_sb", "muni_mau")
      for office in ("alcaldia", "concejo")),
    Held("cosoc_mej", "cosoc", 1050, -45, source=INVENTED),
    Held("jjvv_gaviotas", "directorio", 1075, -20, "Directiva encabezada por Rosa Alfaro (nombre inventado)", INVENTED),
    Held("jjvv_faro", "directorio", 1195, 100, "Directiva de nombres inventados", INVENTED),
    Held("union_mej", "presidencia", 400, -695, "Luis Castro (nombre inventado)", INVENTED),
    Held("naviera", "representante_legal", 900, None, "Paula Ibarra (nombre inventado)", INVENTED),
    Held("algueros", "gerencia", 700, -395, "Juan Paillán (nombre inventado)", INVENTED),
)  # fmt: skip

NOTE = "Prefieren reunirse en la mañana y piden la tabla con tres días de anticipación. (Inventado.)"


def load(orgs: Mapping[str, Actor], as_of: date, *, by: Principal) -> list[uuid.UUID]:
    """Makes what is not there yet, on one day before `as_of`. Returns the ids of what was made."""
    made = []
    with on(as_of - timedelta(days=WRITTEN_DAYS_AGO)):
        for place, told in enumerate(CONTACTS):
            uid = demo_uid(f"contact:{told.org}:{place}")
            if not Contact.objects.filter(pk=uid).exists():
                made.append(uid)
                _contact(orgs[told.org], told, uid, as_of, by)
        for place, held in enumerate(MANDATES):
            uid = demo_uid(f"mandate:{held.org}:{place}")
            if not Mandate.objects.filter(pk=uid).exists():
                made.append(uid)
                until = None if held.until is None else day_of(held.until, as_of)
                services.add_mandate(
                    actor=orgs[held.org], uid=uid, by=by, office=held.office, holder=held.holder,
                    since=day_of(held.since, as_of), until=until, source=held.source,
                )  # fmt: skip
        uid = demo_uid("note:naviera")
        if not ActorNote.objects.filter(pk=uid).exists():
            made.append(uid)
            services.add_note(actor=orgs["naviera"], text=NOTE, uid=uid, by=by)
    return made


def _contact(actor: Actor, told: Reached, uid: uuid.UUID, as_of: date, by: Principal) -> None:
    contact = services.add_contact(
        actor=actor, uid=uid, by=by, name=told.name, position=told.position, email=told.email,
        phone=told.phone, audience="partners" if told.partners else "private", is_main=told.is_main,
    )  # fmt: skip
    if told.left is not None:
        services.end_contact(contact=contact, until=day_of(told.left, as_of), by=by)
