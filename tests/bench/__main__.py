"""`python -m tests.bench NAME [--json]`: one measurement on a database of its own (`./run bench` starts the servers).

A bench is a module of this package without a leading underscore, with `measure(report) -> Outcome`.
"""

import argparse
import importlib
import json
import signal
import sys
from pathlib import Path

from tests.bench import _setup

HERE = Path(__file__).resolve().parent


def names() -> list[str]:
    return sorted(path.stem for path in HERE.glob("*.py") if not path.name.startswith("_"))


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./run bench", add_help=False)
    parser.add_argument("name", nargs="?", default="")
    parser.add_argument("--json", action="store_true")
    asked, rest = parser.parse_known_args(argv)
    if rest or asked.name not in names():
        lead = (
            f"No se entiende «{' '.join(rest)}»."
            if rest
            else f"No hay medición «{asked.name}»."
            if asked.name
            else "Diga qué medición."
        )
        print(f"{lead} Hay: {', '.join(names())}. Uso: ./run bench NOMBRE [--json]", file=sys.stderr)
        return 2
    if missing := _setup.missing():
        print(
            f"Falta {' y '.join(missing)}. Use ./run bench, que inicia y detiene los servidores.",
            file=sys.stderr,
        )
        return 2
    # Ended from outside, it still drops its databases.
    signal.signal(signal.SIGTERM, lambda *_told: sys.exit(143))
    with _setup.prepared():
        bench = importlib.import_module(f"tests.bench.{asked.name}")
        outcome = bench.measure(lambda line: print(line, file=sys.stderr, flush=True))
        told = {"bench": asked.name, "machine": _setup.machine(), **outcome.as_json()}
    print(json.dumps(told, ensure_ascii=False, indent=1) if asked.json else outcome.as_text(told["machine"]))
    return 0 if outcome.passed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
