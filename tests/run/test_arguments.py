"""What ./run understands on its command line, and what it says when it does not."""

import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def said(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, ROOT / "run", *args], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("args", [(), ("--help",), ("demo", "--help"), ("test", "-h"), ("bench", "--help")])
def test_help_names_every_command(args: tuple[str, ...]) -> None:
    answer = said(*args)
    assert answer.returncode == 0
    for command in (
        "demo",
        "test",
        "manage",
        "shell",
        "bench",
        "--port",
        "--data",
        "--fresh",
        "--check",
        "--deep",
    ):
        assert command in answer.stdout


def test_unknown_command_is_a_sentence() -> None:
    answer = said("volar")
    assert answer.returncode == 2
    assert "No hay orden «volar»" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("port", ["x", "0", "65536", "-1", "80a"])
def test_wrong_port_is_refused(port: str) -> None:
    answer = said("demo", f"--port={port}")
    assert answer.returncode == 2
    assert "número entre 1 y 65535" in answer.stderr


def test_abbreviations_are_not_guessed() -> None:
    assert said("demo", "--fre").returncode == 2


def test_bench_without_a_known_name_lists_what_exists() -> None:
    answer = said("bench", "nada-de-eso", "--json")
    assert answer.returncode == 2
    assert answer.stdout == ""
    assert "No hay medición «nada-de-eso»" in answer.stderr


def test_pytest_arguments_keep_their_order(run_script: ModuleType) -> None:
    split = run_script.split_test_arguments
    assert split(["tests/core", "-k", "x", "--deep", "-q"]) == (True, [], ["tests/core", "-k", "x", "-q"])
    assert split(["--only", "lint,types"]) == (False, ["lint", "types"], [])
    assert split(["--only=stack", "--", "--deep"]) == (False, ["stack"], ["--deep"])


@pytest.mark.parametrize("args", [["--only"], ["--only", "nada"], ["--only="]])
def test_unknown_part_is_a_sentence(run_script: ModuleType, args: list[str]) -> None:
    with pytest.raises(run_script.Stop, match="una de las partes"):
        run_script.split_test_arguments(args)


def test_without_a_path_both_pytest_parts_run(run_script: ModuleType) -> None:
    runs = run_script.pytest_runs(["pytest", "stack"], deep=False, extra=["-k", "rut"], ci=False)
    assert [part for part, _ in runs] == ["pytest", "stack"]
    quick, stack = (args for _, args in runs)
    assert quick == ["-n", "2", "-m", "not stack and not deep", "-k", "rut", "tests"]
    assert stack == ["-m", "stack and not deep", "-k", "rut", "tests/stack"]


def test_deep_drops_the_filter_only(run_script: ModuleType) -> None:
    runs = run_script.pytest_runs(["pytest", "stack"], deep=True, extra=[], ci=True)
    assert runs == [
        ("pytest", ["-n", "2", "-m", "not stack", "-rs", "tests"]),
        ("stack", ["-m", "stack", "-rs", "tests/stack"]),
    ]


def test_a_named_path_runs_once_as_asked(run_script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_script, "ROOT", ROOT)
    runs = run_script.pytest_runs(["pytest", "stack"], deep=False, extra=["tests/run::x", "-q"], ci=False)
    assert runs == [("pytest", ["-m", "not deep", "tests/run::x", "-q"])]


def test_an_options_value_is_no_path(run_script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_script, "ROOT", ROOT)
    assert not run_script.names_a_path(["-k", "tests"])
    assert run_script.names_a_path(["-k", "tests", "tests"])


def test_an_own_marker_is_joined_to_the_parts(run_script: ModuleType) -> None:
    runs = run_script.pytest_runs(["pytest", "stack"], deep=False, extra=["-m", "a or b"], ci=False)
    assert [args[args.index("-m") + 1] for _, args in runs] == [
        "not stack and (a or b)",
        "stack and (a or b)",
    ]
