"""The pages and the API of merging: both sides, the choices, the list of merges and its undoing."""

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.principal import SYSTEM
from actors.models import Actor, Merge
from actors.services.merging import merge_actors, undo_merge
from tests import factories
from tests.factories import client_of, make_actor, make_mesa, page, principal

WHY = "Es la misma, escrita de otro modo"


@pytest.fixture
def pair(rows: None) -> tuple[Actor, Actor]:
    """The second has a RUT and the first none, so that it may take it."""
    kept = make_actor("Pesquera Aurora", kind="empresa", rut="", comunas=["02102"])
    return kept, make_actor(
        "Pesquera La Aurora SpA", kind="empresa", comunas=["02102"], website="https://a.example.org"
    )


def _merge(kept: Actor, merged: Actor, **more: object) -> Merge:
    return merge_actors(kept=kept, merged=merged, **{"reason": WHY, "by": SYSTEM, **more})  # type: ignore[arg-type]


class TestPages:
    def test_both_sides_the_choices_and_the_act(self, pair: tuple[Actor, Actor], coordinadora: User) -> None:
        kept, merged = pair
        client = client_of(coordinadora)
        address = reverse("actors:merge", args=[kept.pk, merged.pk])
        shown = page(client, address)
        for text in (kept.name, merged.name, "https://a.example.org", "Queda", "Se reúne en ella"):
            assert text in shown
        body = {
            "reason": WHY, "kept_version": kept.version, "merged_version": merged.version, "take_rut": "merged",
            "take_website": "merged", "take_name": "kept",
        }  # fmt: skip
        assert client.post(address, {**body, "reason": ""}).status_code == 422
        assert not Merge.objects.exists()
        answer = client.post(address, body, follow=True)
        assert answer.redirect_chain[-1][0] == reverse("actors:actor", args=[kept.pk])
        kept.refresh_from_db()
        assert (kept.rut, kept.website, kept.name) == (merged.rut, "https://a.example.org", "Pesquera Aurora")
        assert "ya está reunida" in page(client, reverse("actors:merge", args=[kept.pk, merged.pk]))

    def test_a_value_that_cannot_be_taken_is_told_beside_its_choice(
        self, pair: tuple[Actor, Actor], coordinadora: User
    ) -> None:
        kept = make_actor("Servicio público", kind="servicio_publico_sectorial", rut="")
        Actor.objects.filter(pk=pair[1].pk).update(size="grande")
        merged = Actor.objects.get(pk=pair[1].pk)
        body = {
            "reason": WHY,
            "kept_version": kept.version,
            "merged_version": merged.version,
            "take_size": "merged",
        }
        answer = client_of(coordinadora).post(reverse("actors:merge", args=[kept.pk, merged.pk]), body)
        assert answer.status_code == 422
        assert "no lleva tamaño" in answer.content.decode()
        assert not Merge.objects.exists()

    def test_the_merged_ones_page_leads_to_the_other_with_a_notice(
        self, pair: tuple[Actor, Actor], coordinadora: User
    ) -> None:
        kept, merged = pair
        _merge(kept, merged)
        client = client_of(coordinadora)
        for name in ("actors:actor", "actors:work", "actors:inner"):
            answer = client.get(reverse(name, args=[merged.pk]), follow=True)
            assert answer.redirect_chain[0][0] == reverse("actors:actor", args=[kept.pk])
            assert "es la misma organización" in answer.content.decode()
        assert client.get(reverse("actors:edit", args=[merged.pk])).url == reverse(
            "actors:edit", args=[kept.pk]
        )
        assert client.get(reverse("portfolio:contributor", args=[merged.pk])).url == reverse(
            "portfolio:contributor", args=[kept.pk]
        )

    def test_lists_and_choices_leave_it_out_and_the_api_says_where_it_went(
        self, pair: tuple[Actor, Actor], coordinadora: User
    ) -> None:
        kept, merged = pair
        _merge(kept, merged)
        client, api = client_of(coordinadora), factories.api(coordinadora)
        assert merged.name not in page(client, reverse("actors:list"))
        mesa = make_mesa("Mesa que elige")
        assert merged.name not in page(client, reverse("convergence:add_partner", args=[mesa.pk]))
        assert str(merged.pk) not in page(client, reverse("actors:create")), "no parent of a unit"
        assert str(merged.pk) not in api.get("/api/v1/actors/").content.decode()
        told = api.get(f"/api/v1/actors/{merged.pk}/")
        assert (told.status_code, told.json()["merged_into"]) == (200, str(kept.pk))

    def test_the_list_of_merges_undoes_one(self, pair: tuple[Actor, Actor], coordinadora: User) -> None:
        kept, merged = pair
        row = _merge(kept, merged)
        client = client_of(coordinadora)
        address = reverse("actors:undo_merge", args=[row.pk])
        assert address in page(client, reverse("actors:merges"))
        assert "vuelve a leerse como suyo" in page(client, address)
        assert client.post(address).status_code == 302
        merged.refresh_from_db()
        assert merged.merged_into is None
        assert "Deshecha" in page(client, reverse("actors:merges"))

    def test_the_history_of_the_kept_one_tells_of_both(
        self, pair: tuple[Actor, Actor], coordinadora: User
    ) -> None:
        kept, merged = pair
        undo_merge(merge=_merge(kept, merged), by=principal(coordinadora))
        shown = page(client_of(coordinadora), reverse("actors:inner", args=[kept.pk]))
        for text in ("Se reunió otra en esta", "Se separó la que se había reunido", merged.name):
            assert text in shown

    def test_the_other_one_is_found_by_name(self, pair: tuple[Actor, Actor], coordinadora: User) -> None:
        kept, merged = pair
        found = page(client_of(coordinadora), reverse("actors:choose_merge", args=[kept.pk]) + "?q=aurora")
        assert reverse("actors:merge", args=[kept.pk, merged.pk]) in found


class TestApi:
    def test_merge_and_undo(self, pair: tuple[Actor, Actor], coordinadora: User) -> None:
        kept, merged = pair
        api = factories.api(coordinadora)
        body = {"merged": str(merged.pk), "reason": WHY, "take": ["rut"]}
        made = api.post(f"/api/v1/actors/{kept.pk}/merge/", body, format="json")
        assert (made.status_code, made.json()["taken"]) == (201, ["rut"])
        again = api.post(f"/api/v1/actors/{kept.pk}/merge/", body, format="json")
        assert again.status_code == 409
        undone = api.post(f"/api/v1/merges/{made.json()['id']}/undo/")
        assert undone.status_code == 200
        assert undone.json()["undone_by"]["name"] == coordinadora.name
        assert api.get("/api/v1/merges/").json()["count"] == 1

    def test_others_merge_nothing_and_see_no_merges(
        self, pair: tuple[Actor, Actor], funcionaria: User
    ) -> None:
        kept, merged = pair
        make_mesa("Mesa", partners=[kept, funcionaria.memberships.get().actor])
        api = factories.api(funcionaria)
        body = {"merged": str(merged.pk), "reason": WHY}
        assert api.post(f"/api/v1/actors/{kept.pk}/merge/", body, format="json").status_code == 403
        assert api.get("/api/v1/merges/").json()["count"] == 0
