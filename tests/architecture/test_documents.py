"""What README and docs name is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_and_pictures_of_a_document_exist(path: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)", path.read_text())
    lost = [t for t in targets if "://" not in t and not t.startswith("/") and not (path.parent / t).exists()]
    assert not lost, lost
