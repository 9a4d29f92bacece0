"""The way through the whole house, by a REST client alone: open, seat, record, prove, advance, read."""

from datetime import timedelta
from typing import Any

from accounts.models import User
from actors.models import Actor
from core import dates
from core.jobs import run
from core.models import Event
from tests.api.answers import at, ids, ok, problem
from tests.api.pictures import paper
from tests.factories import api, make_actor


def test_a_client_opens_a_mesa_and_moves_its_stage(
    coordinadora: User, funcionaria: User, municipalidad: Actor, empresa_actor: Actor, junta: Actor
) -> None:
    client = api(coordinadora)
    start = dates.today() - timedelta(days=60)

    opened = client.post(
        at("alliances"),
        {
            "kind": "mesa_comunal",
            "name": "Mesa de prueba",
            "comunas": ["02102"],
            "started_on": start.isoformat(),
        },
    )
    mesa = ok(opened, 201)
    assert mesa["stage"] == "vinculacion"
    assert mesa["stage_label"] == "Vinculación"
    assert mesa["comunas"][0]["name"] == "Mejillones"
    assert opened["ETag"].startswith('"1-')
    where = mesa["id"]

    for actor in (municipalidad, empresa_actor, junta):
        seat = {
            "alliance": where,
            "actor": str(actor.pk),
            "roles": ["decision"],
            "joined_on": start.isoformat(),
        }
        ok(client.post(at("participations"), seat), 201)

    gate = problem(client.post(at("advance-stage", where)), 422, "gate_not_met")
    assert "contacto_inicial" in gate["extra"]["missing"]
    assert "diagnostico" in gate["extra"]["missing"]
    assert "mapeo_actores" not in gate["extra"]["missing"]

    meeting = _record(api(funcionaria), where, municipalidad, junta)
    assert [line["number"] for line in meeting["agreements"]] == [1]
    assert meeting["commitments"][0]["agreement"] == meeting["agreements"][0]["id"]
    assert {line["actor"]["id"] for line in meeting["attendances"]} == {str(municipalidad.pk), str(junta.pk)}

    told = ok(client.get(at("alliance", where)))
    for gate in told["what_is_missing"]:
        _prove(client, where, gate["code"])

    rail = ok(client.get(at("milestones", where)))
    assert [stage["state"] for stage in rail["stages"]] == ["current", "next", "next", "next"]
    assert {gate["state"] for gate in rail["stages"][0]["gates"]} == {"met"}

    before = client.get(at("alliance", where))
    moved = client.post(at("advance-stage", where), {"note": "Lista"}, headers={"If-Match": before["ETag"]})
    assert ok(moved)["stage"] == "convergencia"
    assert ok(moved)["what_is_missing"]

    changes = ok(client.get(at("stage-changes", where)))["results"]
    assert [change["to_stage"] for change in changes] == ["vinculacion", "convergencia"]
    assert {gate["state"] for gate in changes[1]["gates"]} == {"met"}

    read = ok(api(funcionaria).get(at("alliance", where)))
    assert read["stage_label"] == "Convergencia"
    assert read["participations"]["count"] == 3
    assert read["participations"]["by_sector"] == {"publico": 1, "sociedad_civil": 1, "mercado": 1}
    assert where in ids(ok(api(funcionaria).get(at("alliances"))))
    kinds = set(Event.objects.filter(scopes__contains=[f"alliance:{where}"]).values_list("kind", flat=True))
    assert {"alliance.opened", "participation.added", "meeting.recorded", "alliance.stage_left"} <= kinds


def _record(client: Any, where: str, municipalidad: Actor, junta: Actor) -> Any:
    body = {
        "alliance": where,
        "kind": "encuentro_dirigentes",
        "held_on": (dates.today() - timedelta(days=5)).isoformat(),
        "women": 7,
        "men": 5,
        "others": 1,
        "attendances": [{"actor": str(municipalidad.pk), "people": 3}, {"actor": str(junta.pk), "people": 6}],
        "agreements": [{"text": "Levantar el diagnóstico", "nature": "informacion_difusion"}],
        "commitments": [
            {
                "what": "Enviar la convocatoria",
                "owner": str(municipalidad.pk),
                "due_on": (dates.today() + timedelta(days=20)).isoformat(),
                "agreement": 1,
            }
        ],
    }
    answer = client.post(at("meetings"), body)
    assert answer["ETag"]
    return ok(answer, 201)


def _prove(client: Any, where: str, code: str) -> None:
    body = {"happened_on": dates.today().isoformat(), "reason": "Adjunto", "file": paper()}
    mark = ok(client.post(at("evidence", where, code), body, format="multipart"), 201)
    assert mark["milestone"] == code
    assert mark["files"][0]["file"]["media_type"] == "application/pdf"


def test_a_commitment_is_given_a_date_and_kept_by_who_owes_it(
    mesa: Any, empresa: User, empresa_actor: Actor, coordinadora: User
) -> None:
    due = dates.today() + timedelta(days=10)
    body = {
        "alliance": str(mesa.pk),
        "what": "Donar áridos",
        "owner": str(empresa_actor.pk),
        "due_on": due.isoformat(),
    }
    made = ok(api(coordinadora).post(at("commitments"), body), 201)
    assert made["state"] == "abierto"
    assert [line["due_on"] for line in made["due_dates"]] == [due.isoformat()]

    client, later = api(empresa), (due + timedelta(days=15)).isoformat()
    ok(client.post(at("reschedule", made["id"]), {"due_on": later, "reason": "Llega otro camión"}))
    ok(client.post(at("move", made["id"]), {"to": "en_curso"}))
    assert "outcome" in problem(client.post(at("move", made["id"]), {"to": "cumplido"}), 422)["errors"]
    kept = ok(client.post(at("move", made["id"]), {"to": "cumplido", "outcome": "Se entregaron 20 m³"}))
    assert kept["state_label"] == "Cumplido"
    assert [line["due_on"] for line in kept["due_dates"]] == [due.isoformat(), later]
    problem(client.post(at("move", made["id"]), {"to": "en_curso"}), 403)


