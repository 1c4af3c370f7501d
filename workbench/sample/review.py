"""The supervisor's review of the invented study: what was said of cells, approved, signed off, and what came after."""

from collections.abc import Callable, Collection
from typing import Any

from framework.approval import (
    approve_cells,
    ask_changes,
    look,
    remark_on_cell,
    settle_remark,
    sign_off,
    submit_cells,
    threads,
)
from framework.charting import confirm_cell
from framework.corrections import correct_turn
from framework.indexing import place_passage, remove_passage
from framework.matrices import Status, summary_matrix
from framework.model import Cell, Remark
from framework.store.journal import Change
from framework.store.reader import Reader
from framework.transcripts import turns_of
from workbench.sample.charting import charting, editions, seen
from workbench.sample.loading import Deed, Loading, Row, located

SUPERVISOR = "HM"
# Main theme → the note on its sign-off. These two are charted in full.
SIGNED_OFF = {
    "2": "For the interim report. 2.2 is long in the focus groups; I would rather have that than lose a strand.",
    "4": "Read against the transcripts of two sites. 4.5 to be talked about before the final report.",
}
# What becomes of the charts that are only begun: sites of which the cells were submitted, and of those, approved.
SUBMITTED: dict[str, tuple[str, ...]] = {"1": ("LA1_", "LA2_", "LA3_FG"), "3": ("LA1_", "LA2_", "LA3_")}
APPROVED: dict[str, tuple[str, ...]] = {"1": ("LA1_",), "3": ("LA1_",)}
# Cells rewritten after the sign-off that have gone back to the supervisor, and those she has approved again.
SUBMITTED_AGAIN = (("LA2_FG1", "2.4"), ("LA4_Manager_2", "2.4"), ("LA3_FG2", "2.4"))
APPROVED_AGAIN = SUBMITTED_AGAIN[-1:]

Cells = list[dict[str, Any]]
Wanted = Callable[[tuple[int, int]], bool]


def review_in_full(loading: Loading) -> None:
    """Two matrices are submitted whole, talked about, in part rewritten, approved by the supervisor and signed off."""
    for main in SIGNED_OFF:
        _submit(loading, main)
    _talk(loading, "first")
    rewritten = dict(editions(loading, "first"))
    for case, number in rewritten:
        rows = [row for row in loading.rows("cells.csv") if (row["case"], row["theme"]) == (case, number)]
        loading.act(_analyst(loading, case), charting(loading, rows))
    _talk(loading, "rewritten")
    for main in SIGNED_OFF:
        _submit(loading, main)
        _approve(loading, main)
    for main, note in SIGNED_OFF.items():
        _supervise(loading, lambda change, main=main, note=note: sign_off(change, loading.themes[main], note))  # type: ignore[misc]
    _supervise(loading, lambda change: look(change, change.project.version))


def look_again(loading: Loading) -> None:
    """After the sign-off a second reading and a recording heard again change some evidence; cells are rewritten."""
    for row in loading.rows("second_look.csv"):
        loading.act(loading.people[row["analyst"]], _looking_again(loading, row))
    for row in loading.rows("corrections.csv"):
        loading.act(loading.people[row["person"]], _correcting(loading, row))
    for (case, _), rows in editions(loading, "later"):
        loading.act(_analyst(loading, case), charting(loading, rows))
    again = [(loading.case(case), loading.themes[number]) for case, number in SUBMITTED_AGAIN]
    _submit(loading, "2", lambda place: place in again)
    approved = [(loading.case(case), loading.themes[number]) for case, number in APPROVED_AGAIN]
    _approve(loading, "2", lambda place: place in approved)


def review_in_part(loading: Loading) -> None:
    """The two matrices that are begun: some cells stay drafts, some wait for the supervisor, some are approved."""
    for main, sites in SUBMITTED.items():
        _submit(loading, main, _at(loading, sites))
    for main, sites in APPROVED.items():
        _approve(loading, main, _at(loading, sites))
    _talk(loading, "later")


def _at(loading: Loading, sites: tuple[str, ...]) -> Wanted:
    cases = {loading.case(name) for name in loading.transcripts if name.startswith(sites)}
    return lambda place: place[0] in cases


