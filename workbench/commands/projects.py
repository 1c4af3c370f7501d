"""`workbench import project`, `excerpts`, `archive`: work done elsewhere. What is found is said, and then stored."""

from pathlib import Path
from typing import Annotated

import typer

from framework import restoring
from framework.excerpt_rows import SURE, Found, locate
from framework.excerpt_rows import Account as ExcerptAccount
from framework.excerpts import as_places, new_path, place_excerpts
from framework.importing import archive_of_study
from framework.importing.coded_excerpts import excerpts_of, guess, table_of
from framework.importing.foreign import open_project, parts
from framework.importing.spreadsheets import read_table
from framework.taking_over import Plan, Wishes, plan, take_over
from workbench.commands.common import (
    DatabaseOption,
    DemoOption,
    DryOption,
    StudyOption,
    at_work,
    contents,
    open_workspace,
    progress,
    refusals,
    stop,
    table,
)
from workbench.data_folder import data_folder
from workbench.wording import counted


def project(
    file: Annotated[
        Path, typer.Argument(help="A project: REFI-QDA (.qdpx, .qde), QualCoder, Taguette (.sqlite3) or RQDA (.rqda).")
    ],
    study: StudyOption = "",
    under: Annotated[str, typer.Option(help="Put all codes under one main theme of this name.")] = "",
    dry_run: DryOption = False,
    database: DatabaseOption = None,
    demo: DemoOption = False,
) -> None:
    """Bring a project of another program in: codes, documents, codings, cases, notes."""
    with refusals():
        work = at_work(study, database, demo)
        data = file.read_bytes()
        found = open_project(file.name, data)
        wishes = Wishes(under=under)
        with work.reading() as opened:
            _say_plan(plan(opened, found, wishes))
        for sentence in filter(None, (found.convention, *found.remarks)):
            typer.echo(f"Note: {sentence}")
        if dry_run:
            return
        files = parts(data, [name for carried in found.carried for name in carried.files])
        with work.changing() as change, progress("Bringing in") as told:
            account = take_over(change, found, wishes, files, lambda share, what: told(share))
        lost = account.lost or ["Nothing was lost."]
        typer.echo("\n".join(["What came in:", *account.done, "What did not, or not as it was:", *lost]))


def _say_plan(found: Plan) -> None:
    codes = [("  " * line.depth + line.name, line.count, line.becomes) for line in found.codes]
    sources = [(line.name, line.kind, line.words, line.count, line.becomes) for line in found.sources]
    cases = [(line.name, line.count, line.becomes) for line in found.cases]
    for titles, rows in (
        (("Code", "Codings", "Becomes"), codes),
        (("Document", "Kind", "Words", "Codings", "Becomes"), sources),
        (("Case", "Values", "Becomes"), cases),
    ):
        if rows:
            typer.echo(table(titles, rows) + "\n")


def _meant(found: ExcerptAccount, under: str) -> dict[str, int | tuple[str, ...]]:
    """Code → its theme, or the path of one to be made; those that stay out are left out."""
    meant: dict[str, int | tuple[str, ...]] = {code: id for code, id in found.codes.items() if id is not None}
    if under:
        new = (code for code in found.codes if code not in meant and code not in found.closed)
        meant |= {code: new_path(code, under) for code in new}
    return meant


def excerpts(
    file: Annotated[Path, typer.Argument(help="A table (.xlsx, .csv, .tsv) of documents, quotations and codes.")],
    study: StudyOption = "",
    under: Annotated[
        str, typer.Option(help="The main theme that takes in codes which are no themes yet; else they are left out.")
    ] = "",
    everywhere: Annotated[
        bool, typer.Option("--everywhere", help="Look in all transcripts where a document is none of them.")
    ] = False,
    dry_run: DryOption = False,
    database: DatabaseOption = None,
    demo: DemoOption = False,
) -> None:
    """Place coded excerpts: each quotation that is found in its transcript becomes a passage."""
    with refusals():
        work = at_work(study, database, demo)
        sheet = table_of(file.name, read_table(*contents(file)))
        rows = excerpts_of(sheet, guess(sheet))
        with work.reading() as opened, progress("Finding") as told:
            found = locate(opened, rows, everywhere, told)
            meant = _meant(found, under)
            sure = [(one.excerpt, one.places[0]) for one in found.of(*SURE)]
            places = as_places(opened, sure, meant)
        for one in found.of(Found.NOT, Found.NEARLY, Found.SEVERAL):
            typer.echo(f"Row {one.excerpt.row}: {one.why or one.found.value}: {one.excerpt.quotation[:70]}")
        if missing := [code for code in found.codes if code not in meant]:
            typer.echo(f"No themes, left out: {', '.join(missing)}.")
        typer.echo(f"{counted(len(places), 'excerpt')} to place of {counted(len(rows), 'row')}.")
        if dry_run:
            return
        if not places:
            stop("Nothing was placed.")
        with work.changing() as change:
            place_excerpts(change, file.name, places)


def archive(
    file: Annotated[Path, typer.Argument(help="The .zip of a whole study, as “export archive-zip” writes it.")],
    dry_run: DryOption = False,
    database: DatabaseOption = None,
) -> None:
    """Bring a study back from its archive, as a new study beside those that are there."""
    with refusals():
        workspace = open_workspace(database or str(data_folder() / "workspace.sqlite3"))
        back = restoring.returning(workspace, archive_of_study.read(file.name, file.read_bytes()))
        held = ", ".join(counted(number, name) for number, name in back.counts)
        typer.echo(f"{back.title}, version {back.version}: {held}.")
        typer.echo(f"All {counted(back.files, 'file')} are as they left: their checksums are right.")
        for said, names in (("Known here", back.known), ("New here", back.new), ("Left out", back.others)):
            if names:
                typer.echo(f"{said}: {', '.join(names)}.")
        if back.here:
            typer.echo("This study is in the workspace already: the archive comes as a second one beside it.")
        if dry_run:
            return
        with progress("Bringing back") as told:
            number = restoring.restore(workspace, workspace.local_person().id, back, told)
        typer.echo(f"Brought back as study {number}.")
