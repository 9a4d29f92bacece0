"""Shapes of a typology result: the verdict, and its nine variables with why and the rows behind them."""

from collections.abc import Iterable, Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from convergence.serializers.names import AllianceName
from core.api.fields import Label
from evaluation import words
from evaluation.matrix import matrix
from evaluation.models import TypologyResult
from evaluation.vocabulary import MEANINGS, Model, Variable, value_label

ROW = (
    "id", "alliance", "as_of", "seen_on", "model", "model_label", "margin", "confidence", "confidence_label",
    "rule_version", "reading_version", "created_at",
)  # fmt: skip


class CodeWithLabel(serializers.Serializer[Any]):
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class ReasonSerializer(serializers.Serializer[Any]):
    """`by` is the ambiguity of the matrix whose decision applies, if one does."""

    code = serializers.CharField()
    by = serializers.CharField(allow_blank=True)
    params = serializers.DictField()
    text = serializers.CharField(help_text="La razón en una frase.")


class EvidenceOfReading(serializers.Serializer[Any]):
    rows = serializers.CharField(help_text="Qué se contó.")
    label = serializers.CharField()  # type: ignore[assignment]
    count = serializers.IntegerField()
    ids = serializers.ListField(child=serializers.UUIDField(), help_text="Las filas más nuevas.")


class VariableSerializer(serializers.Serializer[Any]):
    code = serializers.ChoiceField(choices=Variable.choices)
    label = serializers.CharField()  # type: ignore[assignment]
    has_data = serializers.BooleanField()
    values = CodeWithLabel(many=True)
    models = CodeWithLabel(many=True, help_text="Los modelos que esta variable apoya.")
    why = ReasonSerializer(many=True)
    evidence = EvidenceOfReading(many=True)


class AxesSerializer(serializers.Serializer[Any]):
    multinivel = CodeWithLabel()
    ciudadana = CodeWithLabel()


class TypologyRow(serializers.ModelSerializer[TypologyResult]):
    alliance = AllianceName(read_only=True)
    model_label = Label("get_model_display")
    confidence_label = Label("get_confidence_display")

    class Meta:
        model = TypologyResult
        fields: tuple[str, ...] = ROW
        read_only_fields = fields
        extra_kwargs = {  # noqa: RUF012
            "as_of": {"help_text": "El primer día que se leyó así."},
            "seen_on": {"help_text": "El último día en que se confirmó."},
        }


class TypologySerializer(TypologyRow):
    meaning = serializers.SerializerMethodField(help_text="Qué quiere decir el modelo.")
    counts = serializers.DictField(
        child=serializers.IntegerField(), read_only=True, help_text="Condiciones que calzan con cada modelo."
    )
    reasons = serializers.SerializerMethodField()
    notices = serializers.SerializerMethodField()
    blocked = serializers.DictField(
        child=serializers.CharField(), read_only=True, help_text="Modelos que una decisión dejó fuera."
    )
    axes = serializers.SerializerMethodField()
    variables = serializers.SerializerMethodField()

    class Meta(TypologyRow.Meta):
        fields = (*ROW, "meaning", "counts", "reasons", "notices", "blocked", "axes", "variables")
        read_only_fields = fields

    def get_meaning(self, result: TypologyResult) -> str:
        return str(MEANINGS[result.model])

    @extend_schema_field(ReasonSerializer(many=True))
    def get_reasons(self, result: TypologyResult) -> Any:
        return _reasons(result.reasons)

    @extend_schema_field(ReasonSerializer(many=True))
    def get_notices(self, result: TypologyResult) -> Any:
        return _reasons(result.notices)

    @extend_schema_field(AxesSerializer)
    def get_axes(self, result: TypologyResult) -> Any:
        return {axis: {"code": code, "label": str(words.AXES[code])} for axis, code in result.axes.items()}

    @extend_schema_field(VariableSerializer(many=True))
    def get_variables(self, result: TypologyResult) -> Any:
        return [_variable(result, code) for code in matrix().variables if code in result.readings]


def _reasons(told: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{**reason, "text": words.sentence(reason)} for reason in told]


def _variable(result: TypologyResult, code: str) -> dict[str, Any]:
    told = result.readings[code]
    return {
        "code": code,
        "label": str(Variable(code).label),
        "has_data": told["source"] != "none",
        "values": [{"code": value, "label": value_label(code, value)} for value in told["values"]],
        "models": [
            {"code": model, "label": str(Model(model).label)}
            for model in matrix().models
            if model in told["models"]
        ],
        "why": _reasons(told["why"]),
        "evidence": [
            {**row, "label": words.counted(row["rows"], row["count"])} for row in result.evidence[code]
        ],
    }


class AllianceTypology(serializers.Serializer[Any]):
    """The result in force, null while nobody has asked for one; and what came before it, the newest first."""

    latest = TypologySerializer(allow_null=True)
    history = TypologyRow(many=True)
