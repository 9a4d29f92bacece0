"""Data folder, run folder, ports, full disks: each trouble is a sentence and nothing is touched."""

import errno
import os
import socket
import stat
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest


def tree(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): p.read_text() for p in folder.rglob("*") if p.is_file()}


def test_a_new_data_folder_is_private_and_marked(run_script: ModuleType, tmp_path: Path) -> None:
    data = run_script.DataFolder(tmp_path / "datos de acá")
    assert data.take()
    assert stat.S_IMODE(data.path.stat().st_mode) == 0o700
    assert (data.path / "CONVERGENCIA_DATA").read_text() == "format 1\n"
    key = data.secret_key()
    assert len(key) >= 50
    assert data.secret_key() == key
    assert stat.S_IMODE((data.path / "secret_key").stat().st_mode) == 0o600


@pytest.mark.parametrize("fresh", [False, True])
def test_a_foreign_folder_is_not_touched(run_script: ModuleType, tmp_path: Path, fresh: bool) -> None:
    (tmp_path / "tesis.txt").write_text("mine")
    before = tree(tmp_path)
    with pytest.raises(run_script.Stop, match="no se tocó"):
        run_script.DataFolder(tmp_path).take(fresh=fresh)
    assert tree(tmp_path) == before


def test_an_empty_folder_may_be_used(run_script: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "d" / "lost+found").mkdir(parents=True)
    assert run_script.DataFolder(tmp_path / "d").take()


def test_a_file_is_no_data_folder(run_script: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "f").write_text("")
    with pytest.raises(run_script.Stop, match="no es una carpeta"):
        run_script.DataFolder(tmp_path / "f").take()


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [("postgres/PG_VERSION", "17\n", "PostgreSQL 17"), ("CONVERGENCIA_DATA", "format 2\n", "otra versión")],
)
def test_another_version_is_refused_untouched(
    run_script: ModuleType, tmp_path: Path, name: str, text: str, words: str
) -> None:
    first = run_script.DataFolder(tmp_path)
    first.take()
    first.leave()
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(text)
    before = tree(tmp_path)
    with pytest.raises(run_script.Stop, match=words):
        run_script.DataFolder(tmp_path).take()
    assert tree(tmp_path) == before
    again = run_script.DataFolder(tmp_path)
    assert again.take(fresh=True)
    assert not (tmp_path / "postgres").exists()
    assert (tmp_path / "CONVERGENCIA_DATA").read_text() == "format 1\n"


def test_fresh_leaves_what_it_does_not_know(run_script: ModuleType, tmp_path: Path) -> None:
    data = run_script.DataFolder(tmp_path)
    data.take()
    data.leave()
    (tmp_path / "files" / "acta.pdf").write_text("x")
    (tmp_path / "apuntes.txt").write_text("mine")
    assert run_script.DataFolder(tmp_path).take(fresh=True)
    assert not (tmp_path / "files" / "acta.pdf").exists()
    assert (tmp_path / "apuntes.txt").read_text() == "mine"


def test_one_run_at_a_time_holds_a_data_folder(run_script: ModuleType, tmp_path: Path) -> None:
    first, second = run_script.DataFolder(tmp_path), run_script.DataFolder(tmp_path)
    assert first.take()
    first.publish({"run_dir": "/tmp/x"})
    assert not second.take()
    assert second.runtime()["run_dir"] == "/tmp/x"
    first.leave()
    assert second.runtime() is None
    assert second.take()


def test_a_busy_port_is_named(run_script: ModuleType) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(
            run_script.Stop, match=f"El puerto {port} está ocupado. Indique otro con --port N"
        ):
            run_script.require_free_port(port)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "No queda espacio en el disco"),
        (errno.EDQUOT, "No queda espacio en el disco"),
        (errno.EACCES, "No hay permiso"),
        (errno.EROFS, "No hay permiso"),
    ],
)
def test_errors_of_the_system_are_sentences(
    run_script: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    number: int,
    words: str,
) -> None:
    def fail(_args: object) -> int:
        raise OSError(number, os.strerror(number), "/datos/postgres")

    monkeypatch.setattr(run_script, "dispatch", fail)
    monkeypatch.setattr(run_script.signal, "signal", lambda *_: None)
    assert run_script.main(["demo"]) == 1
    said = capsys.readouterr().err
    assert words in said
    assert "/datos/postgres" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    "said", ["x: No space left on device", "HINT:  Check free disk space.", "(os error 28)"]
)
def test_a_full_disk_is_recognised_in_a_programs_output(run_script: ModuleType, said: str) -> None:
    stop = run_script.explain_output("PostgreSQL no partió.", said)
    assert stop.sentence.startswith("No queda espacio en el disco")
    assert said in stop.detail


@pytest.mark.parametrize("wanted", ["/tmp/" + "largo" * 20, "/tmp/con espacio", "relative", ""])
def test_sockets_always_fit(run_script: ModuleType, monkeypatch: pytest.MonkeyPatch, wanted: str) -> None:
    monkeypatch.setenv("TMPDIR", wanted)
    assert run_script.short_temporary() == "/tmp"


def test_a_short_temporary_folder_is_respected(
    run_script: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with run_script.tempfile.TemporaryDirectory(prefix="cv", dir="/tmp") as short:
        monkeypatch.setenv("TMPDIR", short)
        with run_script.RunFolder() as run:
            assert run.path.parent == Path(short)
            assert stat.S_IMODE(run.path.stat().st_mode) == 0o700
            longest = f"{run.path}/.s.PGSQL.5432.lock"
            assert len(os.fsencode(longest)) <= 107
            kept = run.path
        assert not kept.exists()


def test_what_a_killed_run_left_is_swept_and_a_living_one_is_not(run_script: ModuleType) -> None:
    with run_script.tempfile.TemporaryDirectory(prefix="cv", dir="/tmp") as parent:
        left, strange = Path(parent, "convergencia-aaaa"), Path(parent, "convergencia-bbbb")
        left.mkdir()
        strange.mkdir()
        (left / "lock").write_text("")
        orphan = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", str(left)])
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("TMPDIR", parent)
            with run_script.RunFolder() as living, run_script.RunFolder():
                assert living.path.exists()
        assert orphan.wait(10) != 0
        assert not left.exists()
        assert strange.exists()


def test_the_counts_of_two_runs_close_as_one(run_script: ModuleType) -> None:
    runner = run_script.Pytest()
    runner.count("==== 3 failed, 20 passed, 1 skipped, 2 errors in 3.20s ====", 1)
    runner.count("5 passed in 1.0s", 0)
    runner.count("", 4)
    assert runner.counts == {"passed": 25, "failed": 6, "skipped": 1}
    runner.took = 4.25
    assert runner.closing() == "== 25 passed, 6 failed, 1 skipped in 4.2 s =="


@pytest.mark.parametrize(
    ("line", "is_summary"),
    [
        ("===== 2 passed, 1 warning in 0.11s =====", True),
        ("3 failed, 2 passed in 1.2s", True),
        ("no tests ran in 0.01s", True),
        ("==== 1 skipped, 3 deselected in 61.20s (0:01:01) ====", True),
        ("==== warnings summary ====", False),
        ("tests/run/test_x.py ..   [100%]", False),
        ("2 workers [2 items]", False),
    ],
)
def test_the_summary_line_is_known(run_script: ModuleType, line: str, is_summary: bool) -> None:
    assert bool(run_script.Pytest.SUMMARY.match(line)) is is_summary
