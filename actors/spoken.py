"""How filters, forms and the API of every floor take an organisation: as the row that speaks for it."""

from typing import Any

import django_filters as df
from rest_framework import serializers

from actors.serializers.organisations import ActorName
from core.api.fields import SeenField


class OfActor(df.ModelChoiceFilter):
    """Rows of one organisation, whichever of its merged rows they name. `field_name` leads to an Actor."""

    def filter(self, qs: Any, value: Any) -> Any:
        if value is None:
            return qs
        return self.get_method(qs)(**{f"{self.field_name}__canonical_id": value.canonical_id})


class ActorField(SeenField):
    """An organisation by its id; the id of a merged one means the one that speaks for it."""

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("canonical__kind")

    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value(data).canonical


def actor_name(path: str, **options: Any) -> serializers.BaseSerializer[Any]:
    """The organisation at `path` as it is named inside other records; fetch `path__canonical` along."""
    return ActorName(source=f"{path}.canonical", read_only=True, **options)
