"""Which rows of a matrix to show, and in which order: shared by the matrices and their export."""

from collections.abc import Sequence

import streamlit as st

from framework.cases import CaseRow, attribute_names, case_rows
from framework.study import Study
from workbench import session
from workbench.wording import escaped

CANONICAL = "the study's order"


def choose_rows(study: Study, key: str, label: str = "Rows") -> tuple[list[CaseRow], str]:
    """Controls above a matrix; returns the chosen rows in the chosen order and, in words, what was chosen."""
    rows, attributes = case_rows(study), attribute_names(study)
    with st.popover(label, icon=":material/filter_list:"):
        st.caption("Show the cases that have:")
        wanted = {name: _values(rows, name, key) for name in attributes}
        order = st.selectbox("Order by", [CANONICAL, *attributes], key=f"{key} order", persist_state="session")
    kept = [row for row in rows if all(not some or row.value(name) in some for name, some in wanted.items())]
    if order != CANONICAL:
        kept.sort(key=lambda row: _sort_key(row.value(order)))
    session.keep(f"{key} rows", [row.id for row in kept])
    return kept, _in_words(wanted, order)


def _values(rows: Sequence[CaseRow], name: str, key: str) -> list[str]:
    values = list(dict.fromkeys(row.value(name) for row in rows if row.value(name)))
    if not values:
        return []
    return st.multiselect(escaped(name), values, key=f"{key} {name}", placeholder="all", persist_state="session")


def _sort_key(value: str) -> tuple[bool, float, str]:
    """Numbers by size, words by the alphabet, cases without a value last; the rest keeps the study's order."""
    try:
        return False, float(value), ""
    except ValueError:
        return not value, float("inf"), value.casefold()


def _in_words(wanted: dict[str, list[str]], order: str) -> str:
    filters = [f"{name}: {', '.join(some)}" for name, some in wanted.items() if some]
    ordered = [] if order == CANONICAL else [f"ordered by {order}"]
    return "; ".join([*filters, *ordered])
