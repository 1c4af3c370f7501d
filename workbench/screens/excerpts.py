"""Import coded excerpts: a table of quotations with their codes, found in the transcripts, looked through, placed."""

from typing import Any

import streamlit as st

from framework.excerpt_rows import SURE, Account, Excerpt, Found, Path, Place, locate
from framework.excerpts import as_places
from framework.exporting.plain_rows import plain_rows
from framework.facesheet_rows import Sheet
from framework.importing.coded_excerpts import Columns, excerpts_of, guess, table_of
from framework.model import Case, Role, Theme, Transcript
from framework.study import Study
from workbench import excerpt_tables, navigation, session, uploads
from workbench.undoing import keep_done, what_was_done
from workbench.wording import counted

NOT_THERE = "–"
NAMED = {
    "quotation": "Quotation",
    "codes": "Codes",
    "document": "Document",
    "coder": "Coder",
    "comment": "Comment",
}


def show(study: Study) -> None:
    st.title("Import coded excerpts")
    if not study.may(Role.ANALYST):
        st.info("Your role in this study does not include indexing.")
        return
    st.caption(
        "A table of quotations with their codes, as NVivo, ATLAS\\.ti, MAXQDA and others report them (\\.xlsx, \\.csv, "
        "\\.tsv). Each quotation is looked for in the transcripts of this study. Nothing is stored before you have "
        "looked it through here, and all is placed in your name."
    )
    if not study.all(Transcript):
        st.info("There are no transcripts yet in which to look.")
        st.page_link(navigation.address("importing"), label="Import transcripts", icon=":material/upload_file:")
        return
    what_was_done(study, "excerpts placed")
    upload = st.file_uploader(
        "Table of coded excerpts",
        type=["xlsx", "csv", "tsv", "txt"],
        key=f"excerpts {session.kept('excerpt files', 0)}",
    )
    if upload is None:
        titles = ["Document", "Quotation", "Codes", "Coder", "Comment"]
        st.download_button(
            "A table to begin with", plain_rows(titles, []), "excerpts.csv", "text/csv", on_click="ignore"
        )
        return
    sheet = uploads.table("excerpt sheet", upload, table_of)
    if sheet is not None:
        look_through(study, sheet, upload.file_id)


def look_through(study: Study, sheet: Sheet, file_id: str) -> None:
    """Settle how the table is meant, find the quotations, settle what the codes mean, place them."""
    st.subheader("1 What the columns hold")
    columns = settled_columns(sheet, file_id)
    if columns.quotation is None or columns.codes is None:
        st.info("Choose the columns that hold the quotations and their codes.")
        return
    everywhere = st.checkbox("Look in all transcripts where a document is none of them", key=f"everywhere {file_id}")
    found = looked_for(study, excerpts_of(sheet, columns), (file_id, columns, everywhere), everywhere)
    if found is None:
        return
    settled = f"{file_id} {columns} {everywhere}"  # what is changed in the tables below belongs to this way of reading
    st.subheader("2 What the codes mean")
    themes = excerpt_tables.codes(study, found, settled)
    st.subheader("3 Where the excerpts stand")
    said(found, themes)
    chosen = excerpt_tables.places(study, found, themes, settled)
    excerpt_tables.not_found(found)
    if st.button(f"Place {counted(len(chosen), 'excerpt')}", type="primary", disabled=not chosen):
        place(study, sheet.file, chosen, themes)


def settled_columns(sheet: Sheet, file_id: str) -> Columns:
    """The columns: guessed by their headings, and as somebody has settled them."""
    guessed = guess(sheet)
    picked: dict[str, int | None] = {}
    with st.container(horizontal=True):
        for field, label in NAMED.items():
            at = getattr(guessed, field)
            picked[field] = st.selectbox(
                label,
                [None, *range(len(sheet.headings))],
                0 if at is None else at + 1,
                format_func=lambda place: NOT_THERE if place is None else sheet.headings[place],
                key=f"excerpt {field} {file_id}",
                width=210,
            )
    return Columns(**picked)


def looked_for(study: Study, excerpts: list[Excerpt], meant: tuple[Any, ...], everywhere: bool) -> Account | None:
    """The account of the excerpts, made when somebody asks for it; None before. Pressing Cancel ends it."""
    key = (*meant, study.project.guid, *(study.version_of(record) for record in (Transcript, Case, Theme)))
    with st.container(horizontal=True):
        go = st.button(f"Find {counted(len(excerpts), 'quotation')}")
        st.button("Cancel", disabled=not go, help="While the quotations are being found: stop it.")
    known = session.kept("excerpts found")
    if go:
        bar = st.progress(0.0, "Finding …")

        def told(share: float) -> None:
            bar.progress(share, "Finding …")

        known = key, locate(study, excerpts, everywhere, told)
        bar.empty()
        session.keep("excerpts found", known)
    if known is None or known[0] != key:
        return None
    return known[1]  # type: ignore[no-any-return]


def said(found: Account, themes: dict[str, int | Path]) -> None:
    """How many were found, and how; and what stands in the way of others."""
    sure, several, near = (len(found.of(*ways)) for ways in (SURE, (Found.SEVERAL,), (Found.NEARLY,)))
    parts = [
        f"{sure:,} found",
        f"{several:,} in several places",
        f"{near:,} nearly",
        f"{len(found.of(Found.NOT)):,} not",
    ]
    st.markdown(f"**{', '.join(parts)}.**")
    if several or near:
        st.text(
            "What stands in several places, or only nearly as quoted, is not ticked: compare the words and tick it if "
            "it is meant."
        )
    if found.unknown:
        more = " …" if len(found.unknown) > 8 else ""
        st.text(f"Documents that are no transcript here: {'; '.join(found.unknown[:8])}{more}")
    without = sum(bool(one.places) and not any(code in themes for code in one.excerpt.codes) for one in found.excerpts)
    if without:
        st.text(f"{counted(without, 'excerpt')} found, but without a theme: not placed.")


def place(study: Study, file: str, chosen: list[tuple[Excerpt, Place]], themes: dict[str, int | Path]) -> None:
    """One act for all of them."""
    with st.spinner("Placing …"):
        done = session.act("place_excerpts", file=file, excerpts=as_places(study, chosen, themes))
    if done is None:
        st.rerun()
    if done.wrote:
        keep_done("excerpts placed", done)
    else:
        session.say("All of these excerpts are placed already.")
    session.keep("excerpts found", None)
    session.keep("excerpt sheet", None)
    session.keep("excerpt files", session.kept("excerpt files", 0) + 1)
    st.rerun()


with session.reading() as study:
    show(study)
