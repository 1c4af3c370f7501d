"""What all commands share: which workspace and study they work on, progress on a terminal, errors as a sentence."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from framework.errors import FrameworkError
from framework.importing import LARGEST_FILE
from framework.store.journal import Change
from framework.study import Study
from framework.workspace import Workspace
from workbench import faults
from workbench.data_folder import data_folder

DatabaseOption = Annotated[
    str | None, typer.Option(help="A SQLite file or a database URL in place of your own workspace.")
]
StudyOption = Annotated[str, typer.Option(help="Title or number of the study; not needed where there is only one.")]
DemoOption = Annotated[bool, typer.Option("--demo", help="Take the sample study of “workbench demo”.")]
DryOption = Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")]


@dataclass(frozen=True, slots=True)
class AtWork:
    """The study that a command works on, and the person at this machine."""

    workspace: Workspace
    project_id: int
    person_id: int

    @contextmanager
    def reading(self) -> Iterator[Study]:
        """The study, to be asked."""
        with self.workspace.read(self.project_id, self.person_id) as study:
            yield study

    @contextmanager
    def changing(self) -> Iterator[Change]:
        """One act, stored whole or not at all; says what was done."""
        with self.workspace.change(self.project_id, self.person_id) as change:
            yield change
        typer.echo(f"{change.sentence[:1].upper()}{change.sentence[1:]}.")


def at_work(study: str, database: str | None, demo: bool = False) -> AtWork:
    """The study meant by a title, a number, or by there being only one."""
    workspace = open_workspace(database or str(data_folder() / ("demo.sqlite3" if demo else "workspace.sqlite3")))
    if demo:
        ensure_sample(workspace)
    person_id = workspace.local_person().id
    studies = workspace.studies(person_id)
    fitting = [p.id for p, design, _ in studies if not study or study in (str(p.id), design.title)]
    if len(fitting) != 1:
        known = "; ".join(f"{p.id} {design.title}" for p, design, _ in studies)
        hint = f"Studies here: {known}." if known else "There is none yet: “workbench start TITLE” begins one."
        stop(f"Say with --study which study you mean. {hint}")
    return AtWork(workspace, fitting[0], person_id)


def open_workspace(url: str) -> Workspace:
    """The workspace in a file or a database; ends the command, with a sentence, where it can't be opened."""
    with refusals():
        return Workspace(url)
    raise AssertionError  # refusals end the command


def ensure_sample(workspace: Workspace) -> None:
    """Load the sample study where there is no study."""
    if workspace.studies(workspace.local_person().id):
        return
    from workbench.sample import load_sample

    typer.echo("Loading the sample study …", err=True)
    load_sample(workspace)


def stop(sentence: str) -> None:
    """End the command with exit code 1."""
    typer.echo(sentence, err=True)
    raise typer.Exit(1)


@contextmanager
def refusals() -> Iterator[None]:
    """Whatever goes wrong inside ends the command with exit code 1 and a sentence."""
    try:
        yield
    except (typer.Exit, typer.Abort, BrokenPipeError):  # whoever reads the output has seen enough
        raise
    except FrameworkError as error:
        stop(str(error))
    except OSError as error:
        stop(f"{error.filename or 'A file'} can’t be read or written: {error.strerror or 'it failed'}.")
    except KeyboardInterrupt:
        stop("Stopped; nothing was stored.")
    except Exception as error:
        stop(faults.sentence(error))


@contextmanager
def progress(doing: str) -> Iterator[Callable[[float], None]]:
    """Tells a terminal the share done, from 0 to 1; says nothing where nobody watches."""
    watched = sys.stderr.isatty()

    def told(share: float) -> None:
        if watched:
            typer.echo(f"\r{doing} … {share:4.0%}", nl=False, err=True)

    try:
        yield told
    finally:
        if watched:
            typer.echo("\r" + " " * (len(doing) + 10) + "\r", nl=False, err=True)


def contents(path: Path) -> tuple[str, bytes]:
    """Name and bytes of a file; of one that is refused for its size no more than shows it. Raises OSError."""
    with path.open("rb") as file:
        return path.name, file.read(LARGEST_FILE + 1)


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows in columns as wide as their words; columns without any are left out."""
    cells = [[" ".join(str(cell).split()) for cell in row] for row in rows]
    used = [place for place in range(len(headings)) if any(row[place] for row in cells)]
    lines = [[line[place] for place in used] for line in ([*headings], *cells)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(used))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )
