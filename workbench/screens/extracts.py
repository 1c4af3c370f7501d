"""All passages under a theme and what is beneath it, across cases, one click from the words."""

import streamlit as st

from framework import themes
from framework.cases import case_rows
from framework.indexing import Placed, passages_under
from framework.model import Transcript
from framework.study import Study
from workbench import navigation, session
from workbench.wording import counted, escaped

PER_PAGE = 50


def show(study: Study) -> None:
    st.title("Passages under a theme")
    titles = themes.titles(study)
    if not titles:
        st.info("There are no themes yet.")
        return
    ids = [entry.theme.id for entry in themes.index(study)]
    theme_id = chosen("theme", ids, "Theme", titles) or ids[0]
    rows = {row.id: row for row in case_rows(study)}
    case_id = chosen("case", [0, *rows], "Case", {0: "All cases", **{id: row.name for id, row in rows.items()}})
    found = in_order(study, passages_under(study, theme_id, case_id or None))
    st.caption(f"{counted(len(found), 'passage')} under {escaped(titles[theme_id])} and what is beneath it")
    page = st.pagination(-(-len(found) // PER_PAGE), key="page") if len(found) > PER_PAGE else 1
    for case, placed in found[(page - 1) * PER_PAGE : page * PER_PAGE]:
        extract(placed, rows[case].citation, [titles[id] for id in placed.themes])


def chosen(name: str, ids: list[int], label: str, shown: dict[int, str]) -> int:
    """A choice that stands in the address."""
    asked = st.query_params.get(name, "")
    now = ids.index(int(asked)) if asked.isdigit() and int(asked) in ids else 0
    picked = st.selectbox(label, ids, now, format_func=shown.__getitem__, width=520)
    if picked != ids[now]:
        st.query_params[name] = str(picked)
        st.rerun()
    return picked


def in_order(study: Study, found: list[Placed]) -> list[tuple[int, Placed]]:
    """Passages with their cases, in the order of the matrices."""
    case_of = {t.id: t.case_id for t in study.all(Transcript)}
    place = {row.id: n for n, row in enumerate(case_rows(study))}
    pairs = [(case_of[placed.passage.transcript_id], placed) for placed in found]
    return sorted(pairs, key=lambda pair: (place[pair[0]], pair[1].passage.start))


def extract(placed: Placed, citation: str, titles: list[str]) -> None:
    passage = placed.passage
    with st.container(border=True):
        st.text(passage.quote)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(escaped(f"{citation} lines {placed.lines} · {'; '.join(titles)}"), width="stretch")
            where = {"transcript": str(passage.transcript_id), "passage": str(passage.id)}
            st.page_link(navigation.address("indexing"), label="In the transcript", query_params=where)


with session.reading() as study:
    show(study)
