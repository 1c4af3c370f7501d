"""The editor of one cell on a page: what it asks for is kept, and the page runs again with it."""

import streamlit as st

from framework.model import About, Cell
from framework.study import Study
from workbench import cell_payload, session
from workbench.components.cell_editor import cell_editor
from workbench.memo_cards import memos_here


def edit(study: Study, cell: str, neighbours: dict[str, str | None], kept: str = "cell") -> None:
    """The editor of a cell (“case:theme”) with its memos. `kept`: the name under which the page keeps which is open."""
    case_id, theme_id = map(int, cell.split(":"))
    with_history = session.kept("cell history", "") == cell
    asked = cell_editor("cell", cell_payload.cell_editor(study, case_id, theme_id, neighbours, with_history))
    stored = study.one(Cell, case_id=case_id, theme_id=theme_id)
    if stored is not None:  # a memo needs something to be about: the cell comes first
        memos_here(study, About.CELL, stored.id, "cell", "Memos about this cell")
    follow("go", asked.go, kept)
    if (asked.history or "") != session.kept("cell history", ""):
        session.keep("cell history", asked.history or "")
        st.rerun()
    if asked.closed and asked.closed != session.kept("closed"):
        session.keep("closed", asked.closed)
        session.keep(kept, None)
        st.rerun()


def follow(name: str, wanted: str | None, kept: str = "cell") -> None:
    """Open the cell that a component asks for (“case:theme#stamp”), once for each asking."""
    if wanted and wanted != session.kept(name):
        session.keep(name, wanted)
        session.keep(kept, wanted.split("#")[0])
        st.rerun()
