"""Export: the whole study or one part of it, of all cases or some, for Excel, Word, other programs or a reader."""

import streamlit as st

from framework import versions
from framework.exporting import WRITERS, Selection
from framework.study import Study
from framework.themes import main_themes
from workbench import as_of, names, session
from workbench.handing_over import offer
from workbench.row_choice import choose_rows
from workbench.wording import counted

HOLDS = {
    "Excel": {
        "everything": "All of these in one workbook, with a cover, links from cells to evidence, abbreviations",
        "locating": "Cases × sub-themes: where each is represented, ● ○ or why not",
        "summary": "One sheet a theme: the summaries with line references; the quotations, the sign-off",
        "findings": "Sub-themes by site and by role: in how many cases, which ones, where there are no data",
        "sign-off": "Who signed which matrix off, at which version, what has changed; each cell's approval",
        "codebook": "Numbers, names, definitions, limits, examples, origin, how much stands under each",
        "history": "The frozen versions, and what became of each theme from one to the next, with reasons",
        "quotations": "Every passage with citation, speaker, lines, themes and memos",
        "cases": "The cases with their sites, roles, attributes, words and readers",
    },
    "Word": {
        "summary-docx": "A chapter for each theme: what it means, its note, its matrix in tables that fit the page",
        "codebook-docx": "For reading and for an appendix, with the example of each theme",
    },
    "Plain rows for other programs": {
        "summary-csv": "A row for each part of a cell, with its case, attributes, lines, status and analyst",
        "codebook-csv": "A row for each theme",
    },
    "NVivo, MAXQDA, ATLAS.ti, QualCoder and others": {
        "project-qdpx": "Whole transcripts, even words not to be quoted; codings, cases, memos; summaries as notes",
        "project-nvivo": "The same with places as NVivo counts them, which differs where a transcript has emoji",
        "codebook-qdc": "The themes as codes: hierarchy, colours, definitions, limits. Nothing of the participants",
    },
    "A page to read": {
        "reading-room": "All matrices and their evidence; each reference leads to its passage and back",
    },
}
ABOUT = {
    "Plain rows for other programs": "CSV: commas, UTF-8. Words that look like a formula get an apostrophe.",
    "NVivo, MAXQDA, ATLAS.ti, QualCoder and others": "REFI-QDA, the exchange format of such programs.",
    "A page to read": "One file that opens in any browser, from a memory stick too. Nothing is loaded from a network.",
}


def show(study: Study) -> None:
    st.title("Export")
    st.caption(
        "A file is made when you download it, on this machine, and goes to you alone: no copy stays behind. "
        "The audit trail notes it."
    )
    undecided = st.container(horizontal=True, vertical_alignment="center")
    selection = choose(study)
    for kind, exports in HOLDS.items():
        st.subheader(kind, anchor=False)
        if kind in ABOUT:
            st.caption(ABOUT[kind])
        for what, holds in exports.items():
            with st.container(border=True, horizontal=True, vertical_alignment="center"):
                st.markdown(f"**{WRITERS[what].title}**", width=240)
                st.text(holds, width="stretch")
                with st.container(width=200):
                    offer(study, what, selection)
    with undecided:  # last, so that nobody waits for it: the transcripts are looked through here
        names.line(study)


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
    return Selection(tuple(row.id for row in rows), frozenset(picked) or None, "; ".join(said), version)


with session.reading() as study:
    show(study)
