"""The topic guide: the questions, whom they are put to, what they ask about; and the cells it shows were not asked."""

import pandas as pd
import streamlit as st

from framework import guide, themes
from framework.cases import case_names
from framework.guide import Asked
from framework.model import Role, RoleGroup
from framework.study import Study
from workbench import session
from workbench.wording import counted, escaped


def show(study: Study) -> None:
    st.title("Topic guide")
    st.caption(
        "Which questions are put to which roles, and which themes they ask about\\. A sub-theme that was asked about, "
        "but never of a role, explains empty cells: they can be called “not asked” and leave the base of comparisons\\."
    )
    may, questions = study.may(Role.ANALYST), guide.guide(study)
    roles = {role.id: role.name for role in study.all(RoleGroup)}
    titles = themes.titles(study)
    if not questions:
        st.info("There are no questions in the guide yet.")
    for place, asked in enumerate(questions):
        one(asked, place, len(questions), roles, titles, may)
    if may:
        with st.expander("Add a question", expanded=not questions, icon=":material/add:"):
            form(None, roles, titles)
    proposals(study, may)


def one(asked: Asked, place: int, count: int, roles: dict[int, str], titles: dict[int, str], may: bool) -> None:
    """A question as it stands, with what one may do to it."""
    question = asked.question
    with st.container(border=True, gap="xsmall", key=f"question {question.id}"):
        st.text(f"{place + 1}. {question.text}")
        to = ", ".join(roles[id] for id in asked.roles) or "everybody"
        about = ", ".join(titles[id] for id in asked.themes) or "no theme yet"
        st.caption(escaped(f"Put to {to}. Asks about {about}."))
        if not may:
            return
        with st.container(horizontal=True):
            move(question.id, "Up", place - 1, place == 0, ":material/arrow_upward:")
            move(question.id, "Down", place + 1, place == count - 1, ":material/arrow_downward:")
            if st.button("Change", key=f"change {question.id}", type="tertiary", icon=":material/edit:"):
                change(asked, roles, titles)
            if st.button("Take out", key=f"out {question.id}", type="tertiary", icon=":material/delete:"):
                session.act("remove_question", question_id=question.id)
                st.rerun()


def move(id: int, label: str, position: int, disabled: bool, icon: str) -> None:
    if st.button(label, key=f"{label} {id}", type="tertiary", disabled=disabled, icon=icon):
        session.act("move_question", question_id=id, position=position)
        st.rerun()


@st.dialog("Change a question", width="large")
def change(asked: Asked, roles: dict[int, str], titles: dict[int, str]) -> None:
    form(asked, roles, titles)


def form(asked: Asked | None, roles: dict[int, str], titles: dict[int, str]) -> None:
    """A question's words, whom it is put to and what it asks about."""
    key = asked.question.id if asked else "new"
    with st.form(f"question form {key}", clear_on_submit=asked is None, border=False):
        text = st.text_area("Question", asked.question.text if asked else "", height=80)
        to = list(asked.roles) if asked else []
        if roles:  # without role groups every question is put to everybody
            label = "Put to (nobody named: everybody)"
            to = st.multiselect(label, list(roles), to, format_func=roles.__getitem__)
        about = st.multiselect(
            "Asks about", list(titles), asked.themes if asked else (), format_func=titles.__getitem__
        )
        if st.form_submit_button("Save" if asked else "Add question"):
            given = {"text": text, "roles": to, "themes": about}
            if asked:
                session.act("change_question", question_id=asked.question.id, **given)
            else:
                session.act("add_question", **given)
            st.rerun()


def proposals(study: Study, may: bool) -> None:
    """The cells that the guide explains; a person confirms."""
    found = guide.not_asked(study)
    st.header("Not asked, by the guide", anchor=False)
    if not found:
        st.caption("The guide explains no empty cell at present\\.")
        return
    cases, titles = case_names(study), themes.titles(study)
    st.caption(
        escaped(
            f"{counted(len(found), 'empty cell')} in which nothing is indexed, of sub-themes this role was not asked "
            "about. Confirm those of which that is true; none is changed by itself."
        )
    )
    frame = pd.DataFrame([{"Case": cases[case], "Sub-theme": titles[theme]} for case, theme in found])
    event = st.dataframe(
        frame,
        key=f"proposals {hash(tuple(found))}",
        on_select="rerun",
        selection_mode="multi-row",
        hide_index=True,
        height=min(38 + 35 * len(frame), 420),
        alt="Cells that were not asked, as the guide shows",
    )
    rows = event["selection"]["rows"]
    chosen = [found[row] for row in rows]
    with st.container(horizontal=True):
        label = f"Confirm {counted(len(chosen), 'chosen cell')}" if chosen else f"Confirm all {len(found)}"
        if st.button(label, type="primary", disabled=not may):
            session.act("confirm_not_asked", cells=[list(place) for place in chosen or found])
            st.rerun()
        st.caption("Each becomes “not asked”\\. Undo takes it back\\.")


with session.reading() as study:
    show(study)
