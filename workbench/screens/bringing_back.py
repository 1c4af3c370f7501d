"""Bring a workbook back: what somebody has changed in it, cell by cell, and which of that goes into the study."""

from html import escape
from typing import Any

import streamlit as st

from framework import bringing_back
from framework.bringing_back import Account, Keep, Kind, Returned
from framework.cell_history import difference
from framework.importing import edited_workbook
from framework.model import Role
from framework.study import Study
from framework.themes import index
from workbench import faults, navigation, session
from workbench.undoing import keep_done, what_was_done
from workbench.wording import counted, escaped

SHOWN_AT_ONCE = 40
HEADINGS = {
    Kind.CONFLICT: "Changed in the file and in the study",
    Kind.CHANGED: "Changed in the file",
    Kind.EMPTIED: "Emptied in the file",
}
ABOUT = {
    Kind.CONFLICT: "Somebody has changed these cells here since the workbook left. Decide for each; the others stay.",
    Kind.CHANGED: "Ticked cells go into the study and are drafts again.",
    Kind.EMPTIED: "Tick a cell only if it is to be empty in the study too.",
}
STYLE = """<style>
.words { white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.5; }
.words del { text-decoration: line-through; background: rgba(200, 60, 50, .16); }
.words ins { text-decoration: underline; background: rgba(30, 130, 80, .18); }
.words .aloud { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
</style>"""
_ALOUD = {"added": ("ins", "added"), "removed": ("del", "removed")}


def show() -> None:
    with session.reading() as study:
        st.title("Bring a workbook back")
        if not study.may(Role.ANALYST):
            st.info("Your role in this study does not include charting.")
            return
        upload = st.file_uploader(
            "The edited workbook (.xlsx)", type=["xlsx"], key=f"workbook {session.kept('workbooks', 0)}"
        )
        if upload is None:
            what_was_done(study, "brought back")
            explain()
            return
        found = looked_through(study, upload)
    if found is not None:
        compare(found)


def explain() -> None:
    st.text(
        "A workbook with summary matrices that was exported from this study can be worked on in Excel or LibreOffice "
        "by somebody else and brought back here: cells rewritten, rows sorted and filtered, columns hidden, widened or "
        "moved, sheets renamed. You then see exactly the cells that were changed, and nothing is stored before you "
        "have looked it through."
    )
    st.text(
        "In a cell: “words in quotation marks” that stand in a passage are verbatim; a line that begins with Comment: "
        "is the analyst’s comment; (41–44; 60) links what stands before it to the passages with these lines; "
        "“asked, nothing said” and the other reasons say why a cell is blank."
    )
    st.page_link(navigation.address("export"), label="Export to Excel", icon=":material/download:")


def looked_through(study: Study, upload: Any) -> Account | None:
    """The account of the chosen file, made once for each state of the study; None, and a sentence, where refused."""
    key = (upload.file_id, study.project.guid, study.version)
    known = session.kept("account")
    if known is not None and known[0] == key:
        return known[1]  # type: ignore[no-any-return]
    try:
        with st.spinner("Looking the workbook through …"):
            found = bringing_back.account(study, edited_workbook.read(upload.name, upload.getvalue()))
    except Exception as error:
        st.error(escaped(faults.sentence(error)), icon=":material/error:")
        return None
    session.keep("account", (key, found))
    session.keep("decided", {})
    return found


@st.fragment
def compare(found: Account) -> None:
    """Every cell that differs, and what to do about it."""
    with session.reading() as study:
        mains = {entry.theme.id: entry.main for entry in index(study)}
        st.markdown(f"**{escaped(said(found, mains))}**")
        file = found.workbook
        st.caption(
            escaped(f"{file.name}: exported {file.exported} at version {file.version}; now it is {study.version}.")
        )
    if found.left_out:
        with st.container(border=True):
            st.markdown("**Not brought back**")
            st.text("\n".join(found.left_out))
    st.html(STYLE)
    decided: dict[tuple[int, int], Keep] = session.kept("decided", {})
    for kind in HEADINGS:
        listed(kind, found.of(kind), decided)
    wanted = [cell for one in found.cells if (cell := one.decided(decided.get(place(one), Keep.OURS)))]
    if found.cells and st.button(f"Bring back {counted(len(wanted), 'cell')}", type="primary", disabled=not wanted):
        bring_back(found, wanted)


