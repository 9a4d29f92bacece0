"""Pledges, movements and lines of the ledger in the API. A correction is a reversal: nothing here is edited."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from core.api.parsers import WITH_FILES
from core.api.views import Rows
from core.api.writes import allow, once
from core.files import keep_upload
from portfolio import rules
from portfolio.api.filters import EntryFilter, MovementFilter, PledgeFilter
from portfolio.models import Entry, Initiative, Movement, Pledge
from portfolio.serializers.ledger import (
    EntrySerializer,
    MovementRow,
    MovementSerializer,
    OutlayWrite,
    PledgeRow,
    PledgeSerializer,
    PledgeWrite,
    ReceiptWrite,
    ReverseWrite,
)
from portfolio.services import contributions, ledger
from portfolio.services.books import Amount

AMOUNT = ("pesos", "uf", "uf_rate", "uf_date")


class OnLedger(Rows):
    """Rows of the ledger, and the acts that end in a movement."""

    parser_classes = WITH_FILES

    def write(self, act: Callable[[], Any], status: int = 201) -> Response:
        """Whoever keeps the books, once, whole: a refused act keeps no paper either."""
        allow(rules.can_keep_ledger(self.principal))

        def told() -> Response:
            with transaction.atomic():
                return self.tell_again(act(), status)

        return once(self.request, told)

    def read_act(self, shape: type[BaseSerializer[Any]]) -> dict[str, Any]:
        """What the service takes: the client's id as `uid`, the paper kept."""
        told = self.read(shape)
        upload = told.pop("file", None)
        told["uid"] = told.pop("id", None)
        if upload is not None:
            told["document"] = keep_upload(upload, by=self.principal, field="file")
        return {**told, "by": self.principal}


@contextmanager
def amount_named(field: str) -> Iterator[None]:
    """What a service says of the amount, said of the field in which the client wrote it."""
    try:
        yield
    except ValidationError as error:
        told = {field if name == "amount" else name: lines for name, lines in error.error_dict.items()}
        raise ValidationError(told) from None


def contribute(act: Callable[..., Any], told: dict[str, Any]) -> Any:
    amount = Amount(**{name: told.pop(name) for name in AMOUNT if name in told})
    with amount_named("pesos" if amount.uf is None else "uf"):
        return act(amount=amount, **told)


def with_lines(rows: Any, principal: Any) -> Any:
    lines = Entry.objects.visible_to(principal).select_related("contributor__canonical").order_by("pk")
    return rows.prefetch_related(Prefetch("entries", lines))


@extend_schema_view(
    list=extend_schema(summary="Aportes comprometidos que usted ve"),
    retrieve=extend_schema(summary="Un aporte comprometido y lo recibido a su cuenta"),
)
class Pledges(OnLedger):
    queryset = Pledge.objects.all()
    filterset_class = PledgeFilter

    def get_serializer_class(self) -> Any:
        return PledgeRow if self.action == "list" else PledgeSerializer

    def shape_rows(self, rows: Any) -> Any:
        rows = rows.with_state().with_place()
        if self.action == "list":
            return rows
        movements = Movement.objects.visible_to(self.principal).with_place().order_by("happened_on", "pk")
        return rows.prefetch_related(Prefetch("movements", movements))

    @extend_schema(
        summary="Registrar un aporte comprometido",
        description="En `pesos`, o en `uf` con `uf_rate` y `uf_date`: los pesos quedan fijos. "
        "Con documento, en multipart.",
        request={"application/json": PledgeWrite, "multipart/form-data": PledgeWrite},
        responses={201: PledgeSerializer},
    )
    def create(self, request: Request) -> Response:
        return self.write(lambda: contribute(contributions.make_pledge, self.read_act(PledgeWrite)))


@extend_schema_view(
    list=extend_schema(summary="Movimientos del libro que usted ve, los últimos primero"),
    retrieve=extend_schema(summary="Un movimiento con sus líneas por organización"),
)
class Movements(OnLedger):
    queryset = Movement.objects.all()
    filterset_class = MovementFilter

    def get_serializer_class(self) -> Any:
        return MovementRow if self.action == "list" else MovementSerializer

    def shape_rows(self, rows: Any) -> Any:
        rows = rows.with_place()
        return rows if self.action == "list" else with_lines(rows, self.principal)

    @extend_schema(
        summary="Revertir un movimiento",
        description="Los dos quedan en el libro. 422 `rests_on_it` si lo que vino después se apoya en él.",
        request={"application/json": ReverseWrite},
        responses={201: MovementSerializer},
    )
    def reverse(self, request: Request, pk: str) -> Response:
        movement = self.get_object()
        return self.write(lambda: ledger.reverse_movement(movement=movement, **self.read_act(ReverseWrite)))


class Receipts(Movements):
    @extend_schema(
        summary="Registrar un aporte recibido",
        description="En dinero o en especie (`in_kind`, con `note` que diga cómo se valorizó). "
        "Con `pledge` mandan los términos del compromiso.",
        request={"application/json": ReceiptWrite, "multipart/form-data": ReceiptWrite},
        responses={201: MovementSerializer},
    )
    def create(self, request: Request) -> Response:
        return self.write(lambda: contribute(contributions.record_receipt, self.read_act(ReceiptWrite)))


class Outlays(Movements):
    """Below an initiative: 404 when it is not seen."""

    filter_backends = ()

    @extend_schema(
        summary="Asignar dinero del fondo a una iniciativa",
        description="De quién es se decide y queda fijo aquí: primero lo destinado a ella, el resto a prorrata.",
        request={"application/json": OutlayWrite, "multipart/form-data": OutlayWrite},
        responses={201: MovementSerializer},
    )
    def allocate(self, request: Request, pk: str) -> Response:
        return self._lay_out(ledger.allocate)

    @extend_schema(
        summary="Registrar un gasto de una iniciativa",
        request={"application/json": OutlayWrite, "multipart/form-data": OutlayWrite},
        responses={201: MovementSerializer},
    )
    def spend(self, request: Request, pk: str) -> Response:
        return self._lay_out(ledger.spend)

    def _lay_out(self, act: Callable[..., Movement]) -> Response:
        seen = Initiative.objects.visible_to(self.principal).select_related("alliance")
        initiative = get_object_or_404(seen, pk=self.kwargs["pk"])

        def made() -> Movement:
            told = self.read_act(OutlayWrite)
            with amount_named("pesos"):
                return act(initiative=initiative, **told)

        return self.write(made)


@extend_schema_view(
    list=extend_schema(summary="Líneas del libro: quién puso cuánto en qué, las que usted ve")
)
class Entries(Rows):
    queryset = Entry.objects.all()
    serializer_class = EntrySerializer
    filterset_class = EntryFilter

    def shape_rows(self, rows: Any) -> Any:
        return rows.with_place()
