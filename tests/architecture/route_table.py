"""What each route answers to each person, own object and foreign. The test takes its rows from the resolver:
a route that is not here fails.

`answers` are five statuses: anonymous, ajena, empresa, funcionaria, coordinadora. «ajena» is an official of the
foreign mesa only; so for her our objects are the foreign ones. Four more (goings.py) get what another of them gets,
unless the row says otherwise: LIKE.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.principal import SYSTEM
from actors.services.handover import plan_handover
from core import dates
from tests.architecture.world import Half, paper
from tests.sheet_steps import book, new_row

PEOPLE = ("anonymous", "ajena", "empresa", "funcionaria", "coordinadora")
# In her mesa somebody with a seat does what her organisation may there; elsewhere, and whoever lost it, nothing.
LIKE = {
    "con_asiento": "funcionaria",
    "sin_asiento": "ajena",
    "retirada": "ajena",
    "desactivada": "anonymous",
}


# Of the funcionaria herself, or kept for those who act for all of her organisation.
HERS = {"con_asiento": 404}


@dataclass(frozen=True)
class Row:
    """`args` makes the route's arguments from the half of the world it is about; `shows` is what a 200 holds
    of the object. `foreign` is what the own people (empresa, funcionaria) get for the foreign half: 404 unless
    the route names no object (None)."""

    answers: str
    method: str = "GET"
    args: Callable[[Half], list[Any]] | None = None
    body: Callable[[Half], dict[str, Any]] = lambda half: {}
    shows: Callable[[Half], str] | None = None
    hides: Callable[[Half], str] | None = None
    headers: Callable[[Half], dict[str, str]] = lambda half: {}
    foreign: int | None = 404
    but: dict[str, int] = field(default_factory=dict)

    def expected(self) -> dict[str, int]:
        told = dict(zip(PEOPLE, map(int, self.answers.split()), strict=True))
        return told | {person: told[model] for person, model in LIKE.items()} | self.but


def soon(days: int = 30) -> str:
    return (dates.today() + timedelta(days=days)).isoformat()


def mesa(half: Half) -> list[Any]:
    return [half.mesa.pk]


def row(name: str) -> Callable[[Half], list[Any]]:
    return lambda half: [half.rows[name].pk]


def milestone(code: str) -> Callable[[Half], list[Any]]:
    return lambda half: [half.mesa.pk, code]


def word(half: Half) -> str:
    return half.word


def version(name: str) -> Callable[[Half], dict[str, str]]:
    return lambda half: {"If-Match": str((half.mesa if name == "mesa" else half.rows[name]).version)}


def counts(half: Half) -> dict[str, Any]:
    return {"held_on": dates.today().isoformat(), "kind": "sesion", "women": 3, "men": 2, "others": 0}


def meeting_form(half: Half) -> dict[str, Any]:
    rows = {f"{name}-{what}": n for name in ("acuerdos", "compromisos") for what, n in FORMS.items()}
    return {**counts(half), **rows}


def map_form(half: Half) -> dict[str, Any]:
    lines = {f"actores-{what}": n for what, n in FORMS.items()}
    return {**lines, "actores-0-who": "Frutícola nueva", "actores-0-sector": "mercado"}


FORMS = {"TOTAL_FORMS": 3, "INITIAL_FORMS": 0}
EVERYBODY = "200 200 200 200 200"
SIGNED_IN = "302 200 200 200 200"
SEES = "302 404 200 200 200"  # who takes part, and the foundation
RECORDS = "302 404 403 200 200"  # officials who take part, and the foundation
RECORDED = "302 404 403 302 302"  # the same, after a POST
FACILITATES = "302 404 404 200 200"  # what is thought of others: not even whoever takes part
FACILITATED = "302 404 404 302 302"
MANAGES = "302 404 403 403 200"
MANAGED = "302 404 403 403 302"
OWNS = "302 404 403 302 302"  # the municipality owes the commitment: its official, and the foundation
API_SEES = "401 404 200 200 200"
API_FACILITATES = "401 404 404 200 200"
API_LISTS = "401 200 200 200 200"
API_RECORDS = "401 404 403 201 201"
API_MANAGES = "401 404 403 403 200"

SEES_LEDGER = "302 404 404 200 200"  # public institutions that take part, and the foundation
TAKEN_OVER = "302 404 404 200 200"  # the official is the successor
OWN_REPORT = "302 404 404 200 404"  # the official asked for it


def plaza(half: Half) -> str:
    return f"Plaza de {half.word}"


def rights_of(name: str) -> Callable[[Half], list[Any]]:
    """Whose key a row is: the organisation itself."""
    return lambda half: [half.giver.pk if name == "giver" else half.rows[name].pk]


def work_form(half: Half) -> dict[str, Any]:
    return {
        "name": "Una obra más", "works_class": "vialidad", "comuna": half.mesa.comunas.get().pk,
        "plan": "PLADECO", "portfolio": "ampliada", "phase": "idea", "entered_on": soon(0),
        "goal_1": 11,
    }  # fmt: skip


def pledge_form(half: Half) -> dict[str, Any]:
    return {
        "contributor": str(half.giver.pk), "amount": "1.000", "signed_on": soon(0), "year": dates.today().year,
        "character": "voluntario",
    }  # fmt: skip


def receipt_form(half: Half) -> dict[str, Any]:
    told = {"contributor": str(half.giver.pk), "amount": "1.000", "happened_on": soon(0)}
    return {**told, "character": "voluntario"}


def fund_form(half: Half) -> dict[str, Any]:
    return {"amount": "1.000", "happened_on": soon(0)}


def work_body(half: Half) -> dict[str, Any]:
    told = {"alliance": str(half.mesa.pk), "name": "Una obra más", "works_class": "vialidad"}
    return {**told, "comuna": half.mesa.comunas.get().pk, "plan": "PLADECO"}


def given_body(half: Half) -> dict[str, Any]:
    return {"alliance": str(half.mesa.pk), "contributor": str(half.giver.pk), "pesos": 1_000}


def promised_body(half: Half) -> dict[str, Any]:
    return {**given_body(half), "year": dates.today().year, "signed_on": soon(0)}


def received_body(half: Half) -> dict[str, Any]:
    return {**given_body(half), "happened_on": soon(0)}


def outlay_body(half: Half) -> dict[str, Any]:
    return {"pesos": 1_000, "happened_on": soon(0)}


PORTFOLIO: dict[str, list[Row]] = {
    "portfolio:initiatives": [Row(SIGNED_IN, shows=plaza)],
    "portfolio:cartera": [Row(SEES, args=mesa, shows=plaza)],
    "portfolio:create": [Row(RECORDS, args=mesa), Row(RECORDED, "POST", mesa, work_form)],
    "portfolio:alliance_summary": [Row(SEES, args=mesa)],
    "portfolio:of_meeting": [Row(SEES, args=row("meeting"), shows=plaza)],
    "portfolio:initiative": [Row(SEES, args=row("initiative"), shows=plaza)],
    "portfolio:edit": [
        Row(RECORDS, args=row("initiative"), shows=plaza),
        Row(
            RECORDED,
            "POST",
            row("initiative"),
            lambda half: {**work_form(half), "version": half.rows["initiative"].version},
        ),
    ],
    "portfolio:move": [
        Row(RECORDS, args=row("initiative")),
        Row(
            RECORDED,
            "POST",
            row("initiative"),
            lambda half: {"portfolio": "priorizada", "phase": "perfil", "happened_on": soon(0)},
        ),
    ],
    "portfolio:aportes": [Row(SEES, args=mesa, shows=word)],
    "portfolio:make_pledge": [Row(MANAGES, args=mesa), Row(MANAGED, "POST", mesa, pledge_form)],
    "portfolio:record_receipt": [Row(MANAGES, args=mesa), Row(MANAGED, "POST", mesa, receipt_form)],
    "portfolio:allocate": [
        Row(MANAGES, args=row("initiative"), shows=plaza),
        Row(MANAGED, "POST", row("initiative"), fund_form),
    ],
    "portfolio:spend": [
        Row(MANAGES, args=row("initiative"), shows=plaza),
        Row(MANAGED, "POST", row("initiative"), fund_form),
    ],
    "portfolio:movement": [
        Row(SEES, args=row("receipt"), shows=lambda half: half.giver.name),
        Row(SEES_LEDGER, args=row("rivals_receipt"), shows=lambda half: half.rows["rival"].name),
        Row(SEES_LEDGER, args=row("allocation"), shows=plaza),
    ],
    "portfolio:reverse": [
        Row(MANAGES, args=row("spare")),
        Row(
            MANAGED,
            "POST",
            row("spare"),
            lambda half: {"reason": "Se registró dos veces.", "happened_on": soon(0)},
        ),
        Row("302 404 404 403 200", args=row("rivals_receipt")),
    ],
    "portfolio:contributors": [Row("302 200 302 200 200", shows=lambda half: half.giver.name)],
    "portfolio:contributor": [
        Row(SEES, args=rights_of("giver"), shows=lambda half: half.giver.name),
        # The rival's page says one sentence to the company, who meets it at the mesa.
        Row(SEES, args=rights_of("rival"), shows=lambda half: half.rows["rival"].name),
    ],
}


def going(half: Half) -> dict[str, Any]:
    """Whoever is still to be handed over, to the owner of the half."""
    return {
        "actor": str(half.actor.pk),
        "leaver": str(half.rows["going"].pk),
        "successor": str(half.owner.pk),
    }


def confirmed(half: Half) -> dict[str, Any]:
    people = {"leaver": half.rows["going"], "successor": half.owner, "actor": half.actor}
    return {**going(half), "mark": plan_handover(**people, by=SYSTEM).mark}


HANDOVERS: dict[str, list[Row]] = {
    "handovers:list": [Row(SIGNED_IN)],
    "handovers:create": [Row("302 403 403 403 200"), Row("302 403 403 403 302", "POST", body=confirmed)],
    "handovers:handover": [Row(TAKEN_OVER, args=row("handover"), shows=word, but=HERS)],
    "handovers:sheet": [Row(TAKEN_OVER, args=row("handover"), but=HERS)],
    "convergence:access": [Row(RECORDS, args=mesa, shows=word)],
    "convergence:access_sheet": [Row(RECORDS, args=mesa)],
}
HANDOVERS_API: dict[str, list[Row]] = {
    "api:handovers": [Row(API_LISTS), Row("401 403 403 403 201", "POST", body=going)],
    "api:handover": [Row("401 404 404 200 200", args=row("handover"), shows=word, but=HERS)],
    "api:handover-sheet": [Row("401 404 404 200 200", args=row("handover"), but=HERS)],
    "api:access": [Row("401 404 403 200 200", args=mesa, shows=lambda half: half.actor.name)],
}

# Whoever keeps the page may too: tests/actors/test_people_pages.py.
FOUNDATION = "302 403 403 403 200"
FOUNDATION_ACTS = "302 403 403 403 302"
NOT_TOLD = "302 404 404 404 302"  # invitations and memberships of others do not exist for them
API_NOT_TOLD = "401 404 404 404 200"


def invited(half: Half) -> dict[str, Any]:
    return {"email": "otra@example.org", "role": "member", "reach": "organisation", "days": 14}


def actor_of(half: Half) -> list[Any]:
    return [half.actor.pk]


def again(half: Half) -> dict[str, str]:
    return {"If-Match": str(half.rows["membership"].version)}


def seated(half: Half) -> dict[str, Any]:
    return {"user": str(half.owner.pk), "kind": "titular", "since": soon(0)}


GOING: dict[str, list[Row]] = {
    "actors:people": [
        Row(FOUNDATION, args=actor_of, shows=lambda half: half.rows["member"].name, foreign=403)
    ],
    "actors:invite": [
        Row(FOUNDATION, args=actor_of, foreign=403),
        Row(FOUNDATION_ACTS, "POST", actor_of, invited, foreign=403),
    ],
    "actors:resend_invitation": [Row(NOT_TOLD, "POST", row("invitation"))],
    "actors:revoke_invitation": [Row(NOT_TOLD, "POST", row("invitation"))],
    "actors:membership": [
        Row("302 404 404 404 200", args=row("membership"), shows=lambda half: half.rows["member"].name),
        Row(NOT_TOLD, "POST", row("membership"), lambda half: {"role": "manager", "reach": "organisation"}),
    ],
    "actors:end_membership": [
        Row("302 404 404 404 200", args=row("membership"), shows=lambda half: half.rows["member"].name),
        Row(NOT_TOLD, "POST", row("membership"), lambda half: {"on": soon(0)}),
    ],
    "people:list": [Row(FOUNDATION, shows=lambda half: half.rows["member"].name)],
    "people:person": [
        Row(FOUNDATION, args=row("member"), shows=lambda half: half.rows["member"].name, foreign=403)
    ],
    "people:deactivate": [
        Row(FOUNDATION, args=row("member"), shows=lambda half: half.rows["member"].name, foreign=403),
        Row(FOUNDATION_ACTS, "POST", row("member"), foreign=403),
    ],
    "people:reactivate": [Row(FOUNDATION_ACTS, "POST", row("member"), foreign=403)],
    "accounts:on_behalf": [
        Row("302 302 302 302 302", "POST"),
        Row(
            "302 403 403 302 403",
            "POST",
            body=lambda half: {"actor": str(half.actor.pk)},
            but={"sin_asiento": 302, "retirada": 403},
        ),
    ],
    "convergence:give_seat": [
        Row(MANAGES, args=row("participation"), shows=lambda half: half.owner.name),
        Row(MANAGED, "POST", row("participation"), seated),
    ],
    "convergence:end_seat": [
        Row(MANAGES, args=row("seat"), shows=lambda half: half.rows["member"].name),
        Row(MANAGED, "POST", row("seat"), lambda half: {"on": soon(0)}),
    ],
}

GOING_API: dict[str, list[Row]] = {
    "api:memberships": [Row(API_LISTS)],
    "api:membership": [
        Row(API_NOT_TOLD, args=row("membership"), shows=lambda half: half.rows["member"].email),
        Row(API_NOT_TOLD, "PATCH", row("membership"), lambda half: {"title": "Otro"}, headers=again),
    ],
    "api:end-membership": [Row(API_NOT_TOLD, "POST", row("membership"))],
    "api:invitations": [
        Row(API_LISTS),
        Row(
            "401 403 403 403 201",
            "POST",
            body=lambda half: {"actor": str(half.actor.pk), "email": "otra@example.org"},
        ),
    ],
    "api:invitation": [
        Row(API_NOT_TOLD, args=row("invitation"), shows=lambda half: half.rows["invitation"].email)
    ],
    "api:resend-invitation": [Row(API_NOT_TOLD, "POST", row("invitation"))],
    "api:revoke-invitation": [Row(API_NOT_TOLD, "POST", row("invitation"))],
    "api:people": [Row(API_LISTS)],
    "api:person": [Row(API_NOT_TOLD, args=row("member"), shows=lambda half: half.rows["member"].email)],
    "api:deactivate-person": [Row(API_NOT_TOLD, "POST", row("member"))],
    "api:reactivate-person": [Row(API_NOT_TOLD, "POST", row("member"))],
    "api:seats": [
        Row(API_LISTS, shows=lambda half: half.rows["member"].name),
        Row(
            "401 422 403 403 201",
            "POST",
            body=lambda half: {
                "participation": str(half.rows["participation"].pk),
                "user": str(half.owner.pk),
            },
        ),
    ],
    "api:seat": [Row(API_SEES, args=row("seat"), shows=lambda half: half.rows["member"].name)],
    "api:end-seat": [Row(API_MANAGES, "POST", row("seat"))],
}

EVALUATION: dict[str, list[Row]] = {
    "evaluation:typology": [Row(SEES, args=mesa, shows=word)],
    "evaluation:reports": [
        Row(SIGNED_IN),
        Row(
            "302 422 302 302 302", "POST", body=lambda half: {"alliance": str(half.mesa.pk), "as_of": soon(0)}
        ),
    ],
    "evaluation:report": [Row(OWN_REPORT, args=row("report"), shows=word, but=HERS)],
    "evaluation:report_numbers": [Row(OWN_REPORT, args=row("report"), shows=word, but=HERS)],
}

ACTOR_SEEN = "302 200 200 200 200"  # a public institution: everybody who signs in
ACTOR_KEPT = "302 403 403 403 200"  # the official does not keep its page
ACTOR_WRITTEN = "302 403 403 403 302"
OWN_RECORD = "302 404 404 403 200"  # private: seen by the organisation itself
OWN_WRITTEN = "302 404 404 403 302"
NOTED = "302 404 404 404 200"  # the foundation's alone


def actor(half: Half) -> list[Any]:
    return [half.actor.pk]


def actor_name(half: Half) -> str:
    return half.actor.name


RECORDS_OF_ACTORS: dict[str, list[Row]] = {
    "actors:work": [Row(ACTOR_SEEN, args=actor, shows=actor_name, foreign=200)],
    "actors:inner": [Row(NOTED, args=actor, shows=lambda half: f"Nota de {half.word}")],
    "actors:add_contact": [
        Row(ACTOR_KEPT, args=actor, foreign=403),
        Row(ACTOR_WRITTEN, "POST", actor, lambda half: {"name": "Rosa", "audience": "private"}, foreign=403),
    ],
    "actors:edit_contact": [
        Row(OWN_RECORD, args=row("contact"), shows=lambda half: f"Contacto de {half.word}", but=HERS),
        Row(
            OWN_WRITTEN,
            "POST",
            row("contact"),
            lambda half: {"name": "Otra", "audience": "private", "version": half.rows["contact"].version},
            but=HERS,
        ),
    ],
    "actors:end_contact": [
        Row(OWN_RECORD, args=row("contact"), shows=lambda half: f"Contacto de {half.word}", but=HERS),
        Row(OWN_WRITTEN, "POST", row("contact"), lambda half: {"until": soon(0)}, but=HERS),
    ],
    "actors:add_mandate": [
        Row(ACTOR_KEPT, args=actor, foreign=403),
        Row(ACTOR_WRITTEN, "POST", actor, lambda half: {"office": "concejo"}, foreign=403),
    ],
    "actors:edit_mandate": [
        Row(ACTOR_KEPT, args=row("mandate"), foreign=403),
        Row(
            ACTOR_WRITTEN,
            "POST",
            row("mandate"),
            lambda half: {"office": "concejo", "version": half.rows["mandate"].version},
            foreign=403,
        ),
    ],
    "actors:add_note": [Row(ACTOR_WRITTEN, "POST", actor, lambda half: {"text": "Una nota"}, foreign=403)],
    "actors:withdraw_note": [
        Row(NOTED, args=row("note"), shows=lambda half: f"Nota de {half.word}"),
        Row("302 404 404 404 302", "POST", row("note")),
    ],
    "actors:add_file": [
        Row(ACTOR_KEPT, args=actor, foreign=403),
        Row(ACTOR_WRITTEN, "POST", actor, lambda half: {"kind": "letter", "file": paper()}, foreign=403),
    ],
    "actors:withdraw_file": [
        Row(OWN_RECORD, args=row("actor_file"), shows=lambda half: f"Estatutos de {half.word}", but=HERS),
        Row(OWN_WRITTEN, "POST", row("actor_file"), but=HERS),
    ],
    "convergence:mesas_of_actor": [
        Row(ACTOR_SEEN, args=actor, shows=actor_name, foreign=200),
        Row(SEES, args=lambda half: [half.rows["participation_of_neighbours"].actor_id], shows=word),
    ],
    "convergence:promises_of_actor": [
        Row(ACTOR_SEEN, args=actor, shows=actor_name, foreign=200),
        Row(SEES, args=lambda half: [half.rows["participation_of_neighbours"].actor_id]),
    ],
}

PAGES: dict[str, list[Row]] = {
    "core:healthz": [Row(EVERYBODY)],
    "core:readyz": [Row(EVERYBODY)],
    "core:save_view": [
        Row(SIGNED_IN, body=lambda half: {"pagina": "actores", "sector": "publico"}),
        Row("302 404 404 404 404", "POST", body=lambda half: {"name": "Vista"}),  # of no list
    ],
    "core:view": [
        Row("302 404 404 200 404", args=row("view"), shows=word, but=HERS),
        Row("302 404 404 302 404", "POST", args=row("view"), body=lambda half: {"name": "Otra"}, but=HERS),
    ],
    "core:copy_view": [Row("302 404 404 302 404", "POST", args=row("view"), but=HERS)],
    "core:remove_view": [Row("302 404 404 302 404", "POST", args=row("view"), but=HERS)],
    "core:file": [
        Row("404 404 200 200 200", args=row("file")),
        Row("404 404 200 200 200", args=row("receipt_file")),
        Row("404 404 404 200 200", args=row("rivals_file")),
        Row("404 404 404 200 404", args=row("report_file"), but=HERS),
    ],
    "core:link_enter": [
        Row("302 302 302 302 302", args=lambda half: [half.rows["link_token"]], foreign=None),
        # An invitation whose time is over opens to nobody.
        Row("410 410 410 410 410", args=lambda half: [half.rows["over_token"]], foreign=None),
    ],
    "core:link_open": [Row("410 410 410 410 410", args=row("link"), foreign=None)],
    "desk:front": [Row("200 302 302 302 302")],
    "desk:home": [Row(SIGNED_IN)],
    "desk:jobs": [Row(SIGNED_IN)],
    "desk:ask_job": [
        Row(SIGNED_IN),
        Row("302 422 422 422 302", "POST", body=lambda half: {"kind": "check"}),
        Row("302 302 302 302 302", "POST", body=lambda half: {"kind": "commitments_csv"}),
    ],
    "desk:job": [Row("302 404 404 200 404", args=row("job"), but=HERS)],
    "desk:style": [Row(EVERYBODY)],
    "desk:privacy": [Row(EVERYBODY)],
    "desk:accessibility": [Row(EVERYBODY)],
    "privacy:register": [Row(EVERYBODY)],
    "privacy:mine": [Row(SIGNED_IN)],
    "privacy:mine_file": [Row(SIGNED_IN)],
    "privacy:erase_account": [
        Row("302 404 404 404 200", args=lambda half: [half.owner.pk], shows=lambda half: half.owner.name),
        Row(
            "302 404 404 404 422",
            "POST",
            args=lambda half: [half.owner.pk],
            body=lambda half: {"reason": "x"},
        ),
    ],
    "privacy:erase_contact": [
        Row("302 404 404 404 200", args=row("contact")),
        Row("302 404 404 404 302", "POST", args=row("contact"), body=lambda half: {"reason": "Lo pidió"}),
    ],
    "convergence:board": [Row(SIGNED_IN, shows=lambda half: half.mesa.name)],
    "convergence:create": [Row("302 403 403 403 200")],
    "convergence:alliance": [Row(SEES, args=mesa, shows=word)],
    "convergence:edit": [Row(MANAGES, args=mesa, shows=word)],
    "convergence:partners": [Row(SEES, args=mesa, shows=word)],
    "convergence:add_partner": [Row(MANAGES, args=mesa)],
    "convergence:map": [Row(FACILITATES, args=mesa, shows=lambda half: f"Pesquera de {half.word}")],
    "convergence:map_enter": [Row(FACILITATES, args=mesa), Row(FACILITATED, "POST", mesa, map_form)],
    "convergence:map_add": [Row(FACILITATED, "POST", mesa, lambda half: {"actor": half.actor.pk})],
    "convergence:map_search": [Row(FACILITATES, args=mesa)],
    "convergence:map_pdf": [Row(FACILITATES, args=mesa)],
    "convergence:map_entry": [
        Row(FACILITATES, args=row("map_entry"), shows=lambda half: f"Pesquera de {half.word}"),
        Row(
            FACILITATED,
            "POST",
            row("map_entry"),
            lambda half: {"name": "Otra", "sector": "mercado", "interest": "5", "position": "favour"},
        ),
    ],
    "convergence:map_link": [
        Row(FACILITATES, args=row("map_entry"), shows=lambda half: f"Pesquera de {half.word}"),
        Row(FACILITATED, "POST", row("map_entry"), lambda half: {"actor": half.actor.pk}),
    ],
    "convergence:map_withdraw": [
        Row(FACILITATES, args=row("map_entry"), shows=lambda half: f"Pesquera de {half.word}"),
        Row(FACILITATED, "POST", row("map_entry")),
    ],
    "convergence:add_cycle": [
        Row(MANAGES, args=mesa),
        Row(MANAGED, "POST", mesa, lambda half: {"starts_on": soon(500), "ends_on": soon(900)}),
    ],
    "convergence:edit_partner": [Row(MANAGES, args=row("participation"), shows=word)],
    "convergence:history": [Row(SEES, args=mesa, shows=word)],
    "convergence:advance": [
        Row(MANAGES, args=mesa, shows=word),
        Row("302 404 403 403 422", "POST", mesa, lambda half: {"happened_on": soon(0)}),
    ],
    "convergence:milestone": [
        Row(SEES, args=milestone("diagnostico"), shows=word),
        Row(
            RECORDED,
            "POST",
            milestone("cartera_ampliada"),
            lambda half: {"happened_on": soon(0), "file": paper()},
        ),
    ],
    "convergence:waive": [
        Row(
            MANAGED,
            "POST",
            milestone("cartera_ampliada"),
            lambda half: {"kind": "overridden", "reason": "Un motivo que se entiende."},
        )
    ],
    "convergence:withdraw": [
        Row(MANAGES, args=row("mark")),
        Row(MANAGED, "POST", row("mark"), lambda half: {"reason": "Se adjuntó por error."}),
    ],
    "convergence:meetings": [Row(SEES, args=mesa, shows=word)],
    "convergence:record": [Row(RECORDS, args=mesa), Row(RECORDED, "POST", mesa, meeting_form)],
    "convergence:meeting": [Row(SEES, args=row("meeting"), shows=lambda half: f"Acuerdo de {half.word}")],
    "convergence:amend": [Row(RECORDS, args=row("meeting")), Row(RECORDED, "POST", row("meeting"), counts)],
    "convergence:attach": [
        Row(RECORDED, "POST", row("meeting"), lambda half: {"kind": "document", "file": paper()})
    ],
    "convergence:alliance_commitments": [Row(SEES, args=mesa, shows=word)],
    "convergence:create_commitment": [
        Row(RECORDS, args=mesa),
        Row(
            RECORDED,
            "POST",
            mesa,
            lambda half: {"what": "Algo más", "owner": half.actor.pk, "due_on": soon()},
        ),
    ],
    "convergence:commitments": [Row(SIGNED_IN, shows=lambda half: f"Tarea de {half.word}")],
    "convergence:commitment": [Row(SEES, args=row("commitment"), shows=lambda half: f"Tarea de {half.word}")],
    "convergence:move": [
        Row(OWNS, "POST", row("commitment"), lambda half: {"to": "cumplido", "outcome": "Se entregó."}),
        Row(
            "302 404 403 403 302",
            "POST",
            row("commitment"),
            lambda half: {"to": "liberado", "outcome": "Ya no hace falta."},
        ),
    ],
    "convergence:reschedule": [
        Row(OWNS, "POST", row("commitment"), lambda half: {"due_on": soon(60), "reason": "Faltó un permiso."})
    ],
    "convergence:share": [Row("302 404 403 200 200", "POST", row("commitment"))],
    "convergence:public_mesa": [Row(EVERYBODY, args=mesa, shows=word, foreign=200)],
    "actors:list": [Row(SIGNED_IN, shows=lambda half: half.actor.name)],
    "actors:export": [Row(SIGNED_IN)],
    "actors:create": [Row("302 403 403 403 200")],
    "actors:actor": [
        # Public institutions are seen by all who sign in; the neighbours' association only by its mesa.
        Row(
            "302 200 200 200 200",
            args=lambda half: [half.actor.pk],
            shows=lambda half: half.actor.name,
            foreign=200,
        ),
        Row(SEES, args=lambda half: [half.rows["participation_of_neighbours"].actor_id]),
    ],
    "actors:edit": [Row("302 403 403 403 200", args=lambda half: [half.actor.pk], foreign=403)],
    "accounts:tokens": [Row(SIGNED_IN)],
    "accounts:revoke_token": [Row("302 404 404 302 404", "POST", row("token"), but=HERS)],
    "set_language": [Row("302 302 302 302 302", "POST", body=lambda half: {"language": "en"})],
}

# allauth's own views: what they do is tested upstream; here, that none is a door for the wrong person.
ACCOUNT: dict[str, list[Row]] = {
    "account_login": [Row("200 302 302 302 302")],
    "account_logout": [Row("302 200 200 200 200")],
    "account_inactive": [Row(EVERYBODY)],
    "account_signup": [Row("200 302 302 302 302")],
    "account_reauthenticate": [Row(SIGNED_IN)],
    "account_email": [Row("404 404 404 404 404")],
    "account_email_verification_sent": [Row(EVERYBODY)],
    "account_change_password": [Row(SIGNED_IN)],
    "account_set_password": [Row("302 302 302 302 302")],
    "account_reset_password": [Row(EVERYBODY)],
    "account_reset_password_done": [Row(EVERYBODY)],
    "account_reset_password_from_key": [Row(EVERYBODY, args=lambda half: ["1", "set-password"])],
    "account_reset_password_from_key_done": [Row(EVERYBODY)],
    "account_confirm_email": [Row(EVERYBODY, args=lambda half: ["no-existe"])],
    "account_confirm_login_code": [Row("302 302 302 302 302")],
}

SHEET_KEPT = "302 404 404 404 200"  # imports are of whoever uploaded them, and the foundation
SHEET_ACTED = "302 404 404 404 302"
API_SHEET_KEPT = "401 404 404 404 200"


def organisations(half: Half) -> list[Any]:
    return ["actores"]


def upload_of(half: Half) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("nueva.xlsx", book([new_row(f"Otra de {half.word}")]))}


def import_of(name: str) -> Callable[[Half], list[Any]]:
    return lambda half: ["actores", half.rows[name].pk]


SHEETS: dict[str, list[Row]] = {
    "sheets:list": [Row(SIGNED_IN)],
    "sheets:sheet": [
        Row(SIGNED_IN, args=organisations, foreign=None),
        Row("302 403 403 403 302", "POST", organisations, upload_of, foreign=None),
    ],
    "sheets:template": [Row(SIGNED_IN, args=organisations, foreign=None)],
    "sheets:export": [Row(SIGNED_IN, args=organisations, foreign=None)],
    "sheets:import": [
        Row(SHEET_KEPT, args=row("preview"), shows=word),
        Row(SHEET_KEPT, args=row("applied"), shows=word),
    ],
    "sheets:decide": [Row(SHEET_ACTED, "POST", row("preview"), lambda half: {"line-2": "new"})],
    "sheets:apply": [Row(SHEET_ACTED, "POST", row("preview"), lambda half: {"mode": "good"})],
    "sheets:discard": [Row(SHEET_ACTED, "POST", row("preview"))],
    "sheets:undo": [
        Row(SHEET_KEPT, args=row("applied"), shows=word),
        Row(SHEET_ACTED, "POST", row("applied")),
    ],
    "sheets:refused": [Row(SHEET_KEPT, args=row("preview"))],
}
SHEETS_API: dict[str, list[Row]] = {
    "api:sheets": [Row(API_LISTS)],
    "api:sheet-template": [Row(API_LISTS, args=organisations, foreign=None)],
    "api:sheet-imports": [
        Row(API_LISTS, args=organisations, foreign=None),
        Row("401 403 403 403 201", "FILE", organisations, upload_of, foreign=None),
    ],
    "api:sheet-import": [Row(API_SHEET_KEPT, args=import_of("preview"), shows=word)],
    "api:sheet-lines": [Row(API_SHEET_KEPT, args=import_of("preview"), shows=word)],
    "api:sheet-decide": [
        Row(API_SHEET_KEPT, "POST", import_of("preview"), lambda half: {"decisions": {"2": "skip"}})
    ],
    "api:sheet-apply": [
        Row("401 404 404 404 202", "POST", import_of("preview"), lambda half: {"mode": "good"})
    ],
    "api:sheet-undo": [Row("401 404 404 404 202", "POST", import_of("applied"))],
    "api:sheet-discard": [Row(API_SHEET_KEPT, "POST", import_of("preview"))],
    "api:sheet-refused": [Row(API_SHEET_KEPT, args=import_of("preview"))],
}

API: dict[str, list[Row]] = {
    **SHEETS_API,
    **HANDOVERS_API,
    "api:schema": [Row(EVERYBODY)],
    "api:docs": [Row(EVERYBODY)],
    "api:me": [Row(API_LISTS)],
    "api:my-data": [Row(API_LISTS)],
    "api:regions": [Row(API_LISTS)],
    "api:region": [Row(API_LISTS, args=lambda half: ["02"], foreign=None)],
    "api:comunas": [Row(API_LISTS)],
    "api:comuna": [Row(API_LISTS, args=lambda half: ["02102"], foreign=None)],
    "api:actor-kinds": [Row(API_LISTS)],
    "api:actor-kind": [Row(API_LISTS, args=lambda half: ["empresa"], foreign=None)],
    "api:actors": [
        Row(API_LISTS, shows=lambda half: half.actor.name),
        Row(
            "401 403 403 403 201",
            "POST",
            body=lambda half: {
                "name": "Actor nuevo",
                "kind": "empresa",
                "level": "local",
                "comunas": ["02102"],
            },
        ),
    ],
    "api:actor": [
        Row(
            "401 200 200 200 200",
            args=lambda half: [half.actor.pk],
            shows=lambda half: half.actor.name,
            foreign=200,
        ),
        Row(API_SEES, args=lambda half: [half.rows["participation_of_neighbours"].actor_id]),
        Row(
            "401 403 403 403 200",
            "PATCH",
            lambda half: [half.actor.pk],
            lambda half: {"short_name": "Muni"},
            headers=lambda half: {"If-Match": str(half.actor.version)},
            foreign=403,
        ),
    ],
    "api:actor-contacts": [
        Row("401 200 200 200 200", args=actor, foreign=200),
        Row("401 403 403 403 201", "POST", actor, lambda half: {"name": "Rosa"}, foreign=403),
    ],
    "api:contact": [
        Row(
            "401 404 404 200 200",
            args=row("contact"),
            shows=lambda half: f"Contacto de {half.word}",
            but=HERS,
        ),
        Row(
            "401 404 404 403 200",
            "PATCH",
            row("contact"),
            lambda half: {"position": "Jefa"},
            headers=version("contact"),
            but=HERS,
        ),
    ],
    "api:end-contact": [Row("401 404 404 403 200", "POST", row("contact"), but=HERS)],
    "api:actor-mandates": [
        Row("401 200 200 200 200", args=actor, foreign=200),
        Row("401 403 403 403 201", "POST", actor, lambda half: {"office": "concejo"}, foreign=403),
    ],
    "api:mandate": [
        Row("401 200 200 200 200", args=row("mandate"), foreign=200),
        Row(
            "401 403 403 403 200",
            "PATCH",
            row("mandate"),
            lambda half: {"holder": "Otra"},
            headers=version("mandate"),
            foreign=403,
        ),
    ],
    "api:actor-notes": [
        Row("401 200 200 200 200", args=actor, foreign=200),
        Row("401 403 403 403 201", "POST", actor, lambda half: {"text": "Una nota"}, foreign=403),
    ],
    "api:withdraw-note": [Row("401 404 404 404 200", "POST", row("note"))],
    "api:actor-files": [
        Row("401 200 200 200 200", args=actor, foreign=200),
        Row(
            "401 403 403 403 201",
            "FILE",
            actor,
            lambda half: {"kind": "letter", "file": paper()},
            foreign=403,
        ),
    ],
    "api:withdraw-actor-file": [Row("401 404 404 403 200", "POST", row("actor_file"), but=HERS)],
    "api:alliances": [
        Row(API_LISTS, shows=lambda half: half.mesa.name),
        Row(
            "401 403 403 403 201",
            "POST",
            body=lambda half: {
                "kind": "mesa_comunal",
                "name": "Mesa nueva",
                "comunas": ["02101"],
                "started_on": "2026-01-05",
            },
        ),
    ],
    "api:alliance": [
        Row(API_SEES, args=mesa, shows=word),
        Row(API_MANAGES, "PATCH", mesa, lambda half: {"purpose": "Otro"}, headers=version("mesa")),
    ],
    "api:advance-stage": [Row("401 404 403 403 422", "POST", mesa, headers=version("mesa"))],
    "api:stage-changes": [Row(API_SEES, args=mesa)],
    "api:cycles": [
        Row(API_SEES, args=mesa),
        Row("401 404 403 403 201", "POST", mesa, lambda half: {"starts_on": soon(500), "ends_on": soon(900)}),
    ],
    "api:milestones": [Row(API_SEES, args=mesa)],
    "api:evidence": [
        Row(
            API_RECORDS,
            "FILE",
            milestone("cartera_ampliada"),
            lambda half: {"happened_on": soon(0), "file": paper()},
        )
    ],
    "api:waive": [
        Row(
            "401 404 403 403 201",
            "POST",
            milestone("cartera_ampliada"),
            lambda half: {"kind": "overridden", "reason": "Un motivo que se entiende."},
        )
    ],
    "api:withdraw": [Row(API_MANAGES, "POST", row("mark"), lambda half: {"reason": "Se adjuntó por error."})],
    "api:map-entries": [
        Row(API_FACILITATES, args=mesa, shows=lambda half: f"Pesquera de {half.word}"),
        Row("401 404 404 201 201", "POST", mesa, lambda half: {"name": "Otra", "sector": "mercado"}),
    ],
    "api:map-coverage": [Row(API_FACILITATES, args=mesa)],
    "api:map-entry": [
        Row(API_FACILITATES, args=row("map_entry"), shows=lambda half: f"Pesquera de {half.word}"),
        Row(
            API_FACILITATES,
            "PATCH",
            row("map_entry"),
            lambda half: {"interest": 5},
            headers=version("map_entry"),
        ),
    ],
    "api:withdraw-map-entry": [Row(API_FACILITATES, "POST", row("map_entry"))],
    "api:participations": [
        Row(API_LISTS),
        Row(
            "401 403 403 403 409",  # it already takes part
            "POST",
            body=lambda half: {
                "alliance": str(half.mesa.pk),
                "actor": str(half.actor.pk),
                "roles": ["decision"],
                "joined_on": soon(0),
            },
        ),
    ],
    "api:participation": [
        Row(API_SEES, args=row("participation")),
        Row(
            API_MANAGES,
            "PATCH",
            row("participation"),
            lambda half: {"has_seat": False},
            headers=version("participation"),
        ),
    ],
    "api:meetings": [
        Row(API_LISTS, shows=lambda half: f"Sede {half.word}"),
        Row(
            "401 422 403 201 201",
            "POST",
            body=lambda half: {**counts(half), "alliance": str(half.mesa.pk)},
        ),
    ],
    "api:meeting": [
        Row(API_SEES, args=row("meeting"), shows=lambda half: f"Acuerdo de {half.word}"),
        Row(
            "401 404 403 200 200",
            "PATCH",
            row("meeting"),
            lambda half: {"place": "Otra"},
            headers=version("meeting"),
        ),
    ],
    "api:meeting-files": [
        Row(API_SEES, args=row("meeting")),
        Row(API_RECORDS, "FILE", row("meeting"), lambda half: {"kind": "document", "file": paper()}),
    ],
    "api:agreements": [Row(API_LISTS, shows=lambda half: f"Acuerdo de {half.word}")],
    "api:agreement": [Row(API_SEES, args=row("agreement"), shows=lambda half: f"Acuerdo de {half.word}")],
    "api:commitments": [
        Row(API_LISTS, shows=lambda half: f"Tarea de {half.word}"),
        Row(
            "401 422 403 201 201",
            "POST",
            body=lambda half: {
                "alliance": str(half.mesa.pk),
                "what": "Algo más",
                "owner": str(half.actor.pk),
                "due_on": soon(),
            },
        ),
    ],
    "api:commitment": [Row(API_SEES, args=row("commitment"), shows=lambda half: f"Tarea de {half.word}")],
    "api:move": [
        Row(
            "401 404 403 200 200",
            "POST",
            row("commitment"),
            lambda half: {"to": "cumplido", "outcome": "Se entregó."},
            headers=version("commitment"),
        )
    ],
    "api:reschedule": [
        Row(
            "401 404 403 200 200",
            "POST",
            row("commitment"),
            lambda half: {"due_on": soon(60), "reason": "Faltó un permiso."},
            headers=version("commitment"),
        )
    ],
    "api:share": [Row(API_RECORDS, "POST", row("commitment"))],
    "api:sdg-goals": [Row(API_LISTS)],
    "api:project-phases": [Row(API_LISTS)],
    "api:initiatives": [Row(API_LISTS, shows=plaza), Row("401 422 403 201 201", "POST", body=work_body)],
    "api:initiatives-summary": [Row(API_LISTS)],
    "api:initiative": [
        Row(API_SEES, args=row("initiative"), shows=plaza),
        Row(
            "401 404 403 200 200",
            "PATCH",
            row("initiative"),
            lambda half: {"place": "Otro"},
            headers=version("initiative"),
        ),
    ],
    "api:move-initiative": [
        Row("401 404 403 200 200", "POST", row("initiative"), lambda half: {"portfolio": "priorizada"})
    ],
    "api:initiative-money": [Row(API_SEES, args=row("initiative"))],
    "api:allocate": [Row("401 404 403 403 201", "POST", row("initiative"), outlay_body)],
    "api:spend": [Row("401 404 403 403 201", "POST", row("initiative"), outlay_body)],
    "api:alliance-money": [Row(API_SEES, args=mesa)],
    "api:contributor-money": [
        Row(API_SEES, args=rights_of("giver"), shows=lambda half: half.giver.name),
        Row("401 404 404 200 200", args=rights_of("rival")),
    ],
    "api:pledges": [
        Row(API_LISTS, shows=lambda half: half.giver.name),
        Row("401 403 403 403 201", "POST", body=promised_body),
    ],
    "api:pledge": [
        Row(API_SEES, args=row("pledge"), shows=lambda half: half.giver.name),
        Row("401 404 404 200 200", args=row("rivals_pledge")),
    ],
    "api:receipts": [Row("401 403 403 403 201", "POST", body=received_body)],
    "api:movements": [Row(API_LISTS, shows=lambda half: half.giver.name)],
    "api:movement": [
        Row(API_SEES, args=row("receipt"), shows=lambda half: half.giver.name),
        Row("401 404 404 200 200", args=row("rivals_receipt")),
        Row("401 404 404 200 200", args=row("allocation")),
    ],
    "api:reverse": [
        Row("401 404 403 403 201", "POST", row("spare"), lambda half: {"reason": "Se registró dos veces."}),
        Row("401 404 404 403 422", "POST", row("rivals_receipt"), lambda half: {"reason": "Por si acaso."}),
    ],
    "api:entries": [Row(API_LISTS, shows=lambda half: half.giver.name)],
    "api:typology-results": [Row(API_LISTS)],
    "api:typology-result": [Row(API_SEES, args=row("typology"))],
    "api:alliance-typology": [Row(API_SEES, args=mesa)],
    "api:sdg-reports": [Row(API_LISTS)],
    "api:sdg-report": [Row("401 404 404 200 404", args=row("report"), shows=word, but=HERS)],
    "api:saved-views": [
        Row(API_LISTS),
        Row("401 201 201 201 201", "POST", body=lambda half: {"page": "actores", "name": "Públicas"}),
    ],
    "api:saved-view": [
        Row("401 404 404 200 404", args=row("view"), shows=word, but=HERS),
        Row("401 404 404 204 404", "DELETE", args=row("view"), but=HERS),
    ],
    "api:jobs": [
        Row(API_LISTS),
        Row("401 201 201 201 201", "POST", body=lambda half: {"kind": "commitments_csv"}),
        Row("401 403 403 403 201", "POST", body=lambda half: {"kind": "check"}),
    ],
    "api:job": [Row("401 404 404 200 404", args=row("job"), but=HERS)],
    "api:file": [Row(API_SEES, args=row("file"))],
    "api:file-content": [Row(API_SEES, args=row("file"))],
    "api:events": [Row(API_LISTS, shows=lambda half: str(half.rows["last"].pk))],
}

FOUNDATION_ONLY = "302 403 403 403 200"
UNTOLD = "302 404 404 404 200"
UNTOLD_API = "401 404 404 404 200"


def two(half: Half) -> list[Any]:
    return [half.actor.pk, half.rows["twin"].pk]


DUPLICATES: dict[str, list[Row]] = {
    "actors:alike": [Row("302 200 200 200 200")],
    "actors:duplicates": [Row(FOUNDATION_ONLY)],
    "actors:find_duplicates": [Row("302 403 403 403 302", "POST")],
    "actors:dismiss_suspect": [Row("302 404 404 404 302", "POST", row("suspect"))],
    "actors:reopen_suspect": [Row("302 404 404 404 302", "POST", row("suspect"))],
    "actors:choose_merge": [Row(FOUNDATION_ONLY, args=actor, foreign=403)],
    "actors:merge": [
        Row(FOUNDATION_ONLY, args=two, shows=lambda half: half.rows["twin"].name, foreign=403),
        Row("302 403 403 403 422", "POST", two, foreign=403),
    ],
    "actors:merges": [Row(FOUNDATION_ONLY)],
    "actors:undo_merge": [
        Row(UNTOLD, args=row("merge")),
        Row("302 404 404 404 302", "POST", row("merge")),
    ],
    "api:merge-actors": [
        Row(
            "401 403 403 403 201",
            "POST",
            actor,
            lambda half: {"merged": str(half.rows["twin"].pk), "reason": "Es la misma"},
            foreign=403,
        )
    ],
    "api:suspects": [Row(API_LISTS)],
    "api:suspect": [Row(UNTOLD_API, args=row("suspect"), shows=lambda half: half.rows["twin"].name)],
    "api:dismiss-suspect": [Row(UNTOLD_API, "POST", row("suspect"))],
    "api:reopen-suspect": [Row("401 404 404 404 409", "POST", row("suspect"))],
    "api:merges": [Row(API_LISTS)],
    "api:merge": [Row(UNTOLD_API, args=row("merge"), shows=lambda half: half.rows["older"].name)],
    "api:undo-merge": [Row(UNTOLD_API, "POST", row("merge"))],
}

API |= GOING_API | {name: rows for name, rows in DUPLICATES.items() if name.startswith("api:")}
TABLE: dict[str, list[Row]] = {
    **PAGES,
    **RECORDS_OF_ACTORS,
    **DUPLICATES,
    **HANDOVERS,
    **GOING,
    **SHEETS,
    **PORTFOLIO,
    **EVALUATION,
    **ACCOUNT,
    **API,
}
