"""Shape of what comes in and goes out, without a domain word. Rules are in services, never in `validate`."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

NOT_THERE: dict[str, Any] = {
    "does_not_exist": gettext_lazy("«{pk_value}» no existe, o usted no puede verlo."),
    "incorrect_type": gettext_lazy("Lo que se nombra no existe, o usted no puede verlo."),
}
WHOLE = re.compile(r"-?[0-9]+")
# A form of the page's session may carry its token in the body.
NOT_OURS = frozenset({"csrfmiddlewaretoken"})


class Told(serializers.Serializer[Any]):
    """What a client sends. A field that is not written here is refused: silence would look like success."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            unknown = set(data) - set(self.fields) - NOT_OURS
            if unknown:
                message = _("Este campo no se escribe aquí.")
                raise serializers.ValidationError({str(name): [message] for name in sorted(unknown, key=str)})
        return super().to_internal_value(data)


class WholeField(serializers.IntegerField):
    """A whole number written as one: text such as `500.000` or `1,5` is refused, never cut."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, float) or (isinstance(data, str) and not WHOLE.fullmatch(data.strip())):
            self.fail("invalid")
        return super().to_internal_value(data)


class KnownField(serializers.PrimaryKeyRelatedField):
    """A row by its key, from rows that everybody may see (territory, kinds)."""

    default_error_messages = NOT_THERE


class SeenField(KnownField):
    """A row by its id, from those that the asker sees; what she does not see does not exist."""

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        request = self.context.get("request")
        return rows.none() if request is None else rows.visible_to(request._request.principal)


class CodesField(serializers.ListField):
    """Several codes of one vocabulary."""

    def __init__(self, *, choices: Any, **kwargs: Any) -> None:
        super().__init__(child=serializers.ChoiceField(choices=choices), max_length=20, **kwargs)


class Code(serializers.ChoiceField):
    """A code that goes out and may be empty, so that the schema tells the empty one too."""

    def __init__(self, choices: Any, **kwargs: Any) -> None:
        super().__init__(choices=choices, **{"read_only": True, "allow_blank": True, **kwargs})


class Label(serializers.CharField):
    """Words of a code, in the language of the request."""

    def __init__(self, source: str, **kwargs: Any) -> None:
        super().__init__(source=source, read_only=True, **kwargs)


class PersonSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
