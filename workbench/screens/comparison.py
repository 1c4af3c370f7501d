"""Comparison: by how many cases or people is each sub-theme voiced, site by site, role by role?"""

import altair as alt
import pandas as pd
import streamlit as st

from framework.cases import attribute_names
from framework.interpretation import ALL, Comparison, Unit, compare
from framework.study import Study
from framework.themes import main_themes, with_descendants
from workbench import session

CAUTION = (
    "Counts of cases or people, each beside the number it could have been. They show where to read again; they are not "
    "a measure of prevalence. Cases that were not asked, or to which a sub-theme does not apply, are not in the base."
)


def show(study: Study) -> None:
    st.title("Compare")
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
                "dark": bool(share.base) and share.present / share.base > 0.55,
            }
            for column in found.columns
            for group in [*found.groups, ALL]
            for share in [found.shares[column.theme.id, group]]
        ]
    )
    order = [f"{column.number} {column.theme.name}" for column in found.columns]
    base = alt.Chart(rows).encode(
        x=alt.X(
            f"{found.attribute}:N", sort=[*found.groups, ALL], axis=alt.Axis(orient="top", labelAngle=0, title=None)
        ),
        y=alt.Y("Sub-theme:N", sort=order, title=None, axis=alt.Axis(labelLimit=320)),
        tooltip=["Sub-theme:N", f"{found.attribute}:N", "in words:N", "cases:N"],
    )
    scale = alt.Scale(domain=[0, 1], range=["#eef3f6", "#1f5f8b"])
    squares = base.mark_rect(stroke="#ffffff").encode(
        color=alt.Color("share:Q", scale=scale, title="share of the base", legend=alt.Legend(format=".0%"))
    )
    figures = base.mark_text(fontSize=12).encode(
        text="voiced:N", color=alt.condition("datum.dark", alt.value("#ffffff"), alt.value("#20262b"))
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
