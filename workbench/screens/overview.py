"""Where the study stands, stage by stage, and what comes next."""

import streamlit as st

from framework import themes, transcripts
from framework.errors import FrameworkError
from framework.model import Cell, IndexEntry, Passage, Transcript
from framework.study import Study
from workbench import coming_back, navigation, session
from workbench.wording import counted, escaped


def start() -> None:
    st.title("Workbench")
    st.write(
        "Take interviews and focus groups through the Framework method: read the transcripts, build a thematic "
        "framework, index passages, chart summaries case by case, and compare. Everything stays on this machine."
    )
    with st.form("start", border=True):
        title = st.text_input("What is your study called?", placeholder="Confidence in practice")
        if st.form_submit_button("Start the study", type="primary"):
            begin(title)
    coming_back.bring_back()


def begin(title: str) -> None:
    try:
        session.open_study(session.workspace().start_study(session.person().id, title))
    except FrameworkError as error:
        session.say(str(error), failed=True)
    st.rerun()


def stages(study: Study) -> list[tuple[str, str, str, str, bool]]:
    """Name, where it stands, next screen, what to do there, whether it has begun."""
    imported, read = study.all(Transcript), transcripts.readers(study)
    mine = sum(study.person_id in who for who in read.values())
    index = [entry for entry in themes.index(study) if not entry.theme.retired]
    passages, entries = study.count(Passage), study.count(IndexEntry)
    cells = study.count(Cell)
    reading = f"{counted(len(imported), 'transcript')}; {len(read)} read by somebody, {mine} by you"
    framework = f"{counted(len(themes.main_themes(study)), 'main theme')}, {counted(len(index), 'theme')} in all"
    indexing = f"{counted(passages, 'passage')} placed {counted(entries, 'time')}"
    next_read = ("reading", "Read") if imported else ("importing", "Import transcripts")
    return [
        ("1 Familiarisation", reading, *next_read, bool(imported)),
        ("2 Thematic framework", framework, "framework", "Work on the themes", bool(index)),
        ("3 Indexing", indexing, "indexing", "Index passages", bool(passages)),
        ("4 Charting", f"{counted(cells, 'cell')} charted", "summaries", "Open the matrices", bool(cells)),
        ("5 Interpretation", "Compare sites, roles and groups", "comparison", "Compare", bool(cells)),
    ]


def show(study: Study) -> None:
    st.title(escaped(study.design.title))
    for question in study.design.questions.splitlines():
        st.text(question)
    for name, standing, screen, label, begun in stages(study):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{name}**", width=230)
            st.text(standing if begun else f"Not begun. {standing}", width="stretch")
            st.page_link(navigation.address(screen), label=label, icon=":material/arrow_forward:")
    switch()


def switch() -> None:
    studies = {project.id: design.title for project, design, _ in session.workspace().studies(session.person().id)}
    with st.expander("Other studies"):
        if len(studies) > 1:
            now, titles = session.project_id(), list(studies.values())
            double = {id for id, title in studies.items() if titles.count(title) > 1}  # one came back from its archive
            chosen = st.selectbox(
                "Open",
                list(studies),
                list(studies).index(now or 0),
                format_func=lambda id: f"{studies[id]} (study {id})" if id in double else studies[id],
            )
            if chosen != now:
                session.open_study(chosen)
                st.rerun()
        with st.form("another", border=False):
            title = st.text_input("Title of a new study")
            if st.form_submit_button("Start a new study"):
                begin(title)
    coming_back.bring_back()


if session.project_id() is None:
    start()
else:
    with session.reading() as study:
        show(study)
