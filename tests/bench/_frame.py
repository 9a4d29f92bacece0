"""Floor and ours in turns: medians, their ratio, and the best of three rounds that decides. Knows no page."""

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

ROUNDS = 3
WARM_UP = 5
LEAST = 5
HOPELESS = 2.0  # times its goal: not measured again, for no noise halves a ratio of medians
LONGEST = (
    20.0  # seconds of a round: so slow a page is lost anyway and gets fewer repetitions, never under LEAST
)


@dataclass(frozen=True)
class Round:
    """Seconds of each turn, floor and ours in pairs."""

    floor: Sequence[float]
    ours: Sequence[float]

    @property
    def ratio(self) -> float:
        """Ours over floor, of medians: 3.0 means three times the floor."""
        return statistics.median(self.ours) / statistics.median(self.floor)

    @property
    def spread(self) -> tuple[float, float]:
        """Least and greatest ratio of one pair."""
        pairs = [ours / floor for floor, ours in zip(self.floor, self.ours, strict=True)]
        return min(pairs), max(pairs)


def pairs(floor: Callable[[], object], ours: Callable[[], object], times: int) -> Round:
    """`times` pairs after a warm-up; the order within a pair changes from one to the next.

    Fewer, and never under LEAST, when `times` would take longer than LONGEST.
    """
    for _ in range(WARM_UP):
        began = time.perf_counter()
        floor()
        ours()
        each = time.perf_counter() - began
        if each > LONGEST / LEAST / WARM_UP:
            break
    gc.collect()
    gc.freeze()  # what this process holds for its own sake is no page's to look through
    told: tuple[list[float], list[float]] = ([], [])
    for turn in range(max(LEAST, min(times, int(LONGEST / each)))):
        for side in (0, 1) if turn % 2 == 0 else (1, 0):
            began = time.perf_counter()
            (floor, ours)[side]()
            told[side].append(time.perf_counter() - began)
    return Round(*told)


@dataclass
class Figure:
    """One measured thing. `goal` None is only told. `about` says of what (page, person, size)."""

    name: str
    goal: float | None
    about: dict[str, Any] = field(default_factory=dict)
    rounds: list[Round] = field(default_factory=list)
    counted: dict[str, tuple[int, int]] = field(default_factory=dict)  # what → (count, most)
    derived: dict[str, tuple[list[float], float]] = field(default_factory=dict)  # what → (per round, most)
    served: dict[str, dict[str, Any]] = field(default_factory=dict)  # under eight at once: told, not judged

    @property
    def label(self) -> str:
        return " · ".join([self.name, *map(str, self.about.values())])

    @property
    def ratio(self) -> float:
        return min(told.ratio for told in self.rounds)

    @property
    def misses(self) -> list[str]:
        """What is over its goal, as short words; empty when all is well."""
        found = []
        if self.goal and self.ratio > self.goal:
            found.append(f"razón {self.ratio:.2f} > {self.goal:g}")
        found += [f"{what} {count} > {most}" for what, (count, most) in self.counted.items() if count > most]
        found += [
            f"{what} {min(told):.2f} > {most:g}"
            for what, (told, most) in self.derived.items()
            if told and min(told) > most
        ]
        return found

    @property
    def is_worth_another_round(self) -> bool:
        """It misses something that is measured, and might not."""
        over = [self.ratio / self.goal] if self.goal else []
        over += [min(told) / most for told, most in self.derived.values() if told]
        return any(part > 1 for part in over) and max(over) <= HOPELESS

    def as_json(self) -> dict[str, Any]:
        best = min(self.rounds, key=lambda told: told.ratio)
        low, high = best.spread
        return {
            "name": self.name,
            **self.about,
            "ratio": round(self.ratio, 3),
            "goal": self.goal,
            "min": round(low, 3),
            "max": round(high, 3),
            "rounds": [round(told.ratio, 3) for told in self.rounds],
            "repetitions": len(best.ours),
            "floor_ms": round(statistics.median(best.floor) * 1000, 3),
            "ours_ms": round(statistics.median(best.ours) * 1000, 3),
            **{what: {"value": count, "goal": most} for what, (count, most) in self.counted.items()},
            **{
                what: {"value": round(min(told), 3), "goal": most}
                for what, (told, most) in self.derived.items()
                if told
            },
            **({"served": self.served} if self.served else {}),
            "misses": self.misses,
        }


@dataclass
class Outcome:
    figures: list[Figure]
    rows: dict[str, dict[str, int]]

    @property
    def passed(self) -> bool:
        return not any(figure.misses for figure in self.figures)

    def as_json(self) -> dict[str, Any]:
        told = [figure.as_json() for figure in self.figures]
        return {"passed": self.passed, "rows": self.rows, "figures": told}

    def as_text(self, machine: dict[str, Any]) -> str:
        lines = [" · ".join(f"{key} {value}" for key, value in machine.items())]
        for name, rows in self.rows.items():
            lines.append(f"{name}: " + " · ".join(f"{table} {count}" for table, count in rows.items()))
        lines.append("")
        width = max(len(figure.label) for figure in self.figures)
        for figure in self.figures:
            told = figure.as_json()
            parts = [
                f"{told['ratio']:6.2f} (meta {told['goal']:g})" if told["goal"] else f"{told['ratio']:6.2f}"
            ]
            parts.append(f"{told['min']:.2f}–{told['max']:.2f}")
            parts.append(f"{told['floor_ms']:.1f} → {told['ours_ms']:.1f} ms")
            parts += [f"{what} {count}" for what, (count, _most) in figure.counted.items()]
            parts += [
                f"{what} {min(all_of):.2f}" for what, (all_of, _most) in figure.derived.items() if all_of
            ]
            if figure.served:
                server = figure.served["server"]
                ratios = f"{server['median']['ratio']:.2f}, p95 {server['p95']['ratio']:.2f}"
                parts.append(f"8 clientes {ratios} ({server['median']['ours_ms']:.0f} ms)")
            parts.append("NO CUMPLE: " + "; ".join(told["misses"]) if told["misses"] else "cumple")
            lines.append(f"{figure.label:<{width}}  " + " · ".join(parts))
        lines += ["", "Cumple todas las metas." if self.passed else "No cumple todas las metas."]
        return "\n".join(lines)


def best_of(figures: Sequence[Figure], run: Callable[[Figure], None], report: Callable[[str], None]) -> None:
    """A round of every figure; those that miss get up to two more, and the best of them decides."""
    for number in range(ROUNDS):
        left = [figure for figure in figures if number == 0 or figure.is_worth_another_round]
        for figure in left:
            run(figure)
            report(f"{number + 1}/{ROUNDS} {figure.label}: {figure.rounds[-1].ratio:.2f}")
