"""Changes of the framework that touch work already done: shown before they are made."""

from collections.abc import Callable, Sequence

import streamlit as st

from framework import refining, themes
from framework.model import Role
from framework.refining import Touched
from framework.study import Study
from framework.themes import Numbered
from workbench import navigation, session
from workbench.wording import counted, escaped

SHOWN = 8  # of what is numbered anew, before “and n more”


def offer(study: Study, entry: Numbered, *, beside_extracts: bool = False) -> None:
    """The ways on from a theme: its passages, the split desk, and the dialogs for merging, moving and retiring."""
    theme, may = entry.theme, study.may(Role.ANALYST)
    here = {"theme": str(theme.id)}
    with st.container(horizontal=True, vertical_alignment="center"):
        if not beside_extracts:
            st.page_link(navigation.address("extracts"), label="Review its passages", query_params=here)
        if may and not theme.retired:
            st.page_link(navigation.address("splitting"), label="Split…", query_params=here)
        if not may or theme.other:
            return
        _button("Merge into…", ":material/merge:", merge, entry)
        _button("Move…", ":material/drive_file_move:", move, entry)
        if not theme.retired:
            _button("Retire…", ":material/archive:", retire, entry)


def _button(label: str, icon: str, dialog: Callable[[Numbered], None], entry: Numbered) -> None:
    if st.button(label, icon=icon, type="tertiary", key=f"{label} {entry.theme.id}"):
        dialog(entry)


@st.dialog("Merge a theme into another", width="medium")
def merge(entry: Numbered) -> None:
    """Choose the other theme, see what the merge touches, merge."""
    with session.reading() as study:
        into = _another(study, entry, "Into")
        if into is not None:
            _merging(study, entry, into)
    if st.button("Merge", type="primary", disabled=into is None):
        if session.act("merge_themes", theme_id=entry.theme.id, into_id=into):
            session.keep("theme", into)
        st.rerun()


@st.dialog("Move a theme", width="medium")
def move(entry: Numbered) -> None:
    """Choose the place, see what is numbered anew, move."""
    with session.reading() as study:
        titles, own = themes.titles(study), set(themes.with_descendants(study, entry.theme.id))
        parents: dict[int | None, str] = {None: "Nothing: it is a main theme"}
        parents |= {e.theme.id: e.title for e in themes.index(study) if _holds(study, e) and e.theme.id not in own}
        listed = list(parents)
        now = listed.index(entry.theme.parent_id) if entry.theme.parent_id in parents else 0
        parent = st.selectbox("Under", listed, now, format_func=parents.__getitem__)
        siblings = [e for e in themes.index(study) if e.theme.parent_id == parent and not e.theme.other]
        siblings = [e for e in siblings if e.theme.id != entry.theme.id]
        places = ["First", *(f"After {titles[e.theme.id]}" for e in siblings)]
        place = st.selectbox("Place", range(len(places)), len(siblings), format_func=places.__getitem__)
        would = refining.before_moving(study, entry.theme.id, parent, place)
        sentences(
            _going_along(would.moves),
            _listed("Sub-themes that go with it", would.sub_themes),
            _renumbered(would.new_numbers),
        )
    if st.button("Move", type="primary", disabled=not would.new_numbers):
        session.act("move_theme", theme_id=entry.theme.id, parent_id=parent, position=place)
        st.rerun()


@st.dialog("Retire a theme", width="medium")
def retire(entry: Numbered) -> None:
    """Close a theme for new passages; what stands under it stays, or goes to another theme."""
    stays, goes = "Leave its passages where they are", "Move its passages to another theme"
    what = st.radio("What becomes of its passages?", [stays, goes])
    into: int | None = None
    with session.reading() as study:
        if what == stays:
            there = refining.touched(study, themes.with_descendants(study, entry.theme.id))
            sentences(
                f"{_amount(there)} stay under it and what is beneath it. It takes no new ones.", "It can be restored."
            )
        else:
            into = _another(study, entry, "To")
            if into is not None:
                _merging(study, entry, into)
    if st.button("Retire", type="primary", disabled=what == goes and into is None):
        if into is None:
            session.act("retire_theme", theme_id=entry.theme.id)
        else:
            session.act("merge_themes", theme_id=entry.theme.id, into_id=into)
        st.rerun()


def sentences(*said: str) -> None:
    """What a change would do, one sentence a line."""
    for sentence in filter(None, said):
        st.markdown(escaped(sentence))


def _holds(study: Study, entry: Numbered) -> bool:
    return not entry.theme.other and themes.retired_above(study, entry.theme.id) is None


def _another(study: Study, entry: Numbered, label: str) -> int | None:
    own = set(themes.with_descendants(study, entry.theme.id))
    open_themes = [e for e in themes.index(study) if themes.retired_above(study, e.theme.id) is None]
    others = {e.theme.id: e.title for e in open_themes if e.theme.id not in own}
    return st.selectbox(label, list(others), None, format_func=others.__getitem__, placeholder="Choose a theme")


def _merging(study: Study, entry: Numbered, into: int) -> None:
    would, other = refining.before_merging(study, entry.theme.id, into), themes.titles(study)[into]
    moves = would.moves
    once = "is there already and stands" if would.there == 1 else "are there already and stand"
    there = f" {would.there} of them {once} there once." if would.there else ""
    cells = f"{counted(moves.cells, 'written cell')} under it stay with it, to be read, not to be added to."
    due = "Each of these transcripts is marked to be looked at again."
    sentences(
        f"{_amount(moves)} go to {other}.{there}" if moves.passages else "No passage stands directly under it.",
        _listed("Sub-themes that move along", would.sub_themes),
        cells if moves.cells else "",
        _renumbered(would.new_numbers),
        due if moves.transcripts else "",
        f"{entry.title} is then retired; undo brings all of it back.",
    )


def _going_along(there: Touched) -> str:
    if not there.passages and not there.cells:
        return "Nothing stands under it yet."
    cells = f", {counted(there.cells, 'written cell')} too" if there.cells else ""
    return f"{_amount(there)} {'goes' if there.passages == 1 else 'go'} with it{cells}."


def _amount(there: Touched) -> str:
    cases, transcripts = counted(there.cases, "case"), counted(there.transcripts, "transcript")
    return f"{counted(there.passages, 'passage')} of {cases} ({transcripts})"


def _listed(heading: str, names: Sequence[str]) -> str:
    if not names:
        return ""
    more = len(names) - SHOWN
    return f"{heading}: {'; '.join(names[:SHOWN])}{f'; and {more} more' if more > 0 else ''}."


def _renumbered(pairs: Sequence[tuple[str, str]]) -> str:
    return _listed("Numbered anew", [f"{title} becomes {number}" for title, number in pairs])
