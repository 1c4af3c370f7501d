"""Bring a project in: what a file of another program holds, what it would become here, and then the taking over."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from framework import foreign
from framework.exporting import Progress
from framework.importing.foreign import open_project, parts
from framework.model import Role
from framework.study import Study
from framework.taking_over import Account, Plan, Wishes, plan, take_over
from framework.taking_over.plan import Line
from framework.taking_over.talk import codings_of
from framework.workspace import Done
from workbench import faults, navigation, session
from workbench.components.download import download
from workbench.undoing import keep_done, what_was_done
from workbench.wording import counted, escaped

MOST_ROWS = 13  # of a table that is shown as a whole
LARGEST = 500  # MB of a project, which may hold recordings
KINDS = {"text": "text", "pdf": "PDF", "audio": "audio", "video": "video", "picture": "picture"}
CARRIED = {
    "Sources": ("picture, recording or PDF", "pictures, recordings and PDFs"),
    "Links": ("link", "links"),
    "Sets": ("set", "sets"),
    "Graphs": ("map", "maps"),
}


def show() -> None:
    with session.reading() as study:
        st.title("Bring a project in")
        if not study.may(Role.LEAD):
            st.info("A project changes themes, cases and transcripts at once: the lead of the study brings it in.")
            return
        st.caption(
            "REFI-QDA projects (.qdpx, .qde) of NVivo, MAXQDA, ATLAS\\.ti, QualCoder, Quirkos, Transana and others, "
            "and our own; QualCoder (.qda, or its folder as a .zip); Taguette (.sqlite3); RQDA (.rqda). In NVivo, "
            "MAXQDA and ATLAS\\.ti, export the project as REFI-QDA first. Nothing is stored before you have looked it "
            "through."
        )
        st.page_link(navigation.address("formats"), label="All formats, in and out", icon=":material/description:")
        upload = st.file_uploader(
            "The project of another program",
            key=f"project {session.kept('projects', 0)}",
            label_visibility="collapsed",
            max_upload_size=LARGEST,
        )
        if upload is None:
            if what_was_done(study, "brought in"):
                account(session.kept("project account"))
            explain(study)
            return
        project = opened(upload)
        if project is not None:
            settle(study, project, upload.getvalue())


def explain(study: Study) -> None:
    st.text(
        "Codes become themes, documents transcripts, codings passages with their analyst and date, cases rows of the "
        "matrices, variables attributes, notes memos. What the study has already is known again and stays. You see "
        "what would become of everything before it is stored, and one undo takes it all back."
    )
    if study.version > 1:
        st.text(
            "To keep the project by itself, start a study for it first: Overview, Other studies, Start a new study."
        )
    st.page_link(navigation.address("importing"), label="Import transcripts alone", icon=":material/upload_file:")


def opened(upload: Any) -> foreign.Project | None:
    """The project in the file, read once; None, and a sentence, where it can't be read."""
    known = session.kept("project")
    if known is not None and known[0] == upload.file_id:
        return known[1]  # type: ignore[no-any-return]
    try:
        with st.spinner("Reading the project …"):
            project = open_project(upload.name, upload.getvalue())
    except Exception as error:
        st.error(escaped(faults.sentence(error)), icon=":material/error:")
        return None
    session.keep("project", (upload.file_id, project))
    return project


def settle(study: Study, project: foreign.Project, data: bytes) -> None:
    """What the project holds and would become, and the button that does it."""
    flat = len(project.codes) > 1 and not any(code.parent for code in project.codes)
    st.markdown(f"**{escaped(said(project))}**")
    with st.expander(f"How it was read ({len(project.remarks) + 1})"):
        st.text("\n\n".join(filter(None, [project.convention, *project.remarks])) or "Nothing was odd.")
    st.subheader("1 Codes become themes", anchor=False)
    if flat:
        st.caption("No code stands beneath another. Under one main theme they are the columns of one matrix.")
    under = st.text_input(
        "Put all codes under one main theme called",
        (project.title or "Codes") if flat else "",
        help="Empty: each code of the first level is a main theme, with a matrix of its own.",
        key=f"under {project.file}",
        width=420,
    )
    wishes = Wishes(under=under or "")
    found = plan(study, project, wishes)
    codes = chosen(found.codes, "Code", f"codes {project.file} {under}", indented=True)
    st.subheader("2 Documents become transcripts", anchor=False)
    sources = chosen(found.sources, "Document", f"sources {project.file}")
    others(found)
    wishes = Wishes(codes_out=codes, sources_out=sources, under=under or "")
    with st.container(horizontal=True):
        go = st.button("Bring it in", type="primary")
        st.button("Cancel", disabled=not go, help="While it is brought in: stop, and store nothing.")
    if go:
        bring_in(study, project, wishes, data)