def said(found: Account, mains: dict[int, int]) -> str:
    """“3 cells changed in 2 matrices, 1 conflict, 1 emptied; 477 unchanged.”"""
    changed, conflicts, emptied = (len(found.of(kind)) for kind in (Kind.CHANGED, Kind.CONFLICT, Kind.EMPTIED))
    unchanged = f"{found.unchanged:,} unchanged"
    if not found.cells:
        return f"Nothing has been changed: {unchanged}."
    matrices = len({mains.get(cell.theme_id) for cell in found.of(Kind.CHANGED)})
    parts = [f"{counted(changed, 'cell')} changed in {counted(matrices, 'matrix', 'matrices')}"] if changed else []
    parts += [counted(conflicts, "conflict")] if conflicts else []
    parts += [f"{emptied} emptied"] if emptied else []
    return f"{', '.join(parts)}; {unchanged}."


def place(cell: Returned) -> tuple[int, int]:
    return cell.case_id, cell.theme_id


def listed(kind: Kind, cells: list[Returned], decided: dict[tuple[int, int], Keep]) -> None:
    """The cells of one kind, some at a time; what is decided about each is put into `decided`."""
    if not cells:
        return
    st.subheader(f"{HEADINGS[kind]} ({len(cells)})")
    st.caption(ABOUT[kind])
    for cell in cells:
        decided.setdefault(place(cell), Keep.THEIRS if kind is Kind.CHANGED else Keep.OURS)
    first = 0
    if len(cells) > SHOWN_AT_ONCE:
        firsts = range(0, len(cells), SHOWN_AT_ONCE)
        last = len(cells)
        first = st.selectbox(
            "Show",
            firsts,
            format_func=lambda n: f"{n + 1} to {min(n + SHOWN_AT_ONCE, last)} of {last}",
            key=f"of {kind}",
        )
    for cell in cells[first : first + SHOWN_AT_ONCE]:
        with st.container(border=True):
            decided[place(cell)] = one(cell, decided[place(cell)])


def one(cell: Returned, before: Keep) -> Keep:
    """A cell with its texts, and what is decided about it."""
    key, label = f"cell {cell.case_id} {cell.theme_id}", escaped(f"{cell.case} · {cell.theme}")
    keep = before
    if cell.hindrance:
        st.markdown(f"**{label}**")
    elif cell.kind is Kind.CONFLICT:
        keep = choice(label, key, before)
    else:
        ticked = st.checkbox(f"**{label}**", before is Keep.THEIRS, key=key)
        keep = Keep.THEIRS if ticked else Keep.OURS
    if cell.kind is Kind.CONFLICT:
        with st.container(horizontal=True):
            words("In the workbook, since it left", cell.left, cell.found)
            words("In the study, since it left", cell.left, cell.now)
    else:
        words("", cell.now, cell.found)
    for remark in cell.remarks:
        st.text(f"Note: {remark}")
    if cell.hindrance:
        st.text(f"Stays as it is: {cell.hindrance}")
    return keep


def choice(label: str, key: str, before: Keep) -> Keep:
    """What to do about a conflict; as long as nothing is decided, the study's stays."""
    ways = list(Keep)
    at = ways.index(before) if before is not Keep.OURS or st.session_state.get(key) else None
    picked = st.radio(f"**{label}**", ways, at, format_func=lambda way: way.value, horizontal=True, key=key)
    if picked is None:
        st.caption("Not decided yet: stays as it is in the study.")
    return picked or Keep.OURS


def words(heading: str, before: str, after: str) -> None:
    """Two texts as one, with what was taken out and put in; said aloud as well as shown."""
    shown = []
    for word in difference(before, after):
        tag, aloud = _ALOUD.get(word.what, ("span", ""))
        spoken = f'<span class="aloud">[{aloud}: </span>' if aloud else ""
        closed = '<span class="aloud">]</span>' if aloud else ""
        shown.append(f"<{tag}>{spoken}{escape(word.text)}{closed}</{tag}>")
    with st.container(width="stretch"):
        if heading:
            st.caption(heading)
        st.html(f'<div class="words">{"".join(shown)}</div>')


def bring_back(found: Account, wanted: list[dict[str, Any]]) -> None:
    with st.spinner("Bringing the cells back …"):
        done = session.act("bring_back", file=found.workbook.name, returned=wanted)
    if done is not None:
        keep_done("brought back", done)
        session.keep("workbooks", session.kept("workbooks", 0) + 1)
    session.keep("account", None)
    st.rerun()


show()
