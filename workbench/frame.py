"""The frame around every screen: which study, who works, undo and redo, and what has just happened."""

import streamlit as st

from framework import history
from framework.model import Act
from workbench import session
from workbench.wording import escaped

# Streamlit leaves a hand's breadth above every page, which matrices and transcripts need. Its captions are too pale,
# and so are white words on the primary colour of the dark theme. The colours are those of .streamlit/config.toml: undo
# and redo stay in view, on the sidebar's own, while the list of screens scrolls beneath.
_STYLE = """<style>
[data-testid="stMainBlockContainer"] { padding: 2.6rem 2.2rem 2rem; max-width: 118rem; }
[data-testid="stMain"] h1 { font-size: 1.7rem; padding: 0 0 .4rem; }
[data-testid="stMain"] h2 { font-size: 1.3rem; } [data-testid="stMain"] h3 { font-size: 1.1rem; padding-bottom: .2rem; }
[data-testid="stCaptionContainer"] { color: inherit; opacity: .75; }
[data-testid="stSidebarHeader"] { height: 2.2rem; margin-bottom: 0; }
[data-testid="stSidebarNavItems"] { padding-top: 0; }
[data-testid="stNavSectionHeader"] { padding-top: .35rem; padding-bottom: .1rem; margin-bottom: 0; }
[data-testid="stSidebarNavLink"] { padding-top: .1rem; padding-bottom: .1rem; margin-top: 0; margin-bottom: 0; }
[data-testid="stSidebarUserContent"] { position: sticky; bottom: 0; z-index: 1;
  background: light-dark(#f4f5f2, #1e2327); padding: .2rem 1.5rem .8rem; margin: 0 -1.5rem; }
[data-testid="stSidebarNavSeparator"] { display: none; }
[data-testid^="stBaseButton-primary"]:enabled { color: light-dark(#ffffff, #15181b); }
@media (max-width: 800px) { [data-testid="stMainBlockContainer"] { padding: 3rem .8rem 2rem; } }
@media print { [data-testid="stSidebar"], [data-testid="stHeader"] { display: none; } }
</style>"""


def style() -> None:
    """The page's proportions."""
    st.html(_STYLE)


def sidebar() -> None:
    """Study, person, undo and redo, above the list of screens."""
    with st.sidebar:
        if session.project_id() is not None:
            _undo()
            session.live("undo")
        _who()


def notices() -> None:
    """The sentences that acts have left for this page."""
    for sentence, failed in session.notices():
        if failed:
            st.error(escaped(sentence), icon=":material/error:")
        else:
            st.toast(escaped(sentence), icon=":material/check:")


@st.fragment(key="undo")
def _undo() -> None:
    with session.reading() as study:
        steps = history.next_steps(study, study.person_id)
    left, right = st.columns(2)
    with left:
        _step("Undo", "undo", steps.undo, ":material/undo:")
    with right:
        _step("Redo", "redo", steps.redo, ":material/redo:")


def _step(label: str, operation: str, act: Act | None, icon: str) -> None:
    said = act.sentence.removeprefix("undid: ") if act else f"Nothing of yours to {operation}."
    if st.button(label, key=operation, icon=icon, disabled=act is None, help=escaped(said), width="stretch"):
        session.act(operation)
        st.rerun()


def _who() -> None:
    """On a machine of their own the people of a team take turns; sign-in comes with the team server."""
    now = session.person()
    known = {now, *session.workspace().people_taking_part()}
    people = {person.id: person.name for person in sorted(known, key=lambda one: one.id)}
    if len(people) == 1:
        st.caption(f"Working as {escaped(now.name)}")
        return
    chosen = st.selectbox(
        "Working as",
        list(people),
        index=list(people).index(now.id),
        format_func=lambda id: people[id],
        key="working as",
    )
    if chosen != now.id:
        session.work_as(chosen)
        st.rerun()
