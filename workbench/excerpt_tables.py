"""The tables of the screen for coded excerpts: what each code means, where each excerpt stands, what was not found."""

from collections import Counter

import pandas as pd
import streamlit as st

from framework.excerpt_rows import SURE, Account, Excerpt, Found, Located, Path, Place
from framework.excerpts import new_path
from framework.exporting.plain_rows import plain_rows
from framework.indexing import numbers_said
from framework.model import Transcript
from framework.study import Study
from framework.themes import index, retired_above
from framework.transcripts import line_numbers, lines_of, transcript_names, words_within
from workbench.wording import counted

LEAVE, NEW = "leave it out", "a new theme"
MOST_ROWS = 12  # of a table that is shown as a whole


def codes(study: Study, found: Account, key: str) -> dict[str, int | Path]:
    """Settle what each code means: a theme, a new one, nothing."""
    missing = [code for code, theme in found.codes.items() if theme is None]
    st.caption(
        "A code is a theme here where it is its number, its name or its path. "
        "All of it can be changed in the table: choose another theme, make a new one, or leave the code out."
    )
    new, under = False, "Brought in"
    if missing:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            new = st.checkbox(_made_of(len(missing)), key=f"new {key}")
            under = st.text_input("Main theme above new ones", under, key=f"under {key}", width=260).strip() or under
    titles = {entry.theme.id: entry.title for entry in index(study) if not retired_above(study, entry.theme.id)}
    used = Counter(code for one in found.excerpts for code in one.excerpt.codes)
    rows = [
        {
            "Code": code,
            "Excerpts": used[code],
            "Theme": titles[theme] if theme is not None else NEW if new else LEAVE,
            "Note": f"{found.closed[code]} is retired" if code in found.closed else "",
        }
        for code, theme in found.codes.items()
    ]
    edited = st.data_editor(
        pd.DataFrame(rows, columns=["Code", "Excerpts", "Theme", "Note"]),
        key=f"codes {key} {new}",
        hide_index=True,
        height="content" if len(rows) < MOST_ROWS else 420,
        disabled=["Code", "Excerpts", "Note"],
        column_config={
            "Theme": st.column_config.SelectboxColumn(
                options=[LEAVE, NEW, *titles.values()], required=True, width="large"
            )
        },
        alt="What each code means, editable",
    )
    ids = {title: id for id, title in titles.items()}
    meant: dict[str, int | Path] = {}
    for code, theme in zip(found.codes, edited["Theme"], strict=True):
        if theme == NEW:
            meant[code] = new_path(code, under)
        elif theme in ids:
            meant[code] = ids[theme]
    return meant


def places(study: Study, found: Account, themes: dict[str, int | Path], key: str) -> list[tuple[Excerpt, Place]]:
    """The excerpts that were found, each to be ticked or not; returns those that are ticked and have a theme."""
    listed = [one for one in found.excerpts if one.places]
    if not listed:
        st.info("None of the quotations was found.")
        return []
    names, transcripts = transcript_names(study), study.by_id(Transcript)
    titles = {entry.theme.id: entry.title for entry in index(study)}
    rows = [
        {
            "Place": one.found in SURE,
            "Row": one.excerpt.row,
            "Transcript": names[one.places[0].transcript_id],
            "Lines": lines(study, transcripts[one.places[0].transcript_id], one.places[0]),
            "Quotation": one.excerpt.quotation,
            "Themes": "; ".join(_said(themes[code], titles) for code in one.excerpt.codes if code in themes),
            "How found": how(one),
            "Words there": _there(study, transcripts[one.places[0].transcript_id], one),
            "Coder": one.excerpt.coder,
        }
        for one in listed
    ]
    frame = pd.DataFrame(rows)
    edited = st.data_editor(
        frame.drop(columns=[name for name in ("Coder",) if not frame[name].any()]),
        key=f"places {key} {len(listed)}",
        hide_index=True,
        height="content" if len(rows) < MOST_ROWS else 480,
        disabled=[str(name) for name in frame if name != "Place"],
        column_config={
            "Place": st.column_config.CheckboxColumn(width="small"),
            "Row": st.column_config.NumberColumn(width="small"),
            "Lines": st.column_config.TextColumn(width="small"),
            "Quotation": st.column_config.TextColumn(width="medium"),
            "Words there": st.column_config.TextColumn(
                width="medium",
                help="The words of the transcript, where they are not those of the quotation letter for letter",
            ),
        },
        alt="Where the excerpts stand, editable",
    )
    return [
        (one.excerpt, one.places[0])
        for one, place in zip(listed, edited["Place"], strict=True)
        if place and any(code in themes for code in one.excerpt.codes)
    ]


def _made_of(count: int) -> str:
    what = (
        "a new theme of 1 code that is none here" if count == 1 else f"new themes of {count:,} codes that are none here"
    )
    return f"Make {what}"


def how(one: Located) -> str:
    """How an excerpt was found, in words; of several places the first is the one that can be ticked."""
    if one.found is Found.SEVERAL:
        return f"in {len(one.places)} places: this is the first"
    return f"{one.found.value} ({one.likeness:.0%})" if one.found is Found.NEARLY else one.found.value


def lines(study: Study, transcript: Transcript, place: Place) -> str:
    """“41–44”."""
    text = study.text(transcript.digest)
    return numbers_said(*line_numbers(lines_of(study, transcript), *words_within(text, place.start, place.end)), False)


def _there(study: Study, transcript: Transcript, one: Located) -> str:
    """The words in the transcript where they are not quite those of the quotation."""
    place = one.places[0]
    return "" if one.found is Found.EXACT else study.text(transcript.digest)[place.start : place.end]


def _said(theme: int | Path, titles: dict[int, str]) -> str:
    return titles[theme] if isinstance(theme, int) else f"new: {' / '.join(theme)}"


def not_found(found: Account) -> None:
    """The rows whose words are nowhere, with the reason, to look at and to take away."""
    missing = found.of(Found.NOT)
    if not missing:
        return
    st.markdown(f"**{counted(len(missing), 'row')} not found.** Nothing of these is placed.")
    columns = ["Row", "Document", "Quotation", "Codes", "Why"]
    rows: list[list[str | int]] = [
        [one.excerpt.row, one.excerpt.document, one.excerpt.quotation, "; ".join(one.excerpt.codes), one.why]
        for one in missing
    ]
    st.dataframe(
        pd.DataFrame(rows, columns=columns),
        hide_index=True,
        height="content" if len(rows) < MOST_ROWS else 320,
        alt="Rows that were not found",
    )
    st.download_button(
        "The rows that were not found (.csv)", plain_rows(columns, rows), "not_found.csv", "text/csv", on_click="ignore"
    )
