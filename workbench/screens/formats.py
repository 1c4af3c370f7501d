"""Formats: what comes in, what becomes of it, what is refused, what goes out."""

import pandas as pd
import streamlit as st

from workbench import navigation
from workbench.formats import INCOMING, Section, outgoing


def show() -> None:
    st.title("File formats")
    st.caption("Nothing is stored before you have looked it through, and what cannot come in is said in a sentence.")
    for section in (*INCOMING, outgoing()):
        table(section)


def table(section: Section) -> None:
    """One sort of files, with the way to the page that takes them."""
    st.subheader(section.title, anchor=False)
    st.caption(section.about)
    if section.screen or section.command:
        with st.container(horizontal=True, vertical_alignment="center"):
            if section.screen:
                st.page_link(navigation.address(section.screen), icon=":material/arrow_forward:")
            st.caption(f"Command line: workbench {section.command}")
    first, *_ = section.headings
    st.table(pd.DataFrame(section.rows, columns=list(section.headings)).set_index(first), border="horizontal")


show()
