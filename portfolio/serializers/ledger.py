"""Shapes of pledges, movements and their lines. `pesos` comes in as such; `amount` goes out in pesos, signed."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from actors.models import Actor
from actors.spoken import ActorField, actor_name
from convergence.models import Alliance, Cycle
from convergence.serializers.names import AllianceName
from core.api.fields import Code, KnownField, Label, PersonSerializer, SeenField, Told, WholeField
from core.serializers import FileSerializer
from portfolio import vocabulary as words
from portfolio.models import Entry, Initiative, Movement, Pledge
from portfolio.money import PledgeState
from portfolio.serializers.names import CycleName, InitiativeName
from portfolio.services.books import MOST_PESOS

PLEDGE_STATES = (
    ("pending", _("Pendiente")),
    ("partial", _("Parcial")),
    ("fulfilled", _("Cumplido")),
    ("exceeded", _("Excedido")),
    ("cancelled", _("Anulado")),
)
PLEDGE = (
    "id", "alliance", "cycle", "contributor", "year", "initiative", "in_kind", "character", "character_label",
    "signed_on", "note", "amount", "received", "missing", "over", "state", "state_label", "created_at",
    "updated_at", "version",
)  # fmt: skip
MOVEMENT = (
    "id", "kind", "kind_label", "alliance", "cycle", "contributor", "pledge", "initiative", "amount", "in_kind",
    "character", "character_label", "uf", "uf_rate", "uf_date", "happened_on", "note", "document", "reverses",
    "reversed_by", "made_by", "made_at",
)  # fmt: skip


class EntryLine(serializers.ModelSerializer[Entry]):
    """A contributor's line inside its movement."""

    contributor = actor_name("contributor")

    class Meta:
        model = Entry
        fields: tuple[str, ...] = ("id", "contributor", "amount")
        read_only_fields = fields


class EntrySerializer(EntryLine):
    """A line by itself. Nothing of the movement's other lines: neither its amount nor its note."""

    kind_label = Label("get_kind_display")
    alliance = AllianceName(read_only=True)
    initiative = InitiativeName(read_only=True, allow_null=True)
    character = Code(words.Character.choices)
    character_label = Label("get_character_display")
    is_reversal = serializers.SerializerMethodField(help_text="Resta lo que otra línea sumó.")
    is_reversed = serializers.SerializerMethodField(help_text="Otra línea la revirtió.")

    class Meta(EntryLine.Meta):
        fields = (
            "id", "movement", "kind", "kind_label", "alliance", "cycle", "initiative", "contributor", "in_kind",
            "character", "character_label", "amount", "happened_on", "is_reversal", "is_reversed",
        )  # fmt: skip
        read_only_fields = fields

    def get_is_reversal(self, entry: Entry) -> bool:
        return entry.movement.reverses_id is not None

    def get_is_reversed(self, entry: Entry) -> bool:
        return hasattr(entry.movement, "reversal")


class MovementRow(serializers.ModelSerializer[Movement]):
    kind_label = Label("get_kind_display")
    alliance = AllianceName(read_only=True)
    cycle = CycleName(read_only=True)
    contributor = actor_name("contributor", allow_null=True)
    initiative = InitiativeName(read_only=True, allow_null=True)
    character = Code(words.Character.choices)
    character_label = Label("get_character_display")
    document = FileSerializer(read_only=True, allow_null=True)
    reversed_by = serializers.SerializerMethodField(help_text="El movimiento que lo revirtió.")
    made_by = PersonSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Movement
        fields: tuple[str, ...] = MOVEMENT
        read_only_fields = fields
        extra_kwargs = {  # noqa: RUF012
            "amount": {"help_text": "Pesos; negativo en una reversa."},
            "uf": {"help_text": "UF pactadas, si las hubo; los pesos quedaron fijos."},
        }

    def get_reversed_by(self, movement: Movement) -> str | None:
        twin = getattr(movement, "reversal", None)
        return str(twin.pk) if twin is not None else None


class MovementSerializer(MovementRow):
    """With its lines by contributor, those that the asker sees."""

    entries = EntryLine(many=True, read_only=True)

    class Meta(MovementRow.Meta):
        fields = (*MOVEMENT, "entries")
        read_only_fields = fields