def test_a_shared_commitment_gives_an_address_that_is_never_kept(
    mesa: Any, municipalidad: Actor, funcionaria: User
) -> None:
    from core.models import Submission
    from tests.factories import make_commitment

    commitment = make_commitment(mesa, municipalidad)
    client = api(funcionaria)
    told = [
        ok(client.post(at("share", commitment.pk), headers={"Idempotency-Key": "una"}), 201)["address"]
        for _turn in range(2)
    ]
    assert told[0] != told[1]
    assert not Submission.objects.exists()


def test_an_actor_is_registered_and_corrected(coordinadora: User) -> None:
    client = api(coordinadora)
    body = {
        "name": "Municipalidad de Ñuñoa",
        "kind": "municipio_o_asociacion_municipios",
        "level": "local",
        "rut": "69.070.500-1",
        "comunas": ["13120"],
    }
    made = client.post(at("actors"), body)
    told = ok(made, 201)
    assert told["rut"] == "69070500-1"
    assert told["rut_display"] == "69.070.500-1"
    assert told["sector"] == "publico"
    changed = client.patch(
        at("actor", told["id"]), {"short_name": "Ñuñoa"}, headers={"If-Match": made["ETag"]}
    )
    assert ok(changed)["short_name"] == "Ñuñoa"
    assert ok(changed)["version"] == 2
    assert ids(ok(client.get(at("actors"), {"q": "nunoa"}))) == {told["id"]}
    make_actor("Otra")
    assert ids(ok(client.get(at("actors"), {"comuna": "13120"}))) == {told["id"]}


def test_a_cycle_is_opened_and_does_not_overlap(mesa: Any, coordinadora: User) -> None:
    client = api(coordinadora)
    first = ok(client.post(at("cycles", mesa.pk), {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}), 201)
    assert first["number"] == 1
    again = {"starts_on": "2026-06-01", "ends_on": "2027-06-01"}
    assert problem(client.post(at("cycles", mesa.pk), again), 409, "overlap")["errors"]["starts_on"]
    assert [row["number"] for row in ok(client.get(at("cycles", mesa.pk)))["results"]] == [1]


def test_a_client_goes_from_an_agreement_to_the_report(
    coordinadora: User, mesa: Any, municipalidad: Actor, empresa_actor: Actor
) -> None:
    """The walk of docs/api.md, call by call."""
    client, today = api(coordinadora), dates.today().isoformat()
    meeting = _record(client, str(mesa.pk), municipalidad, empresa_actor)
    cycle = {"starts_on": mesa.started_on.isoformat(), "ends_on": today}
    ok(client.post(at("cycles", mesa.pk), cycle), 201)
    entered = {
        "alliance": str(mesa.pk),
        "agreement": meeting["agreements"][0]["id"],
        "name": "Plaza del Puerto",
        "works_class": "espacio_publico",
        "comuna": "02102",
        "execution_cost": 90_000_000,
        "women": 120,
        "men": 80,
        "how_counted": "censo",
        "goals": [{"goal": 11, "is_main": True}, {"goal": 3}],
    }
    plaza = ok(client.post(at("initiatives"), entered), 201)
    assert plaza["agreement"]["meeting"]["id"] == meeting["id"]
    step = {"portfolio": "priorizada", "phase": "perfil", "note": "Votada en la sesión"}
    assert ok(client.post(at("move-initiative", plaza["id"]), step))["phase"] == "perfil"

    whose = {"alliance": str(mesa.pk), "contributor": str(empresa_actor.pk)}
    uf = {"uf": "120.5000", "uf_rate": "38765.43", "uf_date": today}
    promised = {**whose, **uf, "year": dates.today().year, "signed_on": today}
    pledge = ok(client.post(at("pledges"), promised), 201)
    received = {
        **whose,
        "pledge": pledge["id"],
        "pesos": 2_000_000,
        "happened_on": today,
        "file": paper(),
    }
    ok(client.post(at("receipts"), received, format="multipart"), 201)
    ok(client.post(at("allocate", plaza["id"]), {"pesos": 1_500_000, "happened_on": today}), 201)
    ok(client.post(at("spend", plaza["id"]), {"pesos": 400_000, "happened_on": today}), 201)
    money = ok(client.get(at("alliance-money", mesa.pk)))
    assert money["totals"] | {"pledged": 4_671_234, "received": 2_000_000} == money["totals"]
    assert (money["totals"]["available"], money["totals"]["unspent"]) == (500_000, 1_100_000)
    assert money["leverage"]["value"] == "45.0"

    of_mesa = {"alliance": str(mesa.pk)}
    told = {}
    for kind in ("typology", "sdg_report"):
        told[kind] = ok(client.post(at("jobs"), {"kind": kind, "params": of_mesa}), 201)["id"]
        run(told[kind])
        assert ok(client.get(at("job", told[kind])))["state"] == "done"
    assert ok(client.get(at("alliance-typology", mesa.pk)))["latest"]["variables"]
    report = ok(client.get(at("sdg-report", told["sdg_report"])))
    assert report["numbers"]["money"] | money["totals"] == report["numbers"]["money"]
    assert {goal["number"]: goal["execution_cost"] for goal in report["numbers"]["goals"]} == {
        3: 36_000_000,
        11: 54_000_000,
    }
