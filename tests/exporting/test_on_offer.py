"""Every export can be found: on the export page and in the help of the command line."""

from typer.testing import CliRunner

from framework.exporting import WRITERS
from workbench.cli import app
from workbench.formats import ABOUT, HOLDS


def test_the_page_offers_every_export_once_and_says_what_it_holds() -> None:
    offered = [(what, holds) for exports in HOLDS.values() for what, holds in exports.items()]
    assert sorted(what for what, _ in offered) == sorted(WRITERS)
    assert all(holds for _, holds in offered)
    assert set(ABOUT) <= set(HOLDS)


def test_whoever_takes_whole_transcripts_away_is_told() -> None:
    (group,) = [exports for exports in HOLDS.values() if "project-qdpx" in exports]
    assert "Whole transcripts" in group["project-qdpx"]


def test_the_command_line_names_every_export() -> None:
    lines = CliRunner().invoke(app, ["export", "--list"]).output.splitlines()
    assert [line.split()[0] for line in lines[1:]] == [what for exports in HOLDS.values() for what in exports]
