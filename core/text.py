"""Text of Spanish: the Python twins of the SQL functions `unaccented` and `es_key`."""

_FROM = "áéíóúàèìòùâêîôûäëïöüñç"
_TO = "aeiouaeiouaeiouaeiounc"
_PLAIN = str.maketrans(_FROM, _TO)


MOST_WORDS = 8


def search_words(text: str) -> list[str]:
    """The different words of a search, unaccented; at most eight, since each costs the database a pass."""
    return list(dict.fromkeys(unaccented(text[:200]).split()))[:MOST_WORDS]


def unaccented(text: str) -> str:
    """Lower case without accents; ñ counts as n, so that a search without the key still finds it."""
    return text.lower().translate(_PLAIN)
