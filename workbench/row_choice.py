"""Which rows to show and in which order: shared by the matrices, their export and the lists of passages."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from framework.cases import CaseRow, attribute_names, case_rows, row_order
from framework.study import Study
from workbench import session
from workbench.wording import counted, escaped

CANONICAL = "canonical order"
UNGROUPED = "nothing"


@dataclass(frozen=True, slots=True)
class Arranged:
    """The rows of a matrix as somebody wants to read them.

    `order` and `grouped_by`: the attribute, “” for the canonical order and for no groups. `words` says all of it.
    """

    rows: list[CaseRow]
    order: str
    grouped_by: str
    words: str
    canonical: bool


def choose_rows(study: Study, key: str, label: str = "Rows") -> tuple[list[CaseRow], str]:
    """Controls that filter and order rows; returns the rows in the chosen order and, in words, what was chosen."""
    with st.popover(label, icon=":material/filter_list:"):
        kept, wanted = _filtered(study, key)
        order = st.selectbox(
            "Order by", [CANONICAL, *attribute_names(study)], key=f"{key} order", persist_state="session"
        )
    rows = kept if order == CANONICAL else ordered(kept, order)
    session.keep(f"{key} rows", [row.id for row in rows])
    ordered_by = [] if order == CANONICAL else [f"ordered by {order}"]
    return rows, "; ".join([*_filters(wanted), *ordered_by])


def arrange_rows(study: Study, key: str) -> Arranged:
    """The same above a matrix, where rows may be grouped too: at first by what the canonical order begins with."""
    names, first = attribute_names(study), _first(study)
    with st.popover("Rows", icon=":material/filter_list:"):
        order = st.selectbox("Order by", [CANONICAL, *names], key=f"{key} order", persist_state="session")
        groups = [first, UNGROUPED, *(name for name in names if name != first)]
        group = st.selectbox("Group by", groups, key=f"{key} group", persist_state="session")
        kept, wanted = _filtered(study, key)
    rows = kept if order == CANONICAL else ordered(kept, order)
    rows = rows if group == UNGROUPED else grouped(rows, group)
    session.keep(f"{key} rows", [row.id for row in rows])
    by, under = order.replace(CANONICAL, ""), group.replace(UNGROUPED, "")
    canonical = not by and under in ("", first)
    return Arranged(rows, by, under, _in_words(study, len(rows), wanted, by, "" if canonical else under), canonical)


def say_order(study: Study, key: str, arranged: Arranged) -> None:
    """The rows and their order in words, with the way back to the canonical order where another one is shown."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(escaped(arranged.words), width="content")
        if not arranged.canonical:
            st.button(
                "Canonical order",
                type="tertiary",
                icon=":material/undo:",
                help="Order and group the rows as on every matrix again; what is filtered stays filtered",
                on_click=_back_to_canonical,
                args=(key, _first(study)),
            )


def _back_to_canonical(key: str, first: str) -> None:
    st.session_state[f"{key} order"] = CANONICAL
    st.session_state[f"{key} group"] = first


def ordered(rows: Sequence[CaseRow], attribute: str) -> list[CaseRow]:
    """Numbers by size, words by the alphabet, cases without a value last; the rest keeps the order it has."""
    return sorted(rows, key=lambda row: _sort_key(row.value(attribute)))


def grouped(rows: Sequence[CaseRow], attribute: str) -> list[CaseRow]:
    """The rows group by group, in the order in which the groups are first met; cases without a value last."""
    places = {value: place for place, value in enumerate(dict.fromkeys(row.value(attribute) for row in rows))}
    return sorted(rows, key=lambda row: (not row.value(attribute), places[row.value(attribute)]))


def _first(study: Study) -> str:
    """The attribute that the canonical order begins with."""
    return [*row_order(study), "Site"][0]


def _filtered(study: Study, key: str) -> tuple[list[CaseRow], dict[str, list[str]]]:
    """Controls for what cases must have; the cases that have it, in the canonical order, and what was asked for."""
    rows = case_rows(study)
    st.caption("Show the cases that have:")
    wanted = {name: _values(rows, name, key) for name in attribute_names(study)}
    return [row for row in rows if all(not some or row.value(name) in some for name, some in wanted.items())], wanted


def _values(rows: Sequence[CaseRow], name: str, key: str) -> list[str]:
    values = list(dict.fromkeys(row.value(name) for row in rows if row.value(name)))
    if not values:
        return []
    return st.multiselect(escaped(name), values, key=f"{key} {name}", placeholder="all", persist_state="session")


def _sort_key(value: str) -> tuple[bool, float, str]:
    try:
        return False, float(value), ""
    except ValueError:
        return not value, float("inf"), value.casefold()


def _filters(wanted: dict[str, list[str]]) -> list[str]:
    return [f"{name}: {', '.join(some)}" for name, some in wanted.items() if some]


def _in_words(study: Study, shown: int, wanted: dict[str, list[str]], order: str, group: str) -> str:
    """“8 of 12 cases (Site: LA1), grouped by Role and ordered by Length within groups.”"""
    every, filters = len(case_rows(study)), _filters(wanted)
    count = f"{shown} of {counted(every, 'case')} ({'; '.join(filters)})" if filters else counted(every, "case")
    by = [*row_order(study), "site, group and role"]
    if not order:
        how = f"in canonical order ({', then '.join(by)})"
        return f"{count}, grouped by {group}, each group {how}." if group else f"{count} {how}."
    return f"{count}, grouped by {group}, each group ordered by {order}." if group else f"{count}, ordered by {order}."