def _submit(loading: Loading, main: str, wanted: Wanted = lambda place: True) -> None:
    """Each analyst hands in what they have charted of a matrix and not handed in before, or were to change."""
    for initials in sorted(set(loading.analyst_of.values())):
        own = {loading.case(case) for case, analyst in loading.analyst_of.items() if analyst == initials}
        with loading.workspace.read(loading.project_id, loading.people[initials]) as study:
            ready = _cells(loading, study, main, (Status.DRAFT, Status.CHANGES_ASKED), wanted)
        cells = [cell for cell in ready if cell["case_id"] in own]
        if cells:
            loading.act(loading.people[initials], lambda change, cells=cells: submit_cells(change, cells))  # type: ignore[misc]


def _approve(loading: Loading, main: str, wanted: Wanted = lambda place: True) -> None:
    """The supervisor approves what is submitted of a matrix."""
    _supervise(
        loading, lambda change: approve_cells(change, _cells(loading, change, main, (Status.SUBMITTED,), wanted))
    )


def _cells(loading: Loading, reader: Reader, main: str, states: Collection[Status], wanted: Wanted) -> Cells:
    """The cells of a matrix that have come so far and are wanted, with the version one sees."""
    found = summary_matrix(reader, loading.themes[main]).cells
    places = ((place, cell) for place, cell in found.items() if wanted(place) and cell.status in states)
    return [{"case_id": case, "theme_id": theme, "seen": cell.seen} for (case, theme), cell in places]


def _talk(loading: Loading, when: str) -> None:
    """What was said about cells, in the order in which it was said."""
    for row in loading.rows("remarks.csv"):
        if row["when"] == when:
            loading.act(loading.people[row["person"]], _saying(loading, row))


def _saying(loading: Loading, row: Row) -> Deed:
    place = loading.place(row)
    text, words, passage = row["text"], row["words"], loading.passages.get(row["passage"])
    match row["act"]:
        case "ask":
            return lambda change: ask_changes(change, *place, seen(change, *place), text, words, passage)
        case "remark":
            return lambda change: remark_on_cell(change, *place, text, words, passage)
        case "answer":
            return lambda change: remark_on_cell(change, *place, text, answers=_latest(change, place).id)
        case _:
            return lambda change: settle_remark(change, _latest(change, place).id)


def _latest(reader: Reader, place: tuple[int, int]) -> Remark:
    """The remark on a cell that is being answered or settled."""
    (stored,) = reader.find(Cell, case_id=place[0], theme_id=place[1])
    return threads(reader, stored.id)[-1].remark


def _looking_again(loading: Loading, row: Row) -> Deed:
    """A passage is placed under one more theme or removed; or a cell said to hold as it is in spite of such a thing."""
    passage, case = loading.passages[row["passage"]], loading.case(row["passage"].rpartition("-")[0])
    match row["act"]:
        case "place":
            return lambda change: place_passage(change, passage, [loading.themes[row["theme"]]])
        case "remove":
            return lambda change: remove_passage(change, passage)
        case _:
            place = case, loading.themes[row["theme"]]
            return lambda change: confirm_cell(change, *place, seen(change, *place))


def _correcting(loading: Loading, row: Row) -> Deed:
    """Other words for those that stand once in the transcript, within one turn."""

    def deed(change: Change) -> None:
        transcript = loading.transcript(change, row["transcript"])
        text = change.text(transcript.digest)
        start, _ = located(text, {"begins": row["said"], "ends": row["said"]}, "corrections.csv")
        turn = next(turn for turn in turns_of(change, transcript.id) if turn.speech <= start < turn.end)
        words = text[turn.speech : turn.end].replace(row["said"], row["corrected"])
        correct_turn(change, transcript.id, turn.number, words, row["note"])

    return deed


def _supervise(loading: Loading, deed: Deed) -> None:
    loading.act(loading.people[SUPERVISOR], deed)


def _analyst(loading: Loading, case: str) -> int:
    return loading.people[loading.analyst_of[case]]
