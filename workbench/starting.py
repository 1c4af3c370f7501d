"""The dialog in which a framework is started or themes are added: from where, and what would come."""

import csv

import pandas as pd
import streamlit as st

from framework import starters
from framework.importing.refi_codebook import is_codebook, read_codebook
from framework.importing.spreadsheets import read_table
from framework.starters import Outline
from workbench import faults, session
from workbench.sample import sample_folder
from workbench.wording import counted, escaped

SEVEN, TABLE, STUDY, SAMPLE = (
    "The seven headings of the inquiry literature",
    "A spreadsheet, or a codebook of another program",
    "Another study of this workspace",
    "The framework of the sample study",
)
EXPLAINED = {
    SEVEN: "Seven a\\-priori themes that inquiries into children’s deaths have come back to, with our own definitions.",
    TABLE: "An Excel or CSV file with a column of paths (Training / University), of parents, or of numbers (1\\.2); "
    "or a REFI\\-QDA codebook (\\.qdc) from NVivo, MAXQDA, ATLAS\\.ti, QualCoder and others.",
    STUDY: "All themes in use of another study you take part in. Nothing that stands under them comes along.",
    SAMPLE: "The framework of the invented study “Confidence in practice”.",
}
TEMPLATE = (
    "Path,Definition,Include,Exclude,Origin\r\n"
    "Training,How people learned to do this work,,,a priori\r\n"
    "Training / University,What degree courses taught,Placements,Courses paid for by an employer,topic guide\r\n"
)


@st.dialog("Start from…", width="large")
def start() -> None:
    """Choose where themes come from, look at them, add them."""
    source = st.radio("Where the themes come from", list(EXPLAINED), captions=list(EXPLAINED.values()))
    found = _outline(source)
    if found is None:
        return
    outline, name = found
    with session.reading() as study:
        new = starters.new_headings(study, outline)
    for remark in outline.remarks[:8]:
        st.warning(escaped(remark))
    there = len(starters.without_others(outline)) - len(new)
    if not new:
        st.info("All of these themes are there already." if there else "There are no themes in it.")
        return
    st.caption(
        f"{counted(len(new), 'theme')} to add. "
        + (f"{counted(there, 'theme')} of these {'is' if there == 1 else 'are'} there already. " if there else "")
        + "What is there stays as it is, and every new main theme gets its *Other*."
    )
    _preview(Outline(tuple(new)))
    if st.button(f"Add {counted(len(new), 'theme')}", type="primary"):
        done = session.act("start_framework", headings=starters.as_rows(outline), source=name)
        if done is not None:
            st.rerun()
        for sentence, _ in session.notices():
            st.error(escaped(sentence))


def _outline(source: str) -> tuple[Outline, str] | None:
    """What a source holds, and how the trail calls it; None until it is chosen."""
    try:
        if source == SEVEN:
            return starters.SEVEN_HEADINGS, "the seven headings"
        if source == SAMPLE:
            return _sample(), "the sample study"
        return _from_study() if source == STUDY else _from_table()
    except Exception as error:
        st.error(escaped(faults.sentence(error)), icon=":material/error:")
        return None


def _sample() -> Outline:
    with (sample_folder() / "framework.csv").open(encoding="utf-8", newline="") as file:
        return starters.from_table(list(csv.reader(file)))


def _from_study() -> tuple[Outline, str] | None:
    person, here = session.person().id, session.project_id()
    known = {p.id: design.title for p, design, _ in session.workspace().studies(person) if p.id != here}
    if not known:
        st.info("There is no other study here that you take part in.")
        return None
    id = st.selectbox("Study", list(known), format_func=known.__getitem__)
    with session.workspace().read(id, person) as other:
        return starters.from_study(other), f"the study {known[id]}"


def _from_table() -> tuple[Outline, str] | None:
    upload = st.file_uploader("Table", type=["xlsx", "csv", "tsv", "txt", "qdc"], label_visibility="collapsed")
    if upload is None:
        st.download_button("A table to begin with", TEMPLATE.encode("utf-8-sig"), "framework.csv", "text/csv")
        return None
    name, data = upload.name, upload.getvalue()
    outline = read_codebook(name, data) if is_codebook(data) else starters.from_table(read_table(name, data))
    return outline, name


def _preview(outline: Outline) -> None:
    rows = [
        {
            "Theme": "\u2003" * (len(heading.path) - 1) + heading.name,
            "Definition": heading.definition,
            "Include": heading.include,
            "Exclude": heading.exclude,
            "Origin": heading.origin.value,
        }
        for heading in outline.headings
    ]
    frame = pd.DataFrame(rows)
    if not frame.empty:
        kept = [name for name in frame if name == "Theme" or frame[name].astype(bool).any()]
        st.dataframe(frame[kept], hide_index=True, height=min(420, 38 + 35 * len(rows)), alt="The themes to be added")


def begin() -> None:
    """What an empty framework says."""
    st.info("There are no themes yet. Add a main theme in the tree, or start from what others have made.")
    if st.button("Start from…", type="primary", icon=":material/library_add:", key="begin"):
        start()
