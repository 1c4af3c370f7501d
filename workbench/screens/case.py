"""One case across all themes: its summary and what stands in each of its cells; beside another case if one likes."""

import streamlit as st

from framework import board, matrices
from framework.cases import CaseRow, case_rows
from framework.memos import memos_about
from framework.model import About, Memo, MemoKind, Participant, Role, Transcript
from framework.people import names
from framework.study import Study
from framework.themes import main_themes
from workbench import navigation, session
from workbench.memo_cards import edit
from workbench.wording import counted, escaped, moment
from workbench.written_cells import lines_and_transcripts, read_cell

NOBODY = 0


def show(study: Study) -> None:
    rows = {row.id: row for row in case_rows(study)}
    if not rows:
        st.title("Case")
        st.info("Cases come with their transcripts: import some.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.title("Along a case", width="stretch")
        case_id = chosen(rows)
        against = beside(rows, case_id)
    columns = st.columns(2, gap="large") if against else [st.container()]
    for id, column in zip([case_id, against] if against else [case_id], columns, strict=True):
        with column:
            facts(study, rows[id])
            summary(study, id)
    along(study, [case_id, against] if against else [case_id], rows)


def chosen(rows: dict[int, CaseRow]) -> int:
    """The case in the address, or the one chosen here."""
    ids, asked = list(rows), st.query_params.get("case", "")
    now = int(asked) if asked.isdecimal() and int(asked) in rows else session.kept("case", ids[0])
    now = now if now in rows else ids[0]
    picked = st.selectbox("Case", ids, ids.index(now), format_func=lambda id: rows[id].name, width=220)
    session.keep("case", picked)
    if picked != now:
        st.query_params["case"] = str(picked)
        st.rerun()
    return picked


def beside(rows: dict[int, CaseRow], case_id: int) -> int:
    """Another case to read it against; NOBODY where none is chosen."""
    others = {NOBODY: "no other", **{id: row.name for id, row in rows.items() if id != case_id}}
    return st.selectbox("Read against", list(others), format_func=others.__getitem__, width=220, key="against case")


def facts(study: Study, row: CaseRow) -> None:
    st.header(escaped(row.name), anchor=False)
    known = [row.citation, row.kind.value, *(f"{name}: {value}" for name, value in row.values.items())]
    voices = [p.label for p in study.all(Participant) if p.case_id == row.id and not p.moderator]
    st.caption(escaped(" · ".join([*known, counted(len(voices), "speaker")])))
    with st.container(horizontal=True):
        for transcript in (t for t in study.all(Transcript) if t.case_id == row.id):
            label = f"Transcript ({counted(transcript.words, 'word')})"
            where = {"transcript": str(transcript.id)}
            st.page_link(navigation.address("reading"), label=label, icon=":material/menu_book:", query_params=where)


def summary(study: Study, case_id: int) -> None:
    """What the case says as a whole: written by the analysts, one each."""
    own = [memo for memo in memos_about(study, About.CASE, case_id) if memo.kind is MemoKind.CASE_SUMMARY]
    st.subheader("Case summary", anchor=False)
    for memo in own:
        one_summary(study, memo)
    if not own and not study.may(Role.ANALYST):
        st.caption("None is written yet\\.")
    if study.may(Role.ANALYST) and not any(memo.person_id == study.person_id for memo in own):
        with (
            st.expander("Write a case summary", icon=":material/add:"),
            st.form(f"case summary {case_id}", clear_on_submit=True, border=False),
        ):
            words = st.text_area("What does this case say as a whole?", height=110)
            if st.form_submit_button("Keep summary"):
                kind = MemoKind.CASE_SUMMARY.value
                session.act("write_memo", about=About.CASE.value, about_id=case_id, text=words, kind=kind)
                st.rerun()


def one_summary(study: Study, memo: Memo) -> None:
    st.text(memo.text)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(escaped(f"{names(study)[memo.person_id]}, {moment(memo.at)}"))
        may = study.may(Role.ANALYST) and (memo.person_id == study.person_id or study.may(Role.LEAD))
        if may and st.button("Edit", key=f"summary {memo.id}", type="tertiary", icon=":material/edit:"):
            edit(memo)


def along(study: Study, case_ids: list[int], rows: dict[int, CaseRow]) -> None:
    """Every sub-theme, main theme by main theme, with the cells of the cases."""
    found = {id: matrices.case_matrix(study, id) for id in case_ids}
    links = lines_and_transcripts(study, [cell for matrix in found.values() for cell in matrix.cells.values()])
    columns = found[case_ids[0]].columns
    whole = board.board_of(study, case_ids)
    for main in (entry for entry in main_themes(study) if not entry.theme.retired):
        with st.container(key=f"along {main.theme.id}"):
            st.subheader(escaped(main.title), anchor=False)
            said = [f"{rows[id].name}: {whole.stretches[id, main.theme.id].words}" for id in case_ids]
            st.caption(escaped(" · ".join(said if len(said) > 1 else [said[0].partition(": ")[2]])))
            for column in (column for column in columns if column.main == main.main):
                sides = st.columns([2, *[7] * len(case_ids)], gap="medium")
                sides[0].markdown(f"**{escaped(column.title)}**")
                for id, side in zip(case_ids, sides[1:], strict=True):
                    cell = found[id].cells[id, column.theme.id]
                    with side:
                        read_cell(study, cell, links, f"{rows[id].name} under {column.title}")


with session.reading() as study:
    show(study)
