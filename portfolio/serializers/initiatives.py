"""Shapes of initiatives, their goals and steps, and the sums of a list."""

from typing import Any

from rest_framework import serializers

from actors.models import Actor, Comuna
from actors.serializers import ComunaName
from actors.spoken import ActorField, actor_name
from convergence.models import Agreement, Alliance
from convergence.serializers.names import AllianceName
from core.api.fields import Code, KnownField, Label, PersonSerializer, SeenField, Told, WholeField
from portfolio import vocabulary as words
from portfolio.models import Goal, Initiative, InitiativeGoal, InitiativeStep, Phase
from portfolio.serializers.names import GoalName, WhereDecided
from portfolio.services.books import MOST_PESOS

ROW = (
    "id", "alliance", "agreement", "plan", "name", "works_class", "works_class_label", "comuna", "place", "lat",
    "lng", "women", "men", "unspecified", "beneficiaries", "how_counted", "how_counted_label", "design_cost",
    "execution_cost", "portfolio", "portfolio_label", "phase", "phase_label", "phase_since", "entered_on",
    "next_step", "next_step_by", "ball", "goals", "is_demo", "created_at", "updated_at", "version",
)  # fmt: skip
GOALS = 17
MOST_PEOPLE = 20_000_000  # more than live in the country: a slip of the keyboard


class GoalWeightSerializer(serializers.ModelSerializer[InitiativeGoal]):
    goal = GoalName(read_only=True)

    class Meta:
        model = InitiativeGoal
        fields = ("goal", "weight", "is_main")
        read_only_fields = fields


class InitiativeRow(serializers.ModelSerializer[Initiative]):
    alliance = AllianceName(read_only=True)
    agreement = WhereDecided(
        read_only=True, allow_null=True, help_text="Dónde se decidió: el acuerdo con su reunión."
    )
    works_class_label = Label("get_works_class_display")
    comuna = ComunaName(read_only=True)
    beneficiaries = serializers.IntegerField(
        read_only=True, allow_null=True, help_text="Personas en total; nulo si nadie las contó."
    )
    how_counted = Code(words.HowCounted.choices)
    how_counted_label = Label("get_how_counted_display")
    portfolio_label = Label("get_portfolio_display")
    phase_label = Label("phase.name")
    ball = actor_name("ball", allow_null=True, help_text="Quién tiene el próximo paso.")
    goals = GoalWeightSerializer(many=True, read_only=True)

    class Meta:
        model = Initiative
        fields: tuple[str, ...] = ROW
        read_only_fields = fields


class StepSerializer(serializers.ModelSerializer[InitiativeStep]):
    portfolio_label = Label("get_portfolio_display")
    phase_label = Label("phase.name")
    made_by = PersonSerializer(read_only=True, allow_null=True)

    class Meta:
        model = InitiativeStep
        fields = (
            "portfolio", "portfolio_label", "phase", "phase_label", "since", "note", "made_by", "made_at",
        )  # fmt: skip
        read_only_fields = fields


class InitiativeSerializer(InitiativeRow):
    """With every list and phase it has been in; the last step is where it is."""

    steps = StepSerializer(many=True, read_only=True)

    class Meta(InitiativeRow.Meta):
        fields = (*ROW, "description", "steps")
        read_only_fields = fields


class InitiativeSums(serializers.Serializer[Any]):
    """Of the filtered list, without the discarded ones. Costs in pesos; a person may repeat in two initiatives."""

    as_of = serializers.DateField()
    initiatives = serializers.IntegerField()
    discarded = serializers.IntegerField(help_text="Descartadas que pasan los filtros: no se suman.")
    design_cost = serializers.IntegerField()
    execution_cost = serializers.IntegerField()
    women = serializers.IntegerField()
    men = serializers.IntegerField()
    unspecified = serializers.IntegerField()
    beneficiaries = serializers.IntegerField()


class GoalWrite(Told):
    goal = KnownField(queryset=Goal.objects.all(), help_text="Número del objetivo, de 1 a 17.")
    weight = WholeField(min_value=1, max_value=100, allow_null=True, required=False)
    is_main = serializers.BooleanField(default=False)


def _people() -> WholeField:
    return WholeField(min_value=0, max_value=MOST_PEOPLE, allow_null=True, required=False)


def _pesos() -> WholeField:
    return WholeField(min_value=0, max_value=MOST_PESOS - 1, allow_null=True, required=False)


def _degrees() -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=8, decimal_places=5, allow_null=True, required=False)


class InitiativeChange(Told):
    """Sent fields change; `goals`, when sent, replaces the whole set."""

    agreement = SeenField(queryset=Agreement.objects.all(), allow_null=True, required=False)
    plan = serializers.CharField(max_length=200, allow_blank=True, required=False)
    name = serializers.CharField(max_length=200)
    description = serializers.CharField(max_length=4000, allow_blank=True, required=False)
    works_class = serializers.ChoiceField(choices=words.WorksClass.choices)
    comuna = KnownField(queryset=Comuna.objects.all())
    place = serializers.CharField(max_length=200, allow_blank=True, required=False)
    lat = _degrees()
    lng = _degrees()
    women = _people()
    men = _people()
    unspecified = _people()
    how_counted = serializers.ChoiceField(choices=words.HowCounted.choices, allow_blank=True, required=False)
    design_cost = _pesos()
    execution_cost = _pesos()
    next_step = serializers.CharField(max_length=300, allow_blank=True, required=False)
    next_step_by = serializers.DateField(allow_null=True, required=False)
    ball = ActorField(queryset=Actor.objects.all(), allow_null=True, required=False)
    goals = serializers.ListSerializer(
        child=GoalWrite(),
        max_length=GOALS,
        required=False,
        help_text="El conjunto completo: los pesos suman 100, o ninguno se escribe; uno es el principal.",
    )


class InitiativeWrite(InitiativeChange):
    id = serializers.UUIDField(required=False)
    alliance = SeenField(queryset=Alliance.objects.all())
    portfolio = serializers.ChoiceField(choices=words.Portfolio.choices, required=False)
    phase = KnownField(queryset=Phase.objects.all(), required=False)
    entered_on = serializers.DateField(required=False)


class InitiativeMove(Told):
    """To another list, another phase, or both; what is not sent stays."""

    portfolio = serializers.ChoiceField(choices=words.Portfolio.choices, required=False)
    phase = KnownField(queryset=Phase.objects.all(), required=False)
    happened_on = serializers.DateField(required=False)
    note = serializers.CharField(max_length=500, allow_blank=True, required=False)
