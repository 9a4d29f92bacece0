"""What each route answers to each person, own object and foreign. The test takes its rows from the resolver:
a route that is not here fails.

`answers` are five statuses: anonymous, ajena, empresa, funcionaria, coordinadora. «ajena» is an official of the
foreign mesa only; so for her our objects are the foreign ones.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from core import dates
from tests.architecture.world import Half, paper

PEOPLE = ("anonymous", "ajena", "empresa", "funcionaria", "coordinadora")


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

    def expected(self) -> dict[str, int]:
        return dict(zip(PEOPLE, map(int, self.answers.split()), strict=True))


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


FORMS = {"TOTAL_FORMS": 3, "INITIAL_FORMS": 0}
EVERYBODY = "200 200 200 200 200"
SIGNED_IN = "302 200 200 200 200"
SEES = "302 404 200 200 200"  # who takes part, and the foundation
RECORDS = "302 404 403 200 200"  # officials who take part, and the foundation
RECORDED = "302 404 403 302 302"  # the same, after a POST
MANAGES = "302 404 403 403 200"
MANAGED = "302 404 403 403 302"
OWNS = "302 404 403 302 302"  # the municipality owes the commitment: its official, and the foundation
API_SEES = "401 404 200 200 200"
API_LISTS = "401 200 200 200 200"
API_RECORDS = "401 404 403 201 201"
API_MANAGES = "401 404 403 403 200"

SEES_LEDGER = "302 404 404 200 200"  # public institutions that take part, and the foundation
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

EVALUATION: dict[str, list[Row]] = {
    "evaluation:typology": [Row(SEES, args=mesa, shows=word)],
    "evaluation:reports": [
        Row(SIGNED_IN),
        Row(
            "302 422 302 302 302", "POST", body=lambda half: {"alliance": str(half.mesa.pk), "as_of": soon(0)}
        ),
    ],
    "evaluation:report": [Row(OWN_REPORT, args=row("report"), shows=word)],
    "evaluation:report_numbers": [Row(OWN_REPORT, args=row("report"), shows=word)],
}

PAGES: dict[str, list[Row]] = {
    "core:healthz": [Row(EVERYBODY)],
    "core:readyz": [Row(EVERYBODY)],
    "core:file": [
        Row("404 404 200 200 200", args=row("file")),
        Row("404 404 200 200 200", args=row("receipt_file")),
        Row("404 404 404 200 200", args=row("rivals_file")),
        Row("404 404 404 200 404", args=row("report_file")),
    ],
    "core:link_enter": [
        Row("302 302 302 302 302", args=lambda half: [half.rows["link_token"]], foreign=None),
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
    "desk:job": [Row("302 404 404 200 404", args=row("job"))],
    "desk:style": [Row(EVERYBODY)],
    "desk:privacy": [Row(EVERYBODY)],
    "desk:accessibility": [Row(EVERYBODY)],
    "convergence:board": [Row(SIGNED_IN, shows=lambda half: half.mesa.name)],
    "convergence:create": [Row("302 403 403 403 200")],
    "convergence:alliance": [Row(SEES, args=mesa, shows=word)],
    "convergence:edit": [Row(MANAGES, args=mesa, shows=word)],
    "convergence:partners": [Row(SEES, args=mesa, shows=word)],
    "convergence:add_partner": [Row(MANAGES, args=mesa)],
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
    "accounts:revoke_token": [Row("302 404 404 302 404", "POST", row("token"))],
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

API: dict[str, list[Row]] = {
    "api:schema": [Row(EVERYBODY)],
    "api:docs": [Row(EVERYBODY)],
    "api:me": [Row(API_LISTS)],
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
    "api:sdg-report": [Row("401 404 404 200 404", args=row("report"), shows=word)],
    "api:jobs": [
        Row(API_LISTS),
        Row("401 201 201 201 201", "POST", body=lambda half: {"kind": "commitments_csv"}),
        Row("401 403 403 403 201", "POST", body=lambda half: {"kind": "check"}),
    ],
    "api:job": [Row("401 404 404 200 404", args=row("job"))],
    "api:file": [Row(API_SEES, args=row("file"))],
    "api:file-content": [Row(API_SEES, args=row("file"))],
    "api:events": [Row(API_LISTS, shows=lambda half: str(half.rows["meeting"].pk))],
}

TABLE: dict[str, list[Row]] = {**PAGES, **PORTFOLIO, **EVALUATION, **ACCOUNT, **API}
