"""Comparison: by how many cases or people is each sub-theme voiced, site by site, role by role?"""

from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from framework.cases import attribute_names
from framework.interpretation import ALL, Comparison, Unit, compare
from framework.study import Study
from framework.themes import main_themes, with_descendants
from workbench import as_of, session

CAUTION = (
    "Counts of cases or people, each beside the number it could have been. They show where to read again; they are not "
    "a measure of prevalence. Cases that were not asked, or to which a sub-theme does not apply, are not in the base."
)


# Of the picture: nobody's share, everybody's, the lines between, the words, the words on a strong colour.
DAY = ("#eef3f6", "#1f5f8b", "#ffffff", "#20262b", "#ffffff")
NIGHT = ("#20282f", "#8cc4ec", "#14181b", "#e6eaed", "#10161b")


def show(study: Study) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.title("Compare", width="stretch")
        version = as_of.choose_version(study)
    with as_of.standing(study, version, "This comparison") as stood:
        comparison(stood)


def comparison(study: Study) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        attribute = st.selectbox("Compare by", attribute_names(study), width=240)
        unit = Unit(st.selectbox("Count", [unit.value for unit in Unit], width=240))
        main = {0: "All themes", **{entry.theme.id: entry.title for entry in main_themes(study)}}
        theme_id = st.selectbox("Themes", list(main), format_func=main.__getitem__, width=320)
    found = compare(study, attribute, unit)
    if theme_id:
        kept = set(with_descendants(study, theme_id))
        found = Comparison(
            found.attribute, found.unit, found.groups, [c for c in found.columns if c.theme.id in kept], found.shares
        )
    if not found.columns or not found.groups:
        st.info("There is nothing to compare yet: index some passages, and give the cases this attribute.")
        return
    st.caption(CAUTION)
    picture, table, who = st.tabs(["Picture", "Table", "Which cases"])
    with picture:
        heatmap(found)
    with table:
        st.dataframe(as_table(found), width="stretch", height="content")
    with who:
        st.dataframe(where(found), width="stretch", height="content", hide_index=True)


def heatmap(found: Comparison) -> None:
    rows = pd.DataFrame(
        [
            {
                "Sub-theme": f"{column.number} {column.theme.name}",
                found.attribute: group,
                "share": share.present / share.base if share.base else None,
                "voiced": f"{share.present}/{share.base}" if share.base else "–",
                "in words": share.words,
                "cases": ", ".join(share.cases),
                "strong": bool(share.base) and share.present / share.base > 0.55,
            }
            for column in found.columns
            for group in [*found.groups, ALL]
            for share in [found.shares[column.theme.id, group]]
        ]
    )
    order = [f"{column.number} {column.theme.name}" for column in found.columns]
    few, many, paper, ink, over = NIGHT if st.context.theme.type == "dark" else DAY
    labels: dict[str, Any] = {"title": None, "labelColor": ink, "labelFlush": False, "labelFontSize": 12}
    across = alt.Axis(orient="top", labelAngle=0, **labels)
    base = alt.Chart(rows).encode(
        x=alt.X(f"{found.attribute}:N", sort=[*found.groups, ALL], axis=across),
        y=alt.Y("Sub-theme:N", sort=order, axis=alt.Axis(labelLimit=320, **labels)),
        tooltip=["Sub-theme:N", f"{found.attribute}:N", "in words:N", "cases:N"],
    )
    scale = alt.Scale(domain=[0, 1], range=[few, many])
    squares = base.mark_rect(stroke=paper).encode(color=alt.Color("share:Q", scale=scale, legend=None))
    figures = base.mark_text(fontSize=12).encode(
        text="voiced:N", color=alt.condition("datum.strong", alt.value(over), alt.value(ink))
    )
    words = f"Share of {found.unit} that voice each sub-theme, by {found.attribute.lower()}; the table says the same."
    st.altair_chart((squares + figures).properties(height=alt.Step(30)), width="stretch", alt=words)


def as_table(found: Comparison) -> pd.DataFrame:
    rows = {
        f"{column.number} {column.theme.name}": {
            group: found.shares[column.theme.id, group].words for group in [*found.groups, ALL]
        }
        for column in found.columns
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def where(found: Comparison) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "Sub-theme": f"{column.number} {column.theme.name}",
                found.attribute: group,
                "Voiced": found.shares[column.theme.id, group].words,
                "In": ", ".join(found.shares[column.theme.id, group].cases),
            }
            for column in found.columns
            for group in found.groups
        ]
    )


with session.reading() as study:
    show(study)
