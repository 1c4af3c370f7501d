"""What the pages with a matrix share: a page of its rows, and going where one of its links leads."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

import streamlit as st

from framework.cases import CaseRow, case_rows
from framework.study import Study
from workbench import matrix_payload, navigation, session
from workbench.components import matrix_grid
from workbench.row_choice import Arranged


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows of a matrix as they are arranged, and of these the ones on the page; `first` counts from 1."""

    every: list[CaseRow]
    here: list[CaseRow]
    first: int


def rows_of(study: Study, arranged: Arranged, columns: int, key: str, cell: str | None = None) -> Rows:
    """The rows of a matrix with so many columns, with a choice of pages where one page cannot hold them.

    The page is the one with the open cell until somebody turns it.
    """
    known = {row.id: row for row in case_rows(study)}
    every = [known[row.id] for row in arranged.rows if row.id in known]
    most = matrix_payload.rows_a_page(columns)
    if len(every) <= most:
        return Rows(every, every, 1)
    pages = -(-len(every) // most)
    open_row = next((n for n, row in enumerate(every) if cell and cell.startswith(f"{row.id}:")), 0)
    home = open_row // most + 1
    with st.container(horizontal=True, vertical_alignment="center"):
        page = st.pagination(pages, default=home, key=f"{key} page {pages} {home}")
        first = (page - 1) * most
        here = every[first : first + most]
        st.caption(f"Cases {first + 1:,} to {first + len(here):,} of {len(every):,}")
    return Rows(every, here, first + 1)


def view_of(
    rows: Rows, arranged: Arranged, opened: Sequence[int] | None = (), cell: str | None = None
) -> matrix_payload.View:
    """How the grid shows them."""
    return matrix_payload.View(
        rows.here,
        selected=cell,
        grouped_by=arranged.grouped_by,
        also=arranged.order,
        opened=opened,
        first=rows.first,
        total=len(rows.every),
    )


def follow_link(key: str) -> None:
    """Go to the page whose link in the matrix was followed last, once for each time."""
    link = matrix_grid.link(key)
    if link and link != session.kept(f"{key} link"):
        session.keep(f"{key} link", link)
        place = urlsplit(link.split("#")[0])
        st.switch_page(navigation.address(place.path.strip("/")), query_params=parse_qsl(place.query))
