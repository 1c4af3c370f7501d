"""Every export can be found: on the export page and in the help of the command line."""

import ast
from pathlib import Path

from typer.testing import CliRunner

from framework.exporting import WRITERS
from workbench.cli import app

PAGE = Path(__file__).parents[2] / "workbench/screens/export.py"


def literal(name: str) -> dict[str, dict[str, str]]:
    """A table of the page, which only runs inside the app."""
    for node in ast.parse(PAGE.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            found: dict[str, dict[str, str]] = ast.literal_eval(node.value)
            return found
    raise AssertionError(name)


def test_the_page_offers_every_export_once_and_says_what_it_holds() -> None:
    offered = [(what, holds) for exports in literal("HOLDS").values() for what, holds in exports.items()]
    assert sorted(what for what, _ in offered) == sorted(WRITERS)
    assert all(holds for _, holds in offered)
    assert set(literal("ABOUT")) <= set(literal("HOLDS"))


def test_whoever_takes_whole_transcripts_away_is_told() -> None:
    (group,) = [exports for exports in literal("HOLDS").values() if "project-qdpx" in exports]
    assert "Whole transcripts" in group["project-qdpx"]


def test_the_command_line_names_every_export() -> None:
    words = CliRunner().invoke(app, ["export", "matrix", "--help"], env={"COLUMNS": "400", "TERM": "dumb"}).output
    assert all(what in words for what in WRITERS)
