"""The shape of the house: slots filled, files short and well named, migrations that say what they do."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
from django.apps import apps

from core import files, registry
from core.models import File

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("core", "accounts", "actors", "convergence", "portfolio", "evaluation", "desk", "config")
LONGEST = 320
# Lists of one-line facts that nobody reads from top to bottom.
LISTS = {"desk/style_samples.py", "config/settings.py"}
AUTOMATIC = re.compile(r"^\d+_(auto_|.*_and_more$|(alter|remove|rename|delete)_.*_.*_)")


def sources(*suffixes: str) -> list[Path]:
    """Files of the repository and those not yet added to it, without what .gitignore leaves out."""
    told = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    names = told.stdout.splitlines() if told.returncode == 0 else []
    if not names:  # a copy without git
        names = [
            str(p.relative_to(ROOT)) for floor in (*FLOORS, "templates") for p in (ROOT / floor).rglob("*")
        ]
    return [ROOT / name for name in names if name.endswith(suffixes) and (ROOT / name).is_file()]


def code() -> list[Path]:
    return [path for path in sources(".py") if path.relative_to(ROOT).parts[0] in FLOORS]


def migrations() -> list[Path]:
    return [path for path in code() if path.parent.name == "migrations" and path.name != "__init__.py"]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("slot", registry.ALL, ids=lambda slot: slot.name)
def test_every_slot_of_the_registry_is_filled(slot: registry.Slot[object]) -> None:
    assert len(slot), (
        f"{slot.name} ({slot.about}) está vacío: llénelo en el AppConfig.ready() de un piso superior"
    )


def test_every_slot_is_in_the_list() -> None:
    named = {value for value in vars(registry).values() if isinstance(value, registry.Slot)}
    assert named == set(registry.ALL)


def test_a_code_is_filled_once() -> None:
    slot: registry.Slot[str] = registry.Slot("probe", "prueba")
    slot.fill("a", "x")
    slot.fill("a", "x")
    with pytest.raises(ValueError, match="filled twice"):
        slot.fill("a", "y")


def test_files_stay_short() -> None:
    long = {
        name_of(path): lines
        for path in sources(".py", ".html", ".js")
        if "migrations" not in path.parts and name_of(path) not in LISTS and path.parts[-2] != "img"
        for lines in [len(path.read_text().splitlines())]
        if lines > LONGEST and path.relative_to(ROOT).parts[0] != "tests"
    }
    assert not long, f"pártalos por nombres: {long}"


def test_no_drawer_for_everything() -> None:
    drawer = re.compile(r"^(utils?|helpers?|misc|common|base_.*|.*_v\d+)$")
    assert [name_of(path) for path in code() if drawer.match(path.stem)] == []


def test_a_module_says_what_lives_in_it() -> None:
    """Django's own one-purpose files (urls, apps) and empty __init__ need no word."""
    silent = [
        name_of(path)
        for path in code()
        if path.name not in {"urls.py", "apps.py"}
        and (text := path.read_text()).strip()
        and not ast.get_docstring(ast.parse(text))
    ]
    assert silent == []


def test_migrations_are_named_and_say_what_they_do() -> None:
    assert migrations()
    nameless = [name_of(path) for path in migrations() if AUTOMATIC.match(path.stem)]
    assert nameless == [], "dé a la migración el nombre de lo que hace (--name)"
    silent = [name_of(path) for path in migrations() if not ast.get_docstring(ast.parse(path.read_text()))]
    assert silent == [], "una frase al comienzo de la migración"


@pytest.mark.parametrize(
    "name", ["0002_auto_20261120_1200", "0003_actor_rut_and_more", "0004_alter_actor_rut_x"]
)
def test_the_names_that_django_invents_are_known(name: str) -> None:
    assert AUTOMATIC.match(name)


def test_removing_orphans_asks_everyone_who_names_a_file() -> None:
    """Looked for from the other side: each model's own fields, with the history's tables."""
    naming = {
        (model, field.name)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields(include_hidden=True)
        if field.is_relation and not field.auto_created and field.concrete and field.related_model is File
    }
    assert naming, "nadie nombra archivos: ¿cambió el nombre del modelo?"
    assert set(files.naming_fields()) == naming


def test_services_and_querysets_know_no_request() -> None:
    """Doors hand over plain values; what lies behind them works for page, API and worker alike."""
    guilty = [
        name_of(path)
        for path in code()
        if (path.stem in {"services", "querysets", "rules", "facts"} or path.parent.name == "services")
        and re.search(r"\brequest[.:]|django\.(http|shortcuts)", path.read_text())
    ]
    assert guilty == []
