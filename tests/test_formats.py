"""The table of formats: complete, true of the program, and the same in the README."""

import re
from pathlib import Path

import pytest
import typer

from framework.exporting import WRITERS
from framework.importing import READERS
from workbench.cli import app
from workbench.formats import INCOMING, TRANSCRIPTS, Section, outgoing
from workbench.navigation import SCREENS

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
NAMES = {name for screens in SCREENS.values() for name, *_ in screens}


def written(section: Section) -> str:
    """A section as the README has it."""
    rows = [f"| {' | '.join(row)} |" for row in (section.headings, *section.rows)]
    return "\n".join([rows[0], "|" + "---|" * len(section.headings), *rows[1:]])


@pytest.mark.parametrize("section", INCOMING, ids=lambda section: section.title)
def test_the_readme_has_the_same_table(section: Section) -> None:
    assert written(section) in README


def test_the_readme_names_every_export() -> None:
    assert [what for what in WRITERS if f"`{what}`" not in README] == []


@pytest.mark.parametrize("section", [*INCOMING, outgoing()], ids=lambda section: section.title)
def test_the_page_and_the_command_are_there(section: Section) -> None:
    assert all(len(row) == len(section.headings) and all(row) for row in section.rows)
    assert section.screen in {"", *NAMES}
    command: object = typer.main.get_command(app)
    for word in section.command.split():
        command = getattr(command, "commands", {}).get(word)
    assert command is not None


def test_every_reader_of_transcripts_has_a_row() -> None:
    named = set(re.findall(r"\.([a-z]+)", " ".join(name for name, *_ in TRANSCRIPTS.rows)))
    assert set(READERS) - named == {"text"}
    assert {"txt", "md"} <= named
