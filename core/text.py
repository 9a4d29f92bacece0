"""Text of Spanish: the Python twins of the SQL functions `unaccented` and `es_key`."""

_FROM = "áéíóúàèìòùâêîôûäëïöüñç"
_TO = "aeiouaeiouaeiouaeiounc"
_PLAIN = str.maketrans(_FROM, _TO)


def unaccented(text: str) -> str:
    """Lower case without accents; ñ counts as n, so that a search without the key still finds it."""
    return text.lower().translate(_PLAIN)
