"""Files that leave the workspace: made for whoever asks for them, and noted in the trail."""

from functools import partial

from framework import exporting
from framework.exporting import WRITERS, Selection
from framework.history import note_export
from framework.study import Study
from workbench import session
from workbench.components.download import download


def offer(study: Study, what: str, selection: Selection, label: str = "Download") -> None:
    """A link to an export, which is made when somebody follows it."""
    make = partial(made, study.project.id, study.person_id, what, selection)
    download(f"download {what}", label, exporting.file_name(study, what), make, WRITERS[what].media_type)


def made(project_id: int, person_id: int, what: str, selection: Selection) -> bytes:
    """The file, made for whoever asked for it, and the note of it in the trail."""
    workspace = session.workspace()
    with workspace.read(project_id, person_id) as study:
        content = WRITERS[what].write(study, selection)
    said = WRITERS[what].title.lower() + (f" ({selection.words})" if selection.words else "")
    with workspace.change(project_id, person_id) as change:
        note_export(change, said)
    return content