def said(project: foreign.Project) -> str:
    """“NVivo project “Care” with 31 codes, 12 documents, 940 codings, 9 cases, 34 notes, 3 people.”"""
    codings = sum(len([*codings_of(source)]) for source in project.sources)
    parts = [
        counted(len(project.codes), "code"),
        counted(len(project.sources), "document"),
        counted(codings, "coding"),
        counted(len(project.cases), "case"),
        counted(len(project.notes), "note"),
        counted(len(project.users), "person", "people"),
    ]
    called = f" “{project.title}”" if project.title else ""
    return f"{project.program or 'A'} project{called}: {', '.join(parts)}."


def chosen(lines: list[Line], what: str, key: str, indented: bool = False) -> frozenset[str]:
    """A table in which a person says what stays out; returns the GUIDs of that."""
    if not lines:
        st.caption("There are none in this file.")
        return frozenset()
    rows = []
    for line in lines:
        row: dict[str, Any] = {"Take in": not line.out, what: ("\u2003" * line.depth if indented else "") + line.name}
        if not indented:
            row |= {"Kind": KINDS.get(line.kind, line.kind), "Words": line.words}
        rows.append({**row, "Codings": line.count, "Becomes": line.becomes})
    frame = pd.DataFrame(rows)
    edited = st.data_editor(
        frame,
        key=key,
        hide_index=True,
        height="content" if len(rows) < MOST_ROWS else 460,
        disabled=[name for name in frame.columns if name != "Take in"],
        column_config={"Take in": st.column_config.CheckboxColumn(width="small")},
        alt=f"{what}s of the project and what they become, editable",
    )
    taken = list(edited["Take in"])
    return frozenset(line.guid for line, wanted in zip(lines, taken, strict=True) if not wanted)


def others(found: Plan) -> None:
    """Cases, people, notes, and what is carried."""
    st.subheader("3 Cases, people and the rest", anchor=False)
    columns = st.columns(2)
    for place, title, lines, count in (
        (columns[0], "Case", found.cases, "Values"),
        (columns[1], "Person", found.people, "Codings"),
    ):
        if lines:
            rows = [{title: line.name, count: line.count, "Becomes": line.becomes} for line in lines]
            height: Any = "content" if len(rows) < MOST_ROWS else 460
            place.dataframe(
                pd.DataFrame(rows), hide_index=True, height=height, alt=f"What becomes of each {title.lower()}"
            )
    kept = [counted(count, *CARRIED.get(kind, (kind, kind))) for kind, count in found.carried.items()]
    sentences = []
    if found.notes:
        sentences += [f"{counted(found.notes, 'note')}: memos about what they are tied to, else about the study."]
    if kept:
        sentences += [f"Kept and written back into projects, not shown here: {', '.join(kept)}."]
    if sentences:
        st.text(" ".join(sentences))


def bring_in(study: Study, project: foreign.Project, wishes: Wishes, data: bytes) -> None:
    """One act for all of it. Pressing Cancel ends this run of the page, and with it the act."""
    bar = st.progress(0.0, "Bringing in …")
    try:
        files = parts(data, [name for carried in project.carried for name in carried.files])
        with session.workspace().change(study.project.id, study.person_id) as change:
            told = take_over(
                change, project, wishes, files, lambda share, what: bar.progress(share, f"Bringing in: {what} …")
            )
            done = Done(None, change.project.version + 1, change.sentence, True)
    except Exception as error:
        bar.empty()
        st.error(escaped(faults.sentence(error)), icon=":material/error:")
        return
    keep_done("brought in", done)
    session.keep("project account", (project.file, told))
    session.keep("project", None)
    session.keep("projects", session.kept("projects", 0) + 1)
    st.rerun()


def account(kept: tuple[str, Account] | None) -> None:
    """What came in the last time, and what did not; to be taken along as a file."""
    if kept is None:
        return
    file, told = kept
    with st.container(border=True):
        st.markdown(f"**What came in from {escaped(file)}**")
        st.text("\n".join(told.done))
        st.markdown("**What did not, or not as it was**")
        st.text("\n".join(told.lost) or "Nothing was lost.")
        with st.container(horizontal=True):
            download("account", "Download this account", f"{file} account.txt", _Written(file, told), "text/plain")
            st.page_link(navigation.address("framework"), label="See the themes", icon=":material/account_tree:")
            st.page_link(navigation.address("cases"), label="See the cases", icon=":material/badge:")


class _Written:
    """The account as a text file, made when it is asked for."""

    def __init__(self, file: str, told: Account) -> None:
        self._parts: Mapping[str, list[str]] = {
            f"What came in from {file}": told.done,
            "What did not, or not as it was": told.lost or ["Nothing was lost."],
        }

    def __call__(self, progress: Progress) -> bytes:
        listed = (f"{title}\n\n" + "\n".join(f"- {line}" for line in lines) for title, lines in self._parts.items())
        return "\n\n".join(listed).encode("utf-8")


show()
