"""`workbench import transcripts`: what the import page does, with its guesses; options settle what a person would."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from framework.importing.archives import is_litter
from framework.importing.voices import wants_a_name
from framework.study import Study
from workbench import arrivals
from workbench.arrivals import Batch
from workbench.commands.common import (
    DatabaseOption,
    DemoOption,
    DryOption,
    StudyOption,
    at_work,
    contents,
    progress,
    refusals,
    stop,
    table,
)
from workbench.wording import counted


class Unseen(StrEnum):
    """What becomes of files with words that nobody sees in the document."""

    REFUSE = "refuse"
    LEAVE_OUT = "leave-out"
    TAKE_IN = "take-in"


def transcripts(
    paths: Annotated[list[Path], typer.Argument(help="Files, folders with all that is in them, and .zip archives.")],
    study: StudyOption = "",
    dry_run: DryOption = False,
    unseen: Annotated[
        Unseen,
        typer.Option(
            help="Files with deleted, hidden or blacked-out words: refuse them, leave these words out (“[blacked out]” "
            "stands for those), or take them in where they stand."
        ),
    ] = Unseen.REFUSE,
    corrections: Annotated[
        bool, typer.Option("--corrections", help="A file much like a transcript becomes its new version.")
    ] = False,
    others: Annotated[str, typer.Option(help="What those are called whom a file does not label.")] = "",
    attribute: Annotated[
        list[str] | None, typer.Option(help="A fact in the heads of the files that becomes an attribute of the cases.")
    ] = None,
    database: DatabaseOption = None,
    demo: DemoOption = False,
) -> None:
    """Take in transcripts. Site, kind and role of each are guessed from its name."""
    with refusals():
        work = at_work(study, database, demo)
        files = [*_files(paths)]
        with progress("Reading") as told:
            # One after the other: recordings may lie beside the transcripts.
            loaded = ((name, contents(path)[1]) for name, path in files)
            batch = arrivals.read("", loaded, lambda done: told(done / len(files)))
        with work.reading() as opened:
            plan = _plan(opened, batch, unseen, corrections, others)
            facts = _facts(opened, batch, attribute or [])
            _say(opened, plan)
        if not plan.files.empty and not facts.empty:
            told_of = ", ".join(facts["Says"])
            typer.echo(f"\nThe heads of the files say: {told_of}. “--attribute NAME” makes one an attribute.")
        wanted = 0 if plan.files.empty else int(plan.files["Import"].sum())
        typer.echo(f"\n{counted(wanted, 'file')} to import, {len(plan.left)} left out, {len(batch.refused)} not read.")
        if dry_run:
            return
        if not wanted:
            stop("Nothing was imported.")
        with work.changing() as change, progress("Importing") as told:
            arrivals.store(change, plan.batch, plan.files, plan.voices, facts, told)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What would happen: the tables of the import page as settled, and why files are left out, in sentences."""

    batch: Batch
    files: pd.DataFrame
    voices: pd.DataFrame
    left: list[str]


def _files(paths: Sequence[Path]) -> Iterator[tuple[str, Path]]:
    """Each file and its name; those in a folder are called as they lie in it."""
    for path in paths:
        if not path.is_dir():
            yield path.name, path
            continue
        above = path.resolve().parent
        for file in sorted(path.resolve().rglob("*")):
            if file.is_file() and not is_litter(name := file.relative_to(above).as_posix()):
                yield name, file


def _plan(study: Study, batch: Batch, unseen: Unseen, corrections: bool, others: str) -> _Plan:
    files, left = arrivals.file_table(study, batch), []
    if unseen is not Unseen.REFUSE and not files.empty:
        choice = arrivals.LEAVE_OUT if unseen is Unseen.LEAVE_OUT else arrivals.TAKE_IN
        files[arrivals.UNSEEN] = [choice if draft.unseen else arrivals.NONE for draft in batch.drafts]
    if not files.empty:
        batch = arrivals.decided(batch, files)
    for place, draft in enumerate(batch.drafts):
        ticked, doubt, store_as = (str(files.at[place, column]) for column in ("Import", "Doubt", "Store as"))
        reason = ""
        if ticked == "False":
            reason = f"is {doubt}."
        elif draft.unseen and unseen is Unseen.REFUSE:
            reason = "holds words that nobody sees in the document: “--unseen leave-out” or “--unseen take-in”."
        elif store_as != arrivals.NEW and not corrections:
            reason = f"is {doubt}. “--corrections” makes it {store_as}."
        if reason:
            left.append(f"{draft.file} {reason}")
            files.at[place, "Import"] = False
        if others and wants_a_name(draft) is not None:
            files.at[place, arrivals.OTHERS] = others
    return _Plan(batch, files, arrivals.voice_table(batch), left)


def _facts(study: Study, batch: Batch, wanted: Sequence[str]) -> pd.DataFrame:
    """The facts in the heads of the files, those ticked that are wanted as attributes."""
    facts = arrivals.fact_table(study, batch)
    facts["Keep"] = [str(says).casefold() in {name.casefold() for name in wanted} for says in facts["Says"]]
    return facts


def _say(study: Study, plan: _Plan) -> None:
    """The same account as the page gives before it stores."""
    if not plan.files.empty:
        shown = plan.files.assign(Import=["yes" if ticked else "no" for ticked in plan.files["Import"]])
        if (shown["Store as"] == arrivals.NEW).all():
            shown = shown.drop(columns="Store as")
        if (shown[arrivals.UNSEEN] == arrivals.NONE).all():
            shown = shown.drop(columns=arrivals.UNSEEN)
        typer.echo(table([*map(str, shown)], shown.itertuples(index=False)))
        typer.echo("\n" + table([*map(str, plan.voices)], plan.voices.itertuples(index=False)))
    for draft in plan.batch.drafts:
        for remark in draft.remarks:
            typer.echo(f"{draft.file}: {remark}")
        for why, words in draft.unseen:
            typer.echo(f"{draft.file}, {why}: {' '.join(words.split())}")
    if not plan.files.empty:
        for sentence in arrivals.corrections_said(study, plan.batch, plan.files):
            typer.echo(sentence)
    for sentence in plan.left:
        typer.echo(f"Left out: {sentence}")
    for sentence in plan.batch.refused:
        typer.echo(f"Not read: {sentence}")
