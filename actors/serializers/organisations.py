"""Shapes of territory and actors in the API."""

from typing import Any

from rest_framework import serializers

from actors import rules
from actors.models import Actor, ActorKind, Comuna, Level, Region, Sector, Tag
from actors.vocabulary import Industry, Size, SocialClass
from core import rut
from core.api.fields import Code, KnownField, Label, SeenField, Told


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
    level = Code(choices=Level.choices, help_text="Vacío si no se sabe.")
    level_label = Label("get_level_display")
    social_class = Code(choices=SocialClass.choices)
    social_class_label = Label("get_social_class_display")
    size = Code(choices=Size.choices)
    size_label = Label("get_size_display")
    industry = Code(choices=Industry.choices)
    industry_label = Label("get_industry_display")
    tags = serializers.SerializerMethodField(help_text="Solo para la fundación; vacío para los demás.")
    rut_display = serializers.SerializerMethodField(help_text="Con puntos y guion; vacío si no tiene.")
    parent = ActorName(source="parent.canonical", read_only=True, allow_null=True)
    merged_into = serializers.UUIDField(
        source="merged_into_id",
        read_only=True,
        allow_null=True,
        help_text="El actor que habla por este, si se reunió.",
    )
    comunas = ComunaName(many=True, read_only=True)
    website = serializers.CharField(read_only=True, help_text="Dirección web; vacía si no tiene.")

    class Meta:
        model = Actor
        fields = (
            "id", "name", "short_name", "kind", "kind_label", "sector", "sector_label", "level", "level_label",
            "social_class", "social_class_label", "size", "size_label", "industry", "industry_label", "rut",
            "rut_display", "parent", "comunas", "website", "about", "registry_number", "personality_since",
            "personality_until", "closed_on", "tags", "merged_into", "is_demo", "created_at", "updated_at", "version",
        )  # fmt: skip
        read_only_fields = fields

    def get_rut_display(self, actor: Actor) -> str:
        return rut.display(actor.rut) if actor.rut else ""

    def get_tags(self, actor: Actor) -> list[str]:
        request = self.context.get("request")
        if request is None or not rules.can_see_tags(request._request.principal):
            return []
        return [tag.name for tag in actor.tags.all()]


class ActorChange(Told):
    name = serializers.CharField(max_length=200)
    short_name = serializers.CharField(max_length=60, allow_blank=True, required=False)
    kind = KnownField(queryset=ActorKind.objects.all())
    level = serializers.ChoiceField(choices=Level.choices, allow_blank=True, required=False)
    social_class = serializers.ChoiceField(choices=SocialClass.choices, allow_blank=True, required=False)
    size = serializers.ChoiceField(choices=Size.choices, allow_blank=True, required=False)
    industry = serializers.ChoiceField(choices=Industry.choices, allow_blank=True, required=False)
    rut = serializers.CharField(max_length=20, allow_blank=True, required=False)
    parent: Any = SeenField(queryset=Actor.objects.all(), allow_null=True, required=False)
    comunas = KnownField(queryset=Comuna.objects.all(), many=True, required=False)
    website = serializers.URLField(max_length=200, allow_blank=True, required=False)
    about = serializers.CharField(max_length=2000, allow_blank=True, required=False)
    registry_number = serializers.CharField(max_length=60, allow_blank=True, required=False)
    personality_since = serializers.DateField(allow_null=True, required=False)
    personality_until = serializers.DateField(allow_null=True, required=False)
    closed_on = serializers.DateField(allow_null=True, required=False)
    tags = serializers.ListField(
        child=serializers.CharField(max_length=Tag._meta.get_field("name").max_length),
        max_length=12,
        required=False,
        help_text="Nombres; los nuevos se crean. Solo la fundación.",
    )


class ActorWrite(ActorChange):
    id = serializers.UUIDField(required=False)
