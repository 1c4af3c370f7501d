"""Who may import whom: a module imports only from lower stairs, and foreign libraries stay in their rooms."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
STAIRS = (
    ("framework.errors", "framework.model", "framework.foreign", "framework.capitals"),
    ("framework.store", "framework.study"),
    ("framework.operations", "framework.alignment", "framework.identifiers", "framework.quoted"),
    ("framework.workspace", "framework.history"),
    ("framework.people",),
    ("framework.design",),
    ("framework.cases",),
    ("framework.transcripts", "framework.value_types"),
    ("framework.facesheet_rows",),
    ("framework.facesheets",),
    ("framework.search",),
    ("framework.themes",),
    ("framework.indexing",),
    ("framework.coverage",),
    ("framework.memos",),
    ("framework.corrections",),
    ("framework.rereading",),
    ("framework.versions", "framework.starters"),
    ("framework.refining", "framework.excerpt_rows"),
    ("framework.excerpts",),
    ("framework.reviewing",),
    ("framework.evidence",),
    ("framework.matrices",),
    ("framework.speakers",),
    ("framework.charting", "framework.cell_history"),
    ("framework.pseudonyms",),
    ("framework.replacing",),
    ("framework.guide", "framework.approval", "framework.review_queue", "framework.board"),
    ("framework.interpretation",),
    ("framework.passport", "framework.archive_form"),
    ("framework.importing", "framework.exporting"),
    ("framework.edited_cells", "framework.archive_contents", "framework.taking_over"),
    ("framework.bringing_back", "framework.restoring"),
    ("workbench",),
)
STAIR = {house: number for number, houses in enumerate(STAIRS) for house in houses}
# On one stair, only these look at their neighbour.
NEIGHBOURS = {
    ("framework.model", "framework.errors"),
    ("framework.foreign", "framework.model"),
    ("framework.study", "framework.store"),
}
GATES = ("framework.importing", "framework.exporting")
KEPT_IN = {
    "sqlalchemy": ("framework.store",),
    "alembic": ("framework.store",),
    "sqlcipher3": ("framework.store",),
    "streamlit": ("workbench",),
    "uvicorn": ("workbench",),
    "starlette": ("workbench",),
    "openpyxl": GATES,
    "lxml": GATES,
    "bs4": GATES,
    "pypdfium2": GATES,
    "docx": GATES,
    "pandas": (*GATES, "workbench"),
    "altair": ("workbench",),
    "sklearn": (),
}
MODULES = {
    ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file
    for package in ("framework", "workbench")
    for file in sorted((ROOT / package).rglob("*.py"))
}


def imported(name: str) -> Iterator[str]:
    """The modules that a module imports, wherever in it it does so."""
    for node in ast.walk(ast.parse(MODULES[name].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} imports relatively: write the whole name"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in MODULES else node.module or ""


def house(name: str) -> str | None:
    """The part of the house a module belongs to."""
    return next((h for h in STAIR if name == h or name.startswith(f"{h}.")), None)


def test_every_module_has_its_place_on_the_stairs() -> None:
    homeless = [name for name in MODULES if name != "framework" and house(name) is None]
    assert not homeless


@pytest.mark.parametrize("name", [name for name in MODULES if name != "framework"])
def test_a_module_imports_only_from_lower_stairs(name: str) -> None:
    own = house(name)
    assert own is not None
    for other in filter(None, map(house, imported(name))):
        allowed = other == own or STAIR[other] < STAIR[own] or (own, other) in NEIGHBOURS
        assert allowed, f"{name} must not import {other}"


@pytest.mark.parametrize("name", MODULES)
def test_foreign_libraries_stay_in_their_rooms(name: str) -> None:
    for module in imported(name):
        rooms = KEPT_IN.get(module.split(".")[0])
        assert rooms is None or house(name) in rooms, f"{name} must not import {module}"
