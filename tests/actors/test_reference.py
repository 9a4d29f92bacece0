"""Territory and kinds: 16/56/346, loaded as often as one likes, found by the names people write."""

import pytest
from django.core.management import call_command

from actors.models import ActorKind, Comuna, Province, Region
from actors.reference_load import load
from tests.factories import count_queries

pytestmark = pytest.mark.django_db
WHOLE = {"regions": 16, "provinces": 56, "comunas": 346, "actor_kinds": 24}


def test_everything_is_there_and_hangs_together() -> None:
    assert load() == WHOLE
    assert not Province.objects.exclude(comunas__isnull=False).exists()
    for comuna in Comuna.objects.select_related("province"):
        assert comuna.province.region_id == comuna.region_id
        assert comuna.code.startswith(comuna.province_id)
        assert comuna.population >= 0


def test_loading_again_changes_nothing() -> None:
    before = [list(model.objects.order_by("pk").values()) for model in (Region, Province, Comuna, ActorKind)]
    call_command("load_reference")
    call_command("load_reference")
    after = [list(model.objects.order_by("pk").values()) for model in (Region, Province, Comuna, ActorKind)]
    assert before == after


def test_loading_mends_what_was_changed() -> None:
    Comuna.objects.filter(code="02102").update(name="Megillones", population=0)
    load()
    comuna = Comuna.objects.get(code="02102")
    assert (comuna.name, comuna.population > 0) == ("Mejillones", True)


def test_loading_takes_few_queries() -> None:
    with count_queries() as counted:
        load()
    assert len(counted) < 20


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Mejillones", "02102"),
        ("MEJILLONES", "02102"),
        ("ñuñoa", "13120"),
        ("Nunoa", "13120"),
        ("santa barbara", "08311"),
        (" Aysén ", "11201"),
        ("Coihaique", "11101"),
        ("Aisén", "11201"),
    ],
)
def test_a_comuna_is_found_by_name_and_by_variant(written: str, code: str) -> None:
    assert [comuna.code for comuna in Comuna.objects.named(written)] == [code]


def test_an_unknown_comuna_is_not_guessed() -> None:
    assert not Comuna.objects.named("Macondo").exists()
    assert not Comuna.objects.named("Mejillone").exists()


def test_search_finds_parts() -> None:
    assert {"08311", "13120"} & set(Comuna.objects.matching("barbar").values_list("code", flat=True))


def test_zones_follow_the_territory() -> None:
    zones = dict(Comuna.objects.values_list("code", "time_zone"))
    assert zones["05201"] == "Pacific/Easter"
    assert zones["12101"] == "America/Punta_Arenas"
    assert zones["11101"] == "America/Coyhaique"
    assert zones["02102"] == "America/Santiago"