class PledgeRow(serializers.ModelSerializer[Pledge]):
    alliance = AllianceName(read_only=True)
    cycle = CycleName(read_only=True)
    contributor = actor_name("contributor")
    initiative = InitiativeName(read_only=True, allow_null=True)
    character_label = Label("get_character_display")
    amount = serializers.IntegerField(read_only=True, help_text="Pesos comprometidos.")
    received = serializers.IntegerField(read_only=True, help_text="Pesos recibidos a cuenta.")
    missing = serializers.SerializerMethodField(help_text="Pesos que faltan.")
    over = serializers.SerializerMethodField(help_text="Pesos recibidos por sobre lo comprometido.")
    state = serializers.SerializerMethodField()
    state_label = serializers.SerializerMethodField()

    class Meta:
        model = Pledge
        fields: tuple[str, ...] = PLEDGE
        read_only_fields = fields

    def get_missing(self, pledge: Any) -> int:
        return state_of(pledge).missing

    def get_over(self, pledge: Any) -> int:
        return state_of(pledge).over

    @extend_schema_field(serializers.ChoiceField(choices=PLEDGE_STATES))
    def get_state(self, pledge: Any) -> str:
        return state_of(pledge).code

    def get_state_label(self, pledge: Any) -> str:
        return str(dict(PLEDGE_STATES)[state_of(pledge).code])


class PledgeSerializer(PledgeRow):
    """With what was promised and received for it, movement by movement."""

    movements = MovementRow(many=True, read_only=True)

    class Meta(PledgeRow.Meta):
        fields = (*PLEDGE, "movements")
        read_only_fields = fields


def state_of(pledge: Any) -> PledgeState:
    """Of a pledge annotated by `with_state`."""
    return PledgeState(pledge.amount, pledge.received)


class Paper(Told):
    """What every act on the ledger may carry: the same fields in JSON and, with a document, in multipart."""

    id = serializers.UUIDField(required=False)
    note = serializers.CharField(max_length=1000, allow_blank=True, required=False)


class AmountWrite(Paper):
    """`pesos`, or `uf` with its rate and the date of the rate."""

    pesos = WholeField(min_value=1, max_value=MOST_PESOS - 1, required=False)
    uf = serializers.DecimalField(max_digits=14, decimal_places=4, required=False)
    uf_rate = serializers.DecimalField(max_digits=10, decimal_places=2, required=False)
    uf_date = serializers.DateField(required=False)
    file = serializers.FileField(allow_empty_file=True, required=False)


class ContributionWrite(AmountWrite):
    alliance = SeenField(queryset=Alliance.objects.all())
    contributor = ActorField(queryset=Actor.objects.all())
    cycle = KnownField(
        queryset=Cycle.objects.all(), required=False, help_text="Si no se indica, el de la fecha."
    )
    initiative = SeenField(queryset=Initiative.objects.all(), allow_null=True, required=False)
    in_kind = serializers.BooleanField(required=False)
    character = serializers.ChoiceField(choices=words.Character.choices, required=False)


class PledgeWrite(ContributionWrite):
    year = WholeField(min_value=2000, max_value=2100)
    signed_on = serializers.DateField()


class ReceiptWrite(ContributionWrite):
    pledge = SeenField(
        queryset=Pledge.objects.all(),
        allow_null=True,
        required=False,
        help_text="Con él mandan sus términos: ciclo, iniciativa, especie y carácter.",
    )
    happened_on = serializers.DateField()


class OutlayWrite(Paper):
    """An allocation or an expenditure: whose money it is, the ledger says."""

    pesos = WholeField(min_value=1, max_value=MOST_PESOS - 1)
    happened_on = serializers.DateField()
    cycle = KnownField(
        queryset=Cycle.objects.all(), required=False, help_text="Si no se indica, el de la fecha."
    )
    file = serializers.FileField(allow_empty_file=True, required=False)


class ReverseWrite(Told):
    id = serializers.UUIDField(required=False)
    reason = serializers.CharField(max_length=1000, allow_blank=True)
    happened_on = serializers.DateField(required=False)
