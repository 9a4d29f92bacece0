"""When an existing .venv may stay and when it has to be made again."""

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def environment(run_script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A whole demonstration environment; nothing is really installed."""
    run_script.PYTHON.parent.mkdir(parents=True)
    run_script.PYTHON.write_text("#!/bin/sh\necho 3.11\n")
    run_script.PYTHON.chmod(0o755)
    run_script.write_stamp("demo")
    done: list[str] = []
    monkeypatch.setattr(run_script, "make_venv", lambda: done.append("make"))
    monkeypatch.setattr(run_script, "install", lambda kind: done.append(kind))
    monkeypatch.setattr(run_script, "done", done, raising=False)
    return run_script


def test_a_whole_environment_is_left_alone(environment: ModuleType) -> None:
    environment.ensure_environment("demo")
    assert environment.done == []


def test_changed_requirements_are_installed(environment: ModuleType) -> None:
    (environment.ROOT / "requirements" / "demo.txt").write_text("# other\n")
    environment.ensure_environment("demo")
    assert environment.done == ["demo"]


def test_a_test_environment_is_never_brought_down(environment: ModuleType) -> None:
    environment.write_stamp("test")
    environment.ensure_environment("demo")
    assert environment.done == []
    (environment.ROOT / "requirements" / "test.txt").write_text("# other\n")
    environment.ensure_environment("demo")
    assert environment.done == ["test"]


def test_a_demo_environment_grows_for_the_tests(environment: ModuleType) -> None:
    environment.ensure_environment("test")
    assert environment.done == ["test"]


def unfinished(module: ModuleType) -> None:
    (module.VENV / ".run-stamp").unlink()


def torn(module: ModuleType) -> None:
    (module.VENV / ".run-stamp").write_text('{"kind": ')


def broken(module: ModuleType) -> None:
    module.PYTHON.write_text("#!/bin/sh\nexit 1\n")


def gone(module: ModuleType) -> None:
    module.PYTHON.unlink()
    os.symlink("/nonexistent/python", module.PYTHON)


def upgraded(module: ModuleType) -> None:
    module.PYTHON.write_text("#!/bin/sh\necho 3.12\n")


def moved(module: ModuleType) -> None:
    stamp = module.VENV / ".run-stamp"
    stamp.write_text(stamp.read_text().replace(str(module.VENV), "/elsewhere/.venv"))


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (unfinished, "a medio hacer"),
        (torn, "a medio hacer"),
        (broken, "ya no funciona"),
        (gone, "ya no funciona"),
        (upgraded, "otra versión de Python"),
        (moved, "otra carpeta"),
    ],
)
def test_a_harmed_environment_is_made_again_with_a_sentence(
    environment: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    harm: object,
    words: str,
) -> None:
    assert callable(harm)
    harm(environment)
    monkeypatch.setattr(environment, "OUT", sys.stdout)
    environment.ensure_environment("demo")
    assert environment.done == ["make", "demo"]
    assert words in capsys.readouterr().out


def test_without_ensurepip_the_apt_line_is_said(
    run_script: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "ensurepip" else found(name)
    )
    with pytest.raises(run_script.Stop) as stop:
        run_script.make_venv()
    assert "apt-get install -y python3-venv" in stop.value.sentence


def test_a_failing_installer_says_what_was_tried(run_script: ModuleType) -> None:
    with pytest.raises(run_script.Stop) as stop:
        run_script.call_tool(["sh", "-c", "echo dns error >&2; exit 2"], "uv no pudo instalar: ¿hay red?")
    assert stop.value.sentence.startswith("uv no pudo instalar: ¿hay red? Se intentó: sh -c")
    assert "dns error" in stop.value.detail


def test_caches_stay_in_the_checkout_unless_named(
    run_script: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("UV_CACHE_DIR", "PIP_CACHE_DIR", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name in ("UV_CACHE_DIR", "PIP_CACHE_DIR", "XDG_CACHE_HOME"):
        assert Path(run_script.tool_env()[name]).is_relative_to(run_script.ROOT)
    monkeypatch.setenv("UV_CACHE_DIR", "/elsewhere/uv")
    assert run_script.tool_env()["UV_CACHE_DIR"] == "/elsewhere/uv"


def test_only_production_takes_a_deployments_values_from_the_shell(
    run_script: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "the shell's")
    monkeypatch.setenv("SITE_URL", "https://the.shell.example")
    for mode in ("demo", "test"):
        env = run_script.app_env(mode, run_script.ROOT)
        assert "SECRET_KEY" not in env
        assert "SITE_URL" not in env
    assert run_script.app_env("production", run_script.ROOT)["SECRET_KEY"] == "the shell's"
