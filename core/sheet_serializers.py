"""Shapes of spreadsheets and their imports in the API."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from core.api.fields import Code, Label, Told
from core.models import SheetImport, SheetLine


class ColumnSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    kind = serializers.CharField()
    required = serializers.BooleanField()  # type: ignore[assignment]


class SheetSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    about = serializers.CharField()
    may_read = serializers.BooleanField()
    may_write = serializers.BooleanField()
    columns = ColumnSerializer(many=True)


class ImportSerializer(serializers.ModelSerializer[SheetImport]):
    state_label = Label("get_state_display")
    mode = Code(SheetImport.Mode.choices)
    job: Any = serializers.PrimaryKeyRelatedField(read_only=True, allow_null=True)

    class Meta:
        model = SheetImport
        fields = (
            "id", "sheet", "scope", "name", "sha256", "state", "state_label", "mode", "columns", "counts", "notices",
            "error", "job", "created_at", "applied_at", "undone_at", "version",
        )  # fmt: skip
        read_only_fields = fields
        extra_kwargs = {  # noqa: RUF012
            "counts": {"help_text": "Filas por resultado."},
            "columns": {"help_text": "Columnas que trae el archivo."},
        }


class LineSerializer(serializers.ModelSerializer[SheetLine]):
    """`changes`: [[columna, de, a], …]; `problems`: frases por columna, vacío para la fila entera."""

    outcome_label = Label("get_outcome_display")

    class Meta:
        model = SheetLine
        fields = (
            "number", "outcome", "outcome_label", "values", "problems", "changes", "candidates", "decision", "target",
        )  # fmt: skip
        read_only_fields = fields


class TellUpload(Told):
    id = serializers.UUIDField(required=False)
    file = serializers.FileField()
    again = serializers.BooleanField(
        required=False, default=False, help_text="Aunque el mismo archivo ya se subió."
    )


class TellMode(Told):
    mode = serializers.ChoiceField(choices=SheetImport.Mode.choices)


class TellDecisions(Told):
    decisions = serializers.DictField(child=serializers.CharField(max_length=40, allow_blank=True))

    def validate_decisions(self, told: dict[str, str]) -> dict[str, str]:
        if not all(number.isdecimal() and len(number) < 8 for number in told):
            raise serializers.ValidationError(_("Cada decisión lleva el número de su fila."))
        return told
