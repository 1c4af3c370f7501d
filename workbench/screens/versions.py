"""Versions of the framework: freeze it as it stands, see what has changed since, and why."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from framework import themes, versions
from framework.exporting import compared
from framework.model import Act, FrameworkVersion, Role
from framework.people import names
from framework.study import Study
from framework.versions import NOW, Difference, Kind
from workbench import handing_over, navigation, session
from workbench.wording import counted, escaped, moment


def show(study: Study) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.title("Versions of the framework", width="stretch")
        st.page_link(navigation.address("framework"), label="Themes", icon=":material/account_tree:")
    known = versions.versions(study)
    if study.may(Role.ANALYST):
        freeze(study, known)
    if not known:
        st.info(
            "No version has been frozen yet. Freeze the framework before the pilot and after it: from then on every "
            "change of it stands here with its reason, and the matrices can be shown as they were."
        )
        return
    table(known, names(study))
    compare(study, known)


def freeze(study: Study, known: Sequence[FrameworkVersion]) -> None:
    number = 1 + max((version.number for version in known), default=0)
    with st.form("freeze", clear_on_submit=True):
        st.markdown(f"**Freeze the framework as v{number}**")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            name = st.text_input("Name", placeholder="Pilot", width=240)
            note = st.text_input("Note", placeholder="what it rests on, what is still open", width="stretch")
            if st.form_submit_button(f"Freeze v{number}", icon=":material/ac_unit:", disabled=not themes.index(study)):
                session.act("freeze_framework", name=name, note=note)
                st.rerun()


def table(known: Sequence[FrameworkVersion], people: dict[int, str]) -> None:
    rows = [
        {
            "Version": f"v{version.number}",
            "Name": version.name,
            "Frozen": moment(version.at),
            "By": people[version.person_id],
            "Note": version.note,
        }
        for version in reversed(known)
    ]
    widths = {"Version": 70, "Name": 200, "Frozen": 150, "By": 140}
    columns = {name: st.column_config.TextColumn(width=width) for name, width in widths.items()}
    st.dataframe(pd.DataFrame(rows), hide_index=True, column_config=columns, alt="The frozen versions, newest first")


def compare(study: Study, known: Sequence[FrameworkVersion]) -> None:
    st.subheader("What has changed")
    shown = {version.id: versions.title(version) for version in known}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        first = st.selectbox("From", list(shown), format_func=shown.__getitem__, width=240)
        later = [version.id for version in known if version.id > first]
        shown_later = {NOW: "now", **shown}
        last = st.selectbox("To", [NOW, *later], format_func=shown_later.__getitem__, width=240, key=f"to {first}")
        renumbered = st.checkbox("Show new numbers", help="Also themes of which nothing but the number has changed")
        handing_over.offer(study, compared(first, last), label="Excel", key=f"history {first} {last}")
    found = versions.difference(study, first, last)
    found = [d for d in found if renumbered or d.kind is not Kind.RENUMBERED]
    if found:
        differences(found, names(study))
    else:
        st.info("Nothing has changed between these two.")
    acts = versions.acts_since(study, first, last)
    with st.expander(f"{counted(len(acts), 'act')} on the framework in between", expanded=False):
        listed(acts, names(study))


def differences(found: Sequence[Difference], people: dict[int, str]) -> None:
    kinds = pd.Series([d.kind.value for d in found]).value_counts()
    st.caption(escaped(", ".join(f"{n} {kind}" for kind, n in kinds.items())))
    rows = [
        {
            "Change": d.kind.value,
            "Before": d.before,
            "After": d.after,
            "Reason": d.reasons,
            "By": ", ".join(dict.fromkeys(people[act.person_id] for act in d.acts)),
            "When": moment(d.acts[-1].at) if d.acts else "",
        }
        for d in found
    ]
    wrapped(rows)


def wrapped(rows: Sequence[dict[str, str]]) -> None:
    """A table whose words are all there to be read, in as many lines as they need."""
    shown = [{name: escaped(words) for name, words in row.items()} for row in rows]
    for row in shown:  # a day stays on one line, its hour may go to the next
        row["When"] = row["When"].replace(" ", "\N{NO-BREAK SPACE}").replace(",\N{NO-BREAK SPACE}", ", ")
    st.table(pd.DataFrame(shown).set_index("Change"))


def listed(acts: Sequence[Act], people: dict[int, str]) -> None:
    rows = [
        {"No.": a.number, "When": moment(a.at), "Who": people[a.person_id], "What": a.sentence, "Reason": a.reason}
        for a in reversed(acts)
    ]
    if rows:
        st.dataframe(pd.DataFrame(rows), hide_index=True, alt="Acts on the framework, newest first")


with session.reading() as study:
    show(study)
