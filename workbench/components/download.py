"""A link to a file that is made when somebody follows it; where that takes long it says how far it has come."""

from collections.abc import Callable

import streamlit as st

from framework.exporting import Progress
from workbench.offers import offers

_component = st.components.v2.component("workbench.download", js="download.js")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download(key: str, label: str, name: str, make: Callable[[Progress], bytes], media_type: str = XLSX) -> None:
    """Offer a file under `label`. `make` runs outside of the page: it must open the study for itself.

    What it is given is to be told how far it has come, and raises where somebody has cancelled.
    """
    _component(key=key, data={"href": offers.add(name, media_type, make), "label": label, "name": name})
