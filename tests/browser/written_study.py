"""A small study written straight into a database file, before any server runs."""

from pathlib import Path

from framework.model import CaseKind, Draft, DraftTurn
from framework.transcripts import Arrival, import_transcripts
from framework.workspace import Workspace

TURNS = (
    ("S1", "The rota is full before the week begins. Nobody says so. We had one morning on it. Then never again."),
    ("S2", "My manager asks how I am. She waits until I have answered. That is rare. I know it is rare."),
    ("S1", "You learn it beside somebody. Nobody tells you. A case like that stays with you. It goes home with you."),
    ("S2", "I would not call it confidence. I would call it practice. It comes late. For some it never comes."),
)


def write_study(
    folder: Path,
    *,
    title: str = "Confidence in practice",
    turns: tuple[tuple[str, str], ...] = TURNS,
    file: str = "LA1_FG1.txt",
    themes: dict[str, list[str]] | None = None,
) -> Path:
    """One focus group and its themes, in the database that `workbench run` opens in this folder."""
    database = folder / "workspace.sqlite3"
    workspace = Workspace(database)
    person = workspace.local_person().id
    study = workspace.start_study(person, title)
    with workspace.change(study, person) as change:
        voices: dict[str, tuple[str, bool] | None] = {label: (label, label == "Moderator") for label, _ in turns}
        import_transcripts(
            change, [Arrival(draft(file, turns), CaseKind.FOCUS_GROUP, None, None, None, voices)], lambda _: None
        )
    for name, below in (themes or {"Support": ["From managers"]}).items():
        main = workspace.run(study, person, "add_theme", {"parent_id": None, "name": name}).result
        for sub_theme in below:
            workspace.run(study, person, "add_theme", {"parent_id": main.id, "name": sub_theme})
    workspace.close()
    return database


def draft(file: str, turns: tuple[tuple[str, str], ...]) -> Draft:
    """Turns as a reader of files would have found them."""
    text, found = "", []
    for label, words in turns:
        start = len(text)
        text += f"{label}: {words}\n"
        found.append(DraftTurn(label, start, start + len(label) + 2, len(text)))
    return Draft(file, text, "label and colon", tuple(found))
