"""The codebook: every theme with its definition, its limits, an example and how much stands under it."""

import streamlit as st

from framework.exporting import Selection
from framework.exporting.codebook import codebook
from framework.exporting.selection import chosen
from framework.study import Study
from framework.themes import colours
from workbench import as_of, handing_over, session
from workbench.components.codebook_table import codebook_table

# On paper a page must not end where the screen's window does.
_PRINT = """<style>@media print {
html, body, #root, #root *:has([data-testid="stMain"]), [data-testid="stApp"], [data-testid="stMain"] {
  position: static !important; height: auto !important; overflow: visible !important; display: block !important; }
[data-testid="stMainBlockContainer"] { padding: 0 !important; max-width: none !important; }
.st-key-codebook-tools { display: none !important; }
@page { size: A4 landscape; margin: 12mm; }
}</style>"""


def show(study: Study) -> None:
    st.html(_PRINT)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.title("Codebook", width="stretch")
        with st.container(horizontal=True, width="content", vertical_alignment="bottom", key="codebook-tools"):
            selection = Selection(version_id=as_of.choose_version(study))
            for what, label in (("codebook", "Excel"), ("codebook-docx", "Word"), ("codebook-csv", "CSV")):
                handing_over.offer(study, what, selection, label)
    with as_of.standing(study, selection.version_id, "This codebook") as stood:
        entries = codebook(chosen(stood))
        if entries:
            codebook_table("codebook", stood.design.title, stood.version, entries, colours(stood))
        else:
            st.info("The codebook fills as themes are added.")


with session.reading() as study:
    show(study)
