"""The memos of the invented study: about it, its transcripts, cases, themes and cells, and in the margins."""

from framework.memos import note_in_margin, pin_memo, write_memo
from framework.model import About, Cell, MemoKind
from framework.store.journal import Change
from workbench.sample.loading import Deed, Loading, Row, located


def write_memos(loading: Loading) -> None:
    """Notes, case summaries among them, each by its author."""
    for row in loading.rows("memos.csv"):
        about, id = _noted(loading, row["about"])
        write(loading, row["author"], about, id, row["text"], MemoKind(row["kind"]), bool(row["pinned"]))
    for row in loading.rows("margin.csv"):
        loading.act(loading.people[row["author"]], _noting(loading, row))


def write(
    loading: Loading, author: str, about: About, id: int, text: str, kind: MemoKind, pinned: bool = False
) -> None:
    """Write one memo, and pin it where it is to be."""

    def deed(change: Change) -> None:
        memo = write_memo(change, about, id, text, kind)
        if pinned:
            pin_memo(change, memo.id)

    loading.act(loading.people[author], deed)


def _noted(loading: Loading, about: str) -> tuple[About, int]:
    """What a memo is about: “study”, “case LA1_FG1”, “cell LA1_FG1 2.5”, a transcript or the number of a theme."""
    match about.split():
        case ["study"]:
            return About.STUDY, loading.project_id
        case ["case", name]:
            return About.CASE, loading.case(name)
        case ["cell", name, number]:
            place = {"case_id": loading.case(name), "theme_id": loading.themes[number]}
            with loading.workspace.read(loading.project_id, loading.lead) as study:
                return About.CELL, study.find(Cell, **place)[0].id
    transcript = loading.transcripts.get(about)
    return (About.TRANSCRIPT, transcript.id) if transcript else (About.THEME, loading.themes[about])


def _noting(loading: Loading, row: Row) -> Deed:
    def deed(change: Change) -> None:
        transcript = loading.transcript(change, row["transcript"])
        start, end = located(change.text(transcript.digest), row, "margin.csv")
        note_in_margin(change, transcript.id, start, end, row["text"])

    return deed
