"""A link to a file that is made when somebody follows it."""

from collections.abc import Callable

import streamlit as st

from workbench.offers import offers

_component = st.components.v2.component("workbench.download", js="download.js")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download(key: str, label: str, name: str, make: Callable[[], bytes], media_type: str = XLSX) -> None:
    """Offer a file under `label`. `make` runs outside of the page: it must open the study for itself."""
    _component(key=key, data={"href": offers.add(name, media_type, make), "label": label, "name": name})
