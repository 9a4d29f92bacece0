"""Shapes of sums of the ledger: of an initiative, a mesa, one contributor. No sum here says who gave what."""

from typing import Any

from rest_framework import serializers

from actors.serializers import ActorName
from convergence.serializers.names import AllianceName
from portfolio.serializers.names import CycleName, InitiativeName


class TotalsSerializer(serializers.Serializer[Any]):
    """Pesos, net of reversals. Cash; what came in kind stands apart."""

    pledged = serializers.IntegerField(help_text="Comprometido en dinero.")
    received = serializers.IntegerField(help_text="Recibido en dinero.")
    allocated = serializers.IntegerField(help_text="Asignado a iniciativas.")
    spent = serializers.IntegerField(help_text="Gastado.")
    pledged_in_kind = serializers.IntegerField(help_text="Comprometido en especie, valorizado.")
    received_in_kind = serializers.IntegerField(help_text="Recibido en especie, valorizado.")
    voluntary = serializers.IntegerField(help_text="Dinero recibido de privados por su voluntad.")
    contributors = serializers.IntegerField(help_text="Organizaciones con algo recibido.")
    available = serializers.IntegerField(
        allow_null=True,
        help_text="Recibido en dinero y no asignado; nulo para una iniciativa, que no es un fondo.",
    )
    unspent = serializers.IntegerField(help_text="Asignado y no gastado.")


class PartSerializer(serializers.Serializer[Any]):
    """Pesos of one group, as in the totals."""

    pledged = serializers.IntegerField()
    received = serializers.IntegerField()
    received_in_kind = serializers.IntegerField()
    allocated = serializers.IntegerField()
    spent = serializers.IntegerField()


class MoneySerializer(serializers.Serializer[Any]):
    as_of = serializers.DateField(help_text="El día al que corresponden las sumas.")
    totals = TotalsSerializer()


class CyclePart(PartSerializer):
    cycle = CycleName()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()


class Measure(serializers.Serializer[Any]):
    """A figure with what it counts."""

    definition = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]


class InvolvedSerializer(Measure):
    value = serializers.IntegerField(help_text="Pesos.")


class LeverageSerializer(Measure):
    value = serializers.DecimalField(
        max_digits=20, decimal_places=1, allow_null=True, help_text="Nulo mientras nada se recibió."
    )


class AllianceMoneySerializer(MoneySerializer):
    cycles = CyclePart(many=True)
    involved = InvolvedSerializer()
    leverage = LeverageSerializer()


class AlliancePart(PartSerializer):
    alliance = AllianceName()


class InitiativePart(PartSerializer):
    initiative = InitiativeName()
    alliance = AllianceName()


class ContributorMoneySerializer(MoneySerializer):
    """Over the lines that the asker sees."""

    contributor = ActorName()
    alliances = AlliancePart(many=True)
    initiatives = InitiativePart(many=True)
