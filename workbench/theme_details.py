"""One theme in detail: what it means, what belongs there and what does not, its example, its colour."""

import pandas as pd
import streamlit as st

from framework import themes
from framework.cases import citations
from framework.indexing import said_lines
from framework.model import Origin, Passage, Theme, Transcript
from framework.store import queries
from framework.study import Study
from framework.themes import Numbered
from workbench import session
from workbench.wording import counted, escaped

ORIGINS = {Origin.UNSTATED.value: "not stated", **{o.value: o.value for o in Origin if o.value}}
# The palette of the components (their --hue-… and --theme-…), and what people call its colours.
PALETTE = {
    "blue": "#4477aa",
    "rose": "#cc6677",
    "green": "#228833",
    "ochre": "#aa7711",
    "wine": "#882255",
    "teal": "#2f9e9e",
    "violet": "#6655cc",
    "olive": "#999933",
    "orange": "#ee7733",
    "plum": "#aa4499",
    "sky": "#3399cc",
    "grey": "#7a7a7a",
}
OFFERED = 200


def define(theme: Theme, may: bool) -> None:
    """The form of a theme's words."""
    with st.form(f"define {theme.id}"):
        definition = st.text_area("Definition", theme.definition, disabled=not may, height=100)
        left, right = st.columns(2)
        include = left.text_area("What belongs here", theme.include, disabled=not may, height=90)
        exclude = right.text_area("What does not", theme.exclude, disabled=not may, height=90)
        origins = list(ORIGINS)
        origin = st.selectbox(
            "Where it comes from",
            origins,
            origins.index(theme.origin),
            format_func=ORIGINS.__getitem__,
            disabled=not may,
        )
        if st.form_submit_button("Save", disabled=not may):
            words = {"definition": definition, "origin": origin, "include": include, "exclude": exclude}
            session.act("define_theme", theme_id=theme.id, **words)
            st.rerun()


def example(study: Study, entry: Numbered, may: bool) -> None:
    """The passage that stands for the theme in the codebook."""
    passage = study.one(Passage, id=entry.theme.example_id) if entry.theme.example_id else None
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown("**Example**", width="stretch")
            if may and st.button("Choose…", key="choose example", help="Choose the passage that shows what is meant"):
                choose_example(entry)
            if may and passage and st.button("Remove", key="no example"):
                session.act("choose_example", theme_id=entry.theme.id, passage_id=None)
                st.rerun()
        if passage is None:
            st.caption("No passage has been chosen yet to show in the codebook what is meant.")
        else:
            st.text(passage.quote)
            st.caption(escaped(_where(study, passage)))


@st.dialog("Choose an example", width="large")
def choose_example(entry: Numbered) -> None:
    """Choose one of the theme's passages: key quotations first, then the strongest, then the shortest."""
    with session.reading() as study:
        found = queries.telling_passages(study, themes.with_descendants(study, entry.theme.id), OFFERED)
        rows = [{"Words": p.quote, "Said in": _where(study, p), "Key": "★" if p.key else ""} for p in found]
    if not found:
        st.info("No passage that may be quoted stands under this theme yet.")
        return
    st.caption(f"{escaped(entry.title)}: {counted(len(found), 'passage')}. Choose a line.")
    chosen = st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        height=380,
        row_height=70,
        on_select="rerun",
        selection_mode="single-row",
        column_config={"Words": st.column_config.TextColumn(width=560), "Key": st.column_config.TextColumn(width=50)},
        alt="Passages under the theme",
    )
    for row in chosen.selection.rows:
        st.text(found[row].quote)
    if st.button("Take as the example", type="primary", disabled=not chosen.selection.rows):
        session.act("choose_example", theme_id=entry.theme.id, passage_id=found[chosen.selection.rows[0]].id)
        st.rerun()


def colour(study: Study, theme: Theme, may: bool) -> None:
    """The theme's place in the palette."""
    names = list(PALETTE)
    now = themes.colours(study)[theme.id]
    own = "As its main theme" if theme.parent_id else "By its place"
    options = [None, *range(len(names))]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        picked = st.selectbox(
            "Colour",
            options,
            options.index(theme.colour),
            format_func=lambda place: own if place is None else names[place].capitalize(),
            disabled=not may,
            key=f"colour {theme.id} {theme.colour}",
            width=220,
        )
        st.html(
            f'<div style="width:2.4rem;height:2.4rem;border-radius:.4rem;background:{PALETTE[names[now]]}"'
            f' role="img" aria-label="{names[now]}"></div>',
            width="content",
        )
    if may and picked != theme.colour:
        session.act("colour_theme", theme_id=theme.id, colour=picked)
        st.rerun()


def _where(study: Study, passage: Passage) -> str:
    case_id = study.by_id(Transcript)[passage.transcript_id].case_id
    lines = f"{'line' if passage.first_line == passage.last_line else 'lines'} {said_lines(passage)}"
    return f"{citations(study)[case_id]} {lines}"
