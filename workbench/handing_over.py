"""Files that leave the workspace: made for whoever asks for them, and noted in the trail."""

from functools import partial

from framework import exporting
from framework.exporting import ALL_OF_IT, Progress, Selection, Writer
from framework.history import note_export
from framework.model import FrameworkVersion
from framework.study import Study
from framework.versions import title
from workbench import session
from workbench.components.download import download


def offer(
    study: Study, what: str | Writer, selection: Selection = ALL_OF_IT, label: str = "Download", key: str = ""
) -> None:
    """A link to an export, which is made when somebody follows it."""
    writer = exporting.writer_of(what)
    make = partial(made, study.project.id, study.person_id, writer, selection)
    name = exporting.file_name(study, writer, selection=selection)
    download(f"download {key or what}", label, name, make, writer.media_type)


def made(project_id: int, person_id: int, writer: Writer, selection: Selection, progress: Progress) -> bytes:
    """The file, made for whoever asked for it, and the note of it in the trail. `progress` may end it."""
    workspace = session.workspace()
    with workspace.read(project_id, person_id) as study:
        content = writer.write(study, selection, progress=progress)
        said = writer.title.lower() + said_of(study, selection)
    with workspace.change(project_id, person_id) as change:
        note_export(change, said)
    return content


def said_of(study: Study, selection: Selection) -> str:
    """“ as of v1 Pilot (themes 2 Training)”, for the trail."""
    standing = f" as of {title(study.get(FrameworkVersion, selection.version_id))}" if selection.version_id else ""
    return standing + (f" ({selection.words})" if selection.words else "")
