"""Pesos as whole numbers, UF with its rate: format, read and split. Pure."""

import re
from decimal import ROUND_HALF_UP, Decimal

_CLP = re.compile(r"^\$?\s*(\d{1,3}(?:\.\d{3})+|\d+)(?:,0{1,2})?$")


def format_clp(pesos: int) -> str:
    """1234567 → `$1.234.567`; negative with a leading minus."""
    sign = "-" if pesos < 0 else ""
    return f"{sign}${abs(pesos):,}".replace(",", ".")


def format_millions(pesos: int) -> str:
    """165000000 → `MM$165`; one decimal when it is not whole."""
    millions = (Decimal(pesos) / 1_000_000).quantize(Decimal("0.1"), ROUND_HALF_UP)
    text = f"{millions:,.1f}".removesuffix(".0")
    return "MM$" + text.translate(str.maketrans(",.", ".,"))


def parse_clp(text: str) -> int:
    """`$1.234.567`, `1234567` → pesos; ValueError when it is neither."""
    match = _CLP.match(text.strip())
    if not match:
        raise ValueError(text)
    return int(match.group(1).replace(".", ""))


def uf_to_clp(uf: Decimal, rate: Decimal) -> int:
    """Pesos of an amount in UF at `rate` pesos per UF, rounded half up to the peso."""
    return int((uf * rate).quantize(Decimal(1), ROUND_HALF_UP))


def share_out(total: int, weights: list[int]) -> list[int]:
    """Split `total` pesos by `weights` with the largest-remainder method; parts always add to `total`.

    Ties go to the earlier weight. All weights zero is a ValueError unless total is zero.
    """
    whole = sum(weights)
    if whole == 0:
        if total:
            raise ValueError("nothing to share by")
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for index in order[: total - sum(parts)]:
        parts[index] += 1
    return parts
