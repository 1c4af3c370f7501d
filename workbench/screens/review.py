"""The supervisor's review: the queue, what was sent back, what changed since one last looked, and the signing off."""

import streamlit as st

from framework import approval, review_queue
from framework.matrices import Status
from framework.model import Role
from framework.people import names
from framework.review_queue import Charted, Happened
from framework.study import Study
from workbench import review_lists, session, sign_offs
from workbench.review_lists import choose, name, queue, steady, stepped, work_through
from workbench.wording import counted, escaped, moment

SENT_BACK, QUEUE, CHANGED, SIGN_OFF = "back", "queue", "changed", "sign-off"
BACK = (Status.CHANGES_ASKED, Status.EVIDENCE_CHANGED)


@st.fragment(key="review")
def show() -> None:
    with session.reading() as study:
        found = review_queue.charted(study)
        sent_back = [cell for cell in found if cell.person_id == study.person_id and cell.written.status in BACK]
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.title("Review", width="stretch")
            view = which_view(study, found, sent_back)
        if view == SENT_BACK:
            st.caption("Your cells in which changes are asked for, or whose evidence has changed.")
            listed = steady(found, sent_back, (SENT_BACK, study.person_id))
            work_through(study, listed, SENT_BACK, "Nothing is sent back to you.", stepped(study, listed))
        elif view == QUEUE:
            work_through_queue(study, found)
        elif view == CHANGED:
            what_changed(study, found)
        else:
            sign_offs.sign_offs(study)


def which_view(study: Study, found: list[Charted], sent_back: list[Charted]) -> str:
    """A supervisor begins with the queue, everybody else with what was sent back to them."""
    submitted = sum(cell.written.status is Status.SUBMITTED for cell in found)
    shown = {
        SENT_BACK: f"Sent back to you ({len(sent_back)})",
        QUEUE: f"Queue ({submitted})",
        CHANGED: "Changed since you last looked",
        SIGN_OFF: "Sign-off",
    }
    if study.may(Role.SUPERVISOR):
        shown = {QUEUE: shown[QUEUE], **shown}
    picked: str = st.segmented_control(
        "What to look at",
        list(shown),
        default=next(iter(shown)),
        required=True,
        format_func=shown.__getitem__,
        label_visibility="collapsed",
        key=f"review view {study.person_id}",
        persist_state="session",
    )
    return picked


def work_through_queue(study: Study, found: list[Charted]) -> None:
    wanted = choose(study, found)
    listed, said = queue(found, wanted)
    done = len(listed) - len(review_lists.matching(listed, wanted))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(escaped(said + (f" {counted(done, 'cell')} dealt with." if done else "")), width="stretch")
        if done and st.button("Leave out what is dealt with", icon=":material/refresh:", type="tertiary"):
            review_lists.begin_anew()
            st.rerun()
    empty = "No cell waits here. Analysts submit cells in the summary matrices."
    work_through(study, listed, f"queue {wanted}", empty, stepped(study, listed), approving=True)


def what_changed(study: Study, found: list[Charted]) -> None:
    since = approval.looked_until(study, study.person_id)
    happened = review_queue.happened_since(study, since, found)
    with st.container(horizontal=True, vertical_alignment="center"):
        until = f"since version {since}, up to which you have looked" if since else "so far: you have not looked yet"
        st.caption(escaped(f"What was done to cells and to their evidence {until}."), width="stretch")
        mine = st.toggle("Also what I did myself", key="review mine", persist_state="session")
        if st.button("I have looked", icon=":material/visibility:", disabled=since == study.version):
            session.act("look", version=study.version)
            st.rerun()
    news = {
        place: [one for one in told if mine or one.person_id != study.person_id] for place, told in happened.items()
    }
    listed = [cell for cell in found if news.get(cell.place)]
    told = {name(cell): in_words(study, news[cell.place]) for cell in listed}
    work_through(study, listed, f"changed {since} {mine}", "Nothing has changed since you last looked.", told)


def in_words(study: Study, told: list[Happened]) -> str:
    """“written by Ruth Adeyemi, 22 Nov 2026, 14:05; approved by Maya Holt, …”, the last three things."""
    known = names(study)
    return "; ".join(f"{one.what} by {known[one.person_id]}, {moment(one.at)}" for one in told[-3:])


session.live("review")
show()
