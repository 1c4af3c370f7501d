"""The codebook as a table that can be filtered as one types, and printed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

import streamlit as st

from framework.exporting.codebook import NOTE, Codebook
from workbench.components.styles import style

_component = st.components.v2.component(
    "workbench.codebook_table", js="codebook_table.js", css=style("codebook_table.css")
)


def codebook_table(key: str, study: str, version: int, entries: Sequence[Codebook], colours: Mapping[int, int]) -> None:
    """Show the codebook of a study."""
    rows = [{**asdict(entry), "status": entry.status, "colour": colours[entry.theme_id]} for entry in entries]
    _component(key=key, data={"study": study, "version": version, "note": NOTE, "entries": rows})
