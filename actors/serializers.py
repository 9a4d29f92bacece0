"""Shapes of territory and actors in the API."""

from typing import Any

from rest_framework import serializers

from actors.models import Actor, ActorKind, Comuna, Level, Region, Sector
from core import rut
from core.api.fields import KnownField, Label, SeenField, Told


class RegionSerializer(serializers.ModelSerializer[Region]):
    class Meta:
        model = Region
        fields = ("code", "name", "official_name", "roman", "iso", "order")
        read_only_fields = fields


class RegionName(serializers.ModelSerializer[Region]):
    class Meta:
        model = Region
        fields = ("code", "name")
        read_only_fields = fields


class ComunaName(serializers.ModelSerializer[Comuna]):
    region = RegionName(read_only=True)

    class Meta:
        model = Comuna
        fields = ("code", "name", "region")
        read_only_fields = fields


class ComunaSerializer(serializers.ModelSerializer[Comuna]):
    region = RegionName(read_only=True)
    province = RegionName(read_only=True)

    class Meta:
        model = Comuna
        fields = (
            "code",
            "name",
            "other_names",
            "province",
            "region",
            "lat",
            "lng",
            "population",
            "time_zone",
        )
        read_only_fields = fields


class ActorKindSerializer(serializers.ModelSerializer[ActorKind]):
    label = serializers.CharField(source="__str__", read_only=True)  # type: ignore[assignment]
    sector_label = Label("get_sector_display")

    class Meta:
        model = ActorKind
        fields = ("code", "label", "name_es", "name_en", "sector", "sector_label", "role")
        read_only_fields = fields


class ActorName(serializers.ModelSerializer[Actor]):
    """How an organisation is named inside other records."""

    class Meta:
        model = Actor
        fields = ("id", "name", "short_name")
        read_only_fields = fields


class ActorSerializer(serializers.ModelSerializer[Actor]):
    kind_label = Label("kind.__str__")
    sector = serializers.ChoiceField(choices=Sector.choices, read_only=True)
    sector_label = Label("kind.get_sector_display")
    level_label = Label("get_level_display")
    rut_display = serializers.SerializerMethodField(help_text="Con puntos y guion; vacío si no tiene.")
    parent = ActorName(read_only=True, allow_null=True)
    comunas = ComunaName(many=True, read_only=True)
    website = serializers.CharField(read_only=True, help_text="Dirección web; vacía si no tiene.")

    class Meta:
        model = Actor
        fields = (
            "id", "name", "short_name", "kind", "kind_label", "sector", "sector_label", "level", "level_label",
            "rut", "rut_display", "parent", "comunas", "website", "about", "is_demo", "created_at", "updated_at",
            "version",
        )  # fmt: skip
        read_only_fields = fields

    def get_rut_display(self, actor: Actor) -> str:
        return rut.display(actor.rut) if actor.rut else ""


class ActorChange(Told):
    name = serializers.CharField(max_length=200)
    short_name = serializers.CharField(max_length=60, allow_blank=True, required=False)
    kind = KnownField(queryset=ActorKind.objects.all())
    level = serializers.ChoiceField(choices=Level.choices)
    rut = serializers.CharField(max_length=20, allow_blank=True, required=False)
    parent: Any = SeenField(queryset=Actor.objects.all(), allow_null=True, required=False)
    comunas = KnownField(queryset=Comuna.objects.all(), many=True, required=False)
    website = serializers.URLField(max_length=200, allow_blank=True, required=False)
    about = serializers.CharField(max_length=2000, allow_blank=True, required=False)


class ActorWrite(ActorChange):
    id = serializers.UUIDField(required=False)
