"""The people of the study and their roles."""

import streamlit as st

from framework.errors import FrameworkError
from framework.model import Membership, Role
from framework.people import names
from framework.study import Study
from workbench import session
from workbench.wording import escaped

MAY = {
    Role.READER: "reads everything, changes nothing",
    Role.ANALYST: "imports, builds the framework, indexes, charts",
    Role.SUPERVISOR: "does what an analyst does, and reviews",
    Role.LEAD: "does everything, and says who takes part",
}


def show(study: Study) -> None:
    st.title("People")
    st.write(
        "People on one machine take turns: each says at the left who is working. Accounts with passwords come later."
    )
    known, may = names(study), study.may(Role.LEAD)
    roles = {m.person_id: m.role for m in study.all(Membership)}
    for person_id, role in roles.items():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(known[person_id], width=260)
            options = list(Role)
            new = st.selectbox(
                f"Role of {escaped(known[person_id])}",
                options,
                options.index(role),
                key=f"role {person_id} {role}",
                disabled=not may,
                label_visibility="collapsed",
                width=180,
            )
            st.caption(MAY[role])
        if new != role:
            session.act("change_role", person_id=person_id, role=new.value)
            st.rerun()
    if may:
        add(roles)
    else:
        st.caption("Only the lead of the study can change roles or add people.")


def add(roles: dict[int, Role]) -> None:
    st.subheader("Add somebody")
    others = {p.id: p.name for p in session.workspace().people() if p.id not in roles}
    with st.form("add", clear_on_submit=True):
        known = st.selectbox("Somebody known here", [None, *others], format_func=lambda id: others.get(id, "—"))
        name = st.text_input("or somebody new")
        explained = {role.value: f"{role}: {may}" for role, may in MAY.items()}
        role = Role(st.selectbox("Role", list(explained), 1, format_func=explained.__getitem__))
        if st.form_submit_button("Add"):
            join(known, name, role)


def join(known: int | None, name: str, role: Role) -> None:
    try:
        person_id = known or session.workspace().add_person(name).id
    except FrameworkError as error:
        st.error(escaped(str(error)))
        return
    session.act("add_to_study", person_id=person_id, role=role.value)
    st.rerun()


with session.reading() as study:
    show(study)
