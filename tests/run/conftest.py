"""The script `run` as a module, loaded from its file (it has no extension), with its folders moved to tmp."""

import importlib.machinery
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def run_script(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A fresh load a test: what a test changes in it stays in that test."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    loader = importlib.machinery.SourceFileLoader("run_script", str(ROOT / "run"))
    spec = importlib.util.spec_from_loader("run_script", loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    checkout = tmp_path_factory.mktemp("run") / "una copia con espacios"
    (checkout / "requirements").mkdir(parents=True)
    for kind in ("demo", "test"):
        (checkout / "requirements" / f"{kind}.txt").write_text(f"# {kind}\n")
    monkeypatch.setattr(module, "ROOT", checkout)
    monkeypatch.setattr(module, "VENV", checkout / ".venv")
    monkeypatch.setattr(module, "PYTHON", checkout / ".venv" / "bin" / "python")
    monkeypatch.setattr(module, "CACHE", checkout / ".cache")
    return module
