"""Cells to be read one under another: along a case, or down a sub-theme, beside another where one compares."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from framework.matrices import Part, Status, Written, line_references, passages_named
from framework.model import BlockKind
from framework.study import Study
from workbench import cell_opening
from workbench.wording import counted, escaped

_STYLE = """<style>
.said { line-height: 1.5; } .said p { margin: 0 0 .35rem; overflow-wrap: anywhere; }
.said .verbatim { font-style: italic; border-left: 3px solid currentColor; padding-left: .5rem; }
.said .comment { opacity: .75; font-size: .92em; } .said .blank { opacity: .75; }
.said a { color: inherit; font-style: normal; white-space: nowrap; }
</style>"""
_CALLED = {BlockKind.VERBATIM: "verbatim", BlockKind.COMMENT: "comment"}

Links = dict[int, tuple[str, int]]  # passage → its lines and its transcript


def lines_and_transcripts(study: Study, cells: Sequence[Written]) -> Links:
    """The passages that cells rest on, with what a reference to one needs."""
    wanted = {id for cell in cells for part in cell.parts for id in part.passages}
    lines = line_references(study, {cell.theme_id for cell in cells}, {cell.case_id for cell in cells})
    return {id: (lines[id], p.transcript_id) for id, p in passages_named(study, wanted).items() if id in lines}


def cell_text(cell: Written, links: Links) -> None:
    """What stands in a cell, its references leading to the words in the transcript."""
    st.html(_STYLE + f'<div class="said">{_said(cell, links)}</div>')


def _said(cell: Written, links: Links) -> str:
    if not cell.parts:
        return f'<p class="blank">{escape(blank_words(cell))}</p>'
    return "".join(_part(part, links) for part in cell.parts)


def _part(part: Part, links: Links) -> str:
    shown = "".join(f"{escape(text)}{_references(ids, links)}" for text, ids in part.pieces())
    shown = f"“{shown}”" if part.kind is BlockKind.VERBATIM and not part.passages else shown
    if part.kind is BlockKind.VERBATIM and part.passages:
        shown = f"“{escape(part.text)}”{_references(part.passages, links)}"
    if part.kind is BlockKind.COMMENT:
        shown = f"<strong>Comment:</strong> {shown}"
    return f'<p class="{_CALLED.get(part.kind, "summary")}">{shown}</p>'


def _references(ids: Sequence[int], links: Links) -> str:
    found = [
        f'<a href="/indexing?transcript={links[id][1]}&amp;passage={id}" target="_self">{escape(links[id][0])}</a>'
        for id in ids
        if id in links
    ]
    return f" ({'; '.join(found)})" if found else ""


def blank_words(cell: Written) -> str:
    """Why nothing is written, in words."""
    if cell.blank and cell.charted:
        return f"Left blank: {cell.blank.value}"
    return f"Not charted yet: {counted(cell.passages, 'passage')}" if cell.passages else "Nothing indexed"


def state_words(cell: Written) -> str:
    """“draft · 3 passages · 1 open remark”."""
    if cell.status is Status.NOT_STARTED:
        return ""
    parts = [cell.status.value, *([counted(cell.passages, "passage")] if cell.passages else [])]
    parts += [counted(cell.remarks, "open remark")] if cell.remarks else []
    parts += list(cell.dynamics)
    return " · ".join(parts)


def read_cell(study: Study, cell: Written, links: Links, name: str) -> None:
    """A cell with its state, and a way to it in its editor."""
    with st.container(gap=None):
        cell_text(cell, links)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            if said := state_words(cell):
                st.caption(escaped(said), width="content")
            _open_button(study, cell, name)


def _open_button(study: Study, cell: Written, name: str) -> None:
    key = f"open {cell.case_id}:{cell.theme_id}"
    if st.button("Open the cell", key=key, type="tertiary", help=name, icon=":material/edit_note:"):
        cell_opening.open_cell(study, cell.case_id, cell.theme_id)
