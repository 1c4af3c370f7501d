"""Check for names: what may identify somebody is listed in its words, and opened where it stands."""

from collections.abc import Callable
from pathlib import Path

from in_browser import Screen, Server
from small_study import arrival, build, talk

from framework.model import CaseKind

SAID = "Dr Ann Lee rang from 07700 900456 about Oakwood School on 3 May."


def test_what_may_identify_somebody_is_listed_and_opened(
    tmp_path: Path, run: Callable[..., Server], screen: Callable[[Server], Screen]
) -> None:
    s = build(tmp_path / "workspace.sqlite3")
    s.act("ruth", "import_transcripts", arrivals=[arrival(talk(["S1"], 40, 77, SAID), CaseKind.INTERVIEW)])
    s.workspace.close()
    on = screen(run(port=8897))
    on.open("identifiers")
    on.sidebar.get_by_role("combobox", name="Working as").click()
    on.page.get_by_role("option", name="Ruth Adeyemi").click()
    on.settled()
    on.says("This is no anonymisation.")
    on.says("3 places in 1 of 4 transcripts: ")
    names = on.main.get_by_role("textbox", name="Names, places, schools")
    names.fill("oakwood school\n")
    names.press("Control+Enter")
    on.says("4 places in 1 of 4 transcripts: ")
    on.settled()
    found = [row[1:3] for row in on.cells("Places in no site, interview 1")]
    assert found == [
        ["title and name", "Dr Ann Lee"],
        ["telephone number", "07700 900456"],
        ["name you gave", "Oakwood School"],
        ["date", "3 May"],
    ]
    on.press("Open in the transcript")
    on.page.wait_for_url("**/reading?*")
    assert on.state("transcript")
    on.says("Dr Ann Lee rang from")
