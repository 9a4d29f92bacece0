"""Whose money is allocated and spent: the rule that every company's line follows. Pure; pesos throughout.

Money earmarked for the initiative goes first; the rest comes pro rata from the unallocated balances of the
common fund; parts are whole pesos by largest remainder. Lines are frozen when made. Source: `domain.md` §3.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from core.money import share_out

K = TypeVar("K")


class NotEnough(Exception):
    """More was asked for than there is; `available` pesos are."""

    def __init__(self, available: int) -> None:
        super().__init__(available)
        self.available = available


@dataclass(frozen=True)
class Share:
    """What a contributor has for an initiative: `earmarked` for it, `pooled` in the common fund, both unallocated."""

    earmarked: int
    pooled: int


def split_allocation(amount: int, shares: Mapping[K, Share]) -> dict[K, int]:
    """Lines of an allocation by contributor, only those above zero, in the order of `shares`.

    Error: NotEnough when earmarked and pooled money together are less than `amount`.
    """
    earmarked = sum(share.earmarked for share in shares.values())
    pooled = sum(share.pooled for share in shares.values())
    if amount > earmarked + pooled:
        raise NotEnough(earmarked + pooled)
    first = min(amount, earmarked)
    keys = list(shares)
    lines = _part(first, keys, [shares[key].earmarked for key in keys])
    rest = _part(amount - first, keys, [shares[key].pooled for key in keys])
    return {key: lines[key] + rest[key] for key in keys if lines[key] + rest[key]}


def split_expenditure(amount: int, unspent: Mapping[K, int]) -> dict[K, int]:
    """Lines of an expenditure: pro rata of what each contributor has allocated to the initiative and not spent."""
    whole = sum(unspent.values())
    if amount > whole:
        raise NotEnough(whole)
    keys = list(unspent)
    lines = _part(amount, keys, [unspent[key] for key in keys])
    return {key: lines[key] for key in keys if lines[key]}


def _part(amount: int, keys: Sequence[K], weights: list[int]) -> dict[K, int]:
    """share_out never gives a part above its weight, since `amount` is at most their sum."""
    if not amount:
        return dict.fromkeys(keys, 0)
    return dict(zip(keys, share_out(amount, weights), strict=True))
