"""JSON that can be kept and told back: half a surrogate pair and bottomless nesting are refused when read."""

import json
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser, MultiPartParser


class CleanJSONParser(JSONParser):
    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        try:
            data = super().parse(stream, media_type, parser_context)
            json.dumps(data, ensure_ascii=False).encode()
        except (UnicodeEncodeError, RecursionError):
            raise ParseError(_("El cuerpo tiene caracteres que no se pueden leer.")) from None
        return data


# For views that take files; all others take what settings say.
WITH_FILES = (CleanJSONParser, MultiPartParser)
