"""Cases: what each one is, and its attributes."""

from collections import Counter
from typing import Any

import pandas as pd
import streamlit as st

from framework.cases import NO, YES, case_rows
from framework.model import (
    About,
    Attribute,
    AttributeKind,
    Case,
    CaseKind,
    GroupType,
    Participant,
    Role,
    RoleGroup,
    Site,
    Transcript,
)
from framework.study import Study
from workbench import session
from workbench.facesheet import facesheet
from workbench.memo_cards import memos_here
from workbench.wording import escaped

MOST_ROWS = 60  # that are shown as a whole: what stands below the table is to be found


def show(study: Study) -> None:
    st.title("Cases")
    st.caption(
        "A focus group is one case with its speakers kept; an interview is one case. Citations follow from the table."
    )
    if not study.all(Case):
        st.info("Cases come with their transcripts: import some.")
    else:
        asked_for_one = "case" in st.query_params  # a memo's link leads to the memos about its case
        parts = [case_memos, table] if asked_for_one else [table, case_memos]
        for part in parts:
            part(study)
    if study.may(Role.ANALYST):
        attributes(study)
        if study.all(Case):
            facesheet(study)


def table(study: Study) -> None:
    frame = as_frame(study)
    edited = st.data_editor(
        frame,
        key=f"cases {study.version_of(Case, Site, RoleGroup, GroupType, Attribute)}",
        hide_index=True,
        height="content" if len(frame) < MOST_ROWS else 900,
        placeholder="",
        disabled=not study.may(Role.ANALYST) or ["Case", "Citation", "Speakers", "Words"],
        column_config={
            "id": None,
            "Called": st.column_config.TextColumn(
                help="A name of the case’s own, in place of the one made from site, role and group."
            ),
            "Kind": st.column_config.SelectboxColumn(options=[kind.value for kind in CaseKind], required=True),
            "Site": st.column_config.SelectboxColumn(options=[site.code for site in study.all(Site)]),
            "Role": st.column_config.SelectboxColumn(options=[role.name for role in study.all(RoleGroup)]),
            "Group": st.column_config.SelectboxColumn(options=[group.code for group in study.all(GroupType)]),
            **{attribute.name: column(attribute) for attribute in study.all(Attribute)},
        },
        alt="Cases and their attributes, editable",
    )
    if not edited.equals(frame):
        with st.container(horizontal=True, vertical_alignment="center"):
            if st.button("Save cases", type="primary"):
                session.act("set_cases", rows=edits(study, frame, edited))
                st.rerun()
            st.caption("Not saved yet.")


def case_memos(study: Study) -> None:
    """The memos about one case: the one in the address, or the one chosen here."""
    rows = {row.id: row for row in case_rows(study)}
    ids, asked = list(rows), st.query_params.get("case", "")
    now = ids.index(int(asked)) if asked.isdecimal() and int(asked) in rows else 0
    st.header("Memos about a case")
    chosen = st.selectbox("Case", ids, now, format_func=lambda id: rows[id].name, width=360)
    if chosen != ids[now]:
        st.query_params["case"] = str(chosen)
        st.rerun()
    memos_here(study, About.CASE, chosen, "case", f"Memos about {rows[chosen].name}", unfolded=True)


def as_frame(study: Study) -> pd.DataFrame:
    speakers: dict[int, list[str]] = {}
    for participant in study.all(Participant):
        if not participant.moderator:
            speakers.setdefault(participant.case_id, []).append(participant.label)
    cases, words = study.by_id(Case), Counter[int]()
    for transcript in study.all(Transcript):
        words[transcript.case_id] += transcript.words
    return pd.DataFrame(
        [
            {
                "id": row.id,
                "Case": row.name,
                "Citation": row.citation,
                "Kind": row.kind.value,
                "Site": row.site or None,
                "Role": row.role or None,
                "Group": row.group or None,
                "Called": cases[row.id].called or None,
                "Speakers": ", ".join(speakers.get(row.id, [])),
                "Words": words[row.id],
                **{a.name: shown(a, row.values.get(a.name, "")) for a in study.all(Attribute)},
            }
            for row in case_rows(study)
        ]
    )


def shown(attribute: Attribute, value: str) -> Any:
    if not value:
        return None
    if attribute.kind is AttributeKind.NUMBER:
        return float(value)
    return pd.Timestamp(value).date() if attribute.kind is AttributeKind.DATE else value


def column(attribute: Attribute) -> Any:
    match attribute.kind:
        case AttributeKind.NUMBER:
            return st.column_config.NumberColumn()
        case AttributeKind.DATE:
            return st.column_config.DateColumn()
        case AttributeKind.YES_NO:
            return st.column_config.SelectboxColumn(options=[YES, NO])
        case AttributeKind.CHOICE:
            return st.column_config.SelectboxColumn(options=attribute.choices.split("\n"))
        case _:
            return st.column_config.TextColumn()


def edits(study: Study, before: pd.DataFrame, after: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows that were edited, each with the fields that were."""
    own = {attribute.name for attribute in study.all(Attribute)}
    rows = []
    for old, new in zip(before.to_dict("records"), after.to_dict("records"), strict=True):
        changed = {str(name): text(new[name]) for name in new if text(new[name]) != text(old[name])}
        if changed:
            places = {name.lower(): value for name, value in changed.items() if name not in own}
            rows.append({"id": new["id"], **places, "values": {name: changed[name] for name in own & changed.keys()}})
    return rows


def text(value: Any) -> str:
    return "" if pd.isna(value) else str(value)


def attributes(study: Study) -> None:
    with st.expander("Attributes of your own", icon=":material/add:"):
        with st.form("attribute", clear_on_submit=True):
            name = st.text_input("Name of a new attribute", placeholder="Length of service")
            kind = st.selectbox("Type", [kind.value for kind in AttributeKind])
            choices = st.text_area("For a choice: the values, one a line", height=80)
            if st.form_submit_button("Add attribute"):
                session.act("add_attribute", name=name, kind=kind, choices=choices.splitlines())
                st.rerun()
        for attribute in study.all(Attribute):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.text(f"{attribute.name} ({attribute.kind})", width="stretch")
                lead = study.may(Role.LEAD)
                if st.button(f"Remove {escaped(attribute.name)}", type="tertiary", disabled=not lead):
                    session.act("remove_attribute", attribute_id=attribute.id)
                    st.rerun()


with session.reading() as study:
    show(study)
