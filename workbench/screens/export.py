"""Export to Excel: the whole workbook, or one part of it, of all cases or some."""

import streamlit as st

from framework import versions
from framework.exporting import WRITERS, Selection
from framework.study import Study
from framework.themes import main_themes
from workbench import as_of, session
from workbench.handing_over import offer
from workbench.row_choice import choose_rows
from workbench.wording import counted

HOLDS = {
    "everything": "All of the below in one workbook, with a cover, links from cells to evidence, and the abbreviations",
    "locating": "Cases × sub-themes: where each is represented, ● ○ or why not",
    "summary": "One sheet a theme: the written summaries, verbatim in italics, with line references",
    "findings": "Sub-themes by site and by role: in how many cases, which ones, where there are no data",
    "codebook": "Numbers, names, definitions, limits, examples, origin, and how much stands under each theme",
    "codebook-docx": "The same for reading and for an appendix, with the example of each theme",
    "codebook-csv": "The same for other programs: commas, UTF-8",
    "history": "The frozen versions, and what became of each theme from one to the next, with reasons",
    "quotations": "Every passage with citation, speaker, lines, themes and memos",
    "cases": "The cases with their sites, roles, attributes, words and readers",
}


def show(study: Study) -> None:
    st.title("Export to Excel")
    st.caption("Files are made when you download them, on this machine, and the audit trail notes it.")
    selection = choose(study)
    for what, writer in WRITERS.items():
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{writer.title}**", width=240)
            st.text(HOLDS[what], width="stretch")
            with st.container(width=150):
                offer(study, what, selection)


def choose(study: Study) -> Selection:
    """Which cases and themes go out, as of which version; what is chosen stands on the cover."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        version = as_of.choose_version(study)
        with versions.as_of(study, version) as stood:
            rows, words = choose_rows(stood, "export")
            main = {entry.theme.id: entry.title for entry in main_themes(stood)}
        picked = st.multiselect("Themes", list(main), format_func=main.__getitem__, placeholder="all themes", width=480)
        st.caption(f"{counted(len(rows), 'case')}. {words}")
    if not words and not picked:
        return Selection(version_id=version)
    said = [words] if words else []
    said += [f"themes {', '.join(main[id] for id in picked)}"] if picked else []
    return Selection(frozenset(row.id for row in rows), frozenset(picked) or None, "; ".join(said), version)


with session.reading() as study:
    show(study)
