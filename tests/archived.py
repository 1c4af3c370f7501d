"""Archives as the tests need them: made of a study, taken apart, put together again, with a life lived in it before."""

import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from uuid import UUID

from small_study import SmallStudy
from test_every_operation import EXAMPLES, prepared

from framework.archive_form import MANIFEST
from framework.errors import FrameworkError
from framework.exporting import WRITERS
from framework.importing.archive_of_study import look_through
from framework.model import About, Carried, CarriedFile, Identity
from framework.restoring import restore, returning
from framework.workspace import Workspace

DAY = datetime(2026, 3, 31, 9, 30, tzinfo=UTC)
PICTURE = b"\x89PNG invented"
ODD = "=SUM(A1)\r\n'quoted', NULL, \"twice\",\u2028\tand \U0001f600\r"  # what tables easily get wrong
# Much of what is done later takes away what these are about.
FIRST = ("confirm_cell", "submit_cells", "ask_changes", "set_row_order", "sign_off", "split_passage", "take_facesheet")
LAST = ("pin_theme", "sweep_transcript", "assign", "write_cell", "submit_cells", "set_value", "freeze_framework")
Parts = dict[str, bytes]


def lived(s: SmallStudy) -> SmallStudy:
    """A study in which everything was done that can be done (as far as one thing left room for the other)."""
    with s.workspace.change(s.id, s.people["ruth"]) as change:
        change.tell("took a project over")
        change.keep_file(sha256(PICTURE).hexdigest(), PICTURE)
        drawing = change.add(Carried, kind="Graphs", guid=str(UUID(int=7)), xml='<Graph name="=1+1 \u2028"/>')
        change.add(CarriedFile, carried_id=drawing.id, name="a picture.PNG", digest=sha256(PICTURE).hexdigest())
        change.add(Identity, key=f"theme:{s.themes['Training']}", guid=str(UUID(int=8)))
    for name in (*FIRST, *(name for name in EXAMPLES if name != "change_role"), *LAST):
        try:
            example, arguments = prepared(s, name)
            s.act(example.person, name, **arguments)
        except (FrameworkError, LookupError, ValueError):
            continue  # something before it took away what it is about
    s.act("ruth", "write_memo", about=About.STUDY, about_id=s.id, text=ODD)
    for person in ("tom", "ruth", "ruth"):
        s.act(person, "undo")
    s.act("ruth", "redo")
    return s


def archive_of(s: SmallStudy, person: str = "lead") -> bytes:
    """The archive of a study."""
    with s.read(person) as study:
        return WRITERS["archive-zip"].write(study, at=DAY)


def parts_of(data: bytes) -> Parts:
    """The files of an archive."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: Parts, *, checked: bool = True, folder: str = "") -> bytes:
    """Files as an archive; `checked`: with a list of checksums that agrees with them."""
    if checked:
        lines = [f"{sha256(data).hexdigest()}  {name}\n" for name, data in parts.items() if name != MANIFEST]
        parts = {**parts, MANIFEST: "".join(lines).encode()}
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(f"{folder}{name}", data)
    return file.getvalue()


def brought_back(data: bytes, workspace: Workspace, file: Path, lead: str) -> SmallStudy:
    """The study that an archive becomes in a workspace, brought back by the person of this name."""
    known = {person.name: person.id for person in workspace.people()}
    me = known.get(lead) or workspace.add_person(lead).id
    id = restore(workspace, me, returning(workspace, look_through("archive.zip", data)))
    ids = {person.name: person.id for person in workspace.people()}
    keys = {"lead": "Helen Marsh", "ruth": "Ruth Adeyemi", "tom": "Tom Linden", "supervisor": "Maya Holt"}
    people = {key: ids[name] for key, name in {**keys, "reader": "Rex Dunn"}.items()}
    return SmallStudy(workspace, file, id, {**people, "restorer": me})


def changed(parts: Parts, name: str, change: Callable[[str], str]) -> Parts:
    """The files with the words of one of them changed."""
    return {**parts, name: change(parts[name].decode()).encode()}
