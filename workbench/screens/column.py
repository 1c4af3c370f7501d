"""Down a sub-theme: what every case says of it, with the theme note; beside another sub-theme where asked for."""

import streamlit as st

from framework import matrices, reviewing, themes
from framework.cases import CaseRow
from framework.memos import memos_about
from framework.model import About, MemoKind
from framework.people import names
from framework.study import Study
from framework.themes import Numbered
from workbench import navigation, session
from workbench.memo_cards import memo_cards, memo_form
from workbench.row_choice import choose_rows
from workbench.wording import counted, escaped, moment
from workbench.written_cells import lines_and_transcripts, read_cell

NONE = 0


def show(study: Study) -> None:
    mains = [entry for entry in themes.main_themes(study) if not entry.theme.retired]
    found = {c.theme.id: c for main in mains for c in themes.columns(study, main.theme.id)}
    if not found:
        st.title("Down a sub-theme")
        st.info("Sub-themes appear here once there is a thematic framework.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.title("Down a sub-theme", width="stretch")
        theme_id = chosen(found)
        against = beside(found, theme_id)
        rows, said = choose_rows(study, "column")
    if said:
        st.caption(escaped(f"{counted(len(rows), 'case')}. {said}"))
    ids = [theme_id, against] if against else [theme_id]
    for id, side in zip(ids, st.columns(len(ids), gap="large"), strict=True):
        with side:
            about(study, found[id])
    down(study, ids, found, rows)


def chosen(found: dict[int, Numbered]) -> int:
    """The sub-theme in the address, or the one chosen here."""
    ids, asked = list(found), st.query_params.get("theme", "")
    now = int(asked) if asked.isdecimal() and int(asked) in found else session.kept("column", ids[0])
    now = now if now in found else ids[0]
    picked = st.selectbox("Sub-theme", ids, ids.index(now), format_func=lambda id: found[id].title, width=280)
    session.keep("column", picked)
    if picked != now:
        st.query_params["theme"] = str(picked)
        st.rerun()
    return picked


def beside(found: dict[int, Numbered], theme_id: int) -> int:
    """Another sub-theme to read it against; NONE where none is chosen."""
    others = {NONE: "no other", **{id: entry.title for id, entry in found.items() if id != theme_id}}
    return st.selectbox("Read against", list(others), format_func=others.__getitem__, width=240, key="against column")


def about(study: Study, entry: Numbered) -> None:
    """What the sub-theme means, and the theme note."""
    st.header(escaped(entry.title), anchor=False)
    st.text(entry.theme.definition or "No definition is written yet.")
    notes = [m for m in memos_about(study, About.THEME, entry.theme.id) if m.kind is MemoKind.THEME_NOTE]
    judged = [review for review in reviewing.reviews_of(study, entry.theme.id) if review.note]
    with st.expander(
        f"Theme note ({len(notes) + len(judged)})", expanded=bool(notes or judged), icon=":material/sticky_note_2:"
    ):
        memo_cards(study, notes, f"note {entry.theme.id}")
        for review in judged:
            st.text(review.note)
            by = f"On reviewing the extracts ({review.verdict.value}): {names(study)[review.person_id]}"
            st.caption(escaped(f"{by}, {moment(review.at)}"))
        memo_form(study, About.THEME, entry.theme.id, f"note {entry.theme.id}", (MemoKind.THEME_NOTE,))
    where = {"theme": str(entry.theme.id)}
    st.page_link(
        navigation.address("extracts"), label="All extracts", icon=":material/format_quote:", query_params=where
    )


def down(study: Study, theme_ids: list[int], found: dict[int, Numbered], rows: list[CaseRow]) -> None:
    """Case by case, the cells of the sub-themes."""
    wanted = [row.id for row in rows]
    cells = {id: matrices.cells_of(study, wanted, [id]) for id in theme_ids}
    links = lines_and_transcripts(study, [cell for column in cells.values() for cell in column.values()])
    for row in rows:
        sides = st.columns([2, *[7] * len(theme_ids)], gap="medium")
        with sides[0]:
            where = {"case": str(row.id)}
            st.page_link(navigation.address("case"), label=escaped(row.name), query_params=where)
        for id, side in zip(theme_ids, sides[1:], strict=True):
            cell = cells[id][row.id, id]
            with side:
                read_cell(study, cell, links, f"{row.name} under {found[id].title}")


with session.reading() as study:
    show(study)
