"""`workbench import …`: a function for each sort of file. Each says what it found, as its page does, then stores it."""

from pathlib import Path
from typing import Annotated

import typer

from framework import bringing_back, starters
from framework.bringing_back import Account, Kind
from framework.errors import Invalid
from framework.facesheet_rows import Column, Naming, Sheet, guess_columns, guess_naming, sheet_of
from framework.facesheets import Comparison, as_arguments, compare, take_facesheet
from framework.importing import edited_workbook
from framework.importing.refi_codebook import is_codebook, read_codebook
from framework.importing.spreadsheets import read_table
from framework.starters import Outline
from framework.study import Study
from framework.value_types import EMPTY, empty_words
from workbench.commands.common import (
    DatabaseOption,
    DemoOption,
    DryOption,
    StudyOption,
    at_work,
    contents,
    refusals,
    table,
)
from workbench.commands.projects import archive, excerpts, project
from workbench.commands.transcripts import transcripts
from workbench.wording import counted

imports = typer.Typer(
    no_args_is_help=True, help="Take in transcripts, projects, attributes, codebooks, excerpts, workbooks, archives."
)
imports.command()(transcripts)
imports.command()(project)
imports.command()(excerpts)
imports.command()(archive)


@imports.command()
def facesheet(
    file: Annotated[Path, typer.Argument(help="A spreadsheet (.xlsx, .csv, .tsv): a row for each case or transcript.")],
    case_column: Annotated[str, typer.Option(help="The column that names the case, where the guess is wrong.")] = "",
    take: Annotated[list[str] | None, typer.Option(help="A column to take that is left out by itself.")] = None,
    leave: Annotated[list[str] | None, typer.Option(help="A column to leave out.")] = None,
    clear: Annotated[bool, typer.Option("--clear", help="An empty cell takes away the value the study has.")] = False,
    study: StudyOption = "",
    dry_run: DryOption = False,
    database: DatabaseOption = None,
    demo: DemoOption = False,
) -> None:
    """Take attributes of cases over from a spreadsheet."""
    with refusals():
        work = at_work(study, database, demo)
        name, data = contents(file)
        sheet = sheet_of(name, read_table(name, data))
        with work.reading() as opened:
            naming = Naming(_heading(sheet, case_column)) if case_column else guess_naming(opened, sheet)
            columns = _columns(opened, sheet, naming, take or [], leave or [])
            said = [value for column in columns for value in sheet.values(column.place)]
            empty = frozenset(word for word, usual in empty_words(said).items() if usual)
            found = compare(opened, sheet, naming, columns, empty, clear)
        typer.echo(f"Cases are named by {', '.join(sheet.headings[place] for place in naming.columns)}.")
        for column in columns:
            if not column.take:
                typer.echo(f"Column left out: {sheet.headings[column.place]} ({column.remark or 'as you said'}).")
        _say_comparison(found)
        if not dry_run and found.changes:
            with work.changing() as change:
                take_facesheet(change, file=sheet.file, **as_arguments(found))


def _columns(study: Study, sheet: Sheet, naming: Naming, take: list[str], leave: list[str]) -> list[Column]:
    """The columns as they are guessed, but for those that somebody has named."""
    wanted = dict.fromkeys((_heading(sheet, name) for name in take), True)
    wanted |= dict.fromkeys((_heading(sheet, name) for name in leave), False)
    return [
        Column(c.place, c.attribute, c.kind, wanted.get(c.place, c.take), "" if c.place in wanted else c.remark)
        for c in guess_columns(study, sheet, naming, EMPTY)
    ]


def _heading(sheet: Sheet, wanted: str) -> int:
    """The place of the column that is called so. Raises Invalid."""
    known = [heading.casefold() for heading in sheet.headings]
    if wanted.casefold() not in known:
        raise Invalid(f"{sheet.file} has no column “{wanted}”. It has: {', '.join(sheet.headings)}.")
    return known.index(wanted.casefold())


def _say_comparison(found: Comparison) -> None:
    changes = [(one.case, one.attribute, one.before or "–", one.after or "–") for one in found.changes]
    if changes:
        typer.echo(table(("Case", "Attribute", "Before", "After"), changes))
    for new in found.new:
        typer.echo(f"New attribute: {new.name} ({new.kind}).")
    for number, words, why in found.unmatched:
        typer.echo(f"Row {number} left out: {words or '–'} {why}.")
    for case, rows in found.several:
        typer.echo(f"{rows} rows are about {case}: a value is taken where all of them say the same.")
    for case, attribute, words in found.differing:
        typer.echo(f"Left out, because its rows differ: {attribute} of {case} ({words}).")
    for sentence in found.unfit:
        typer.echo(sentence)
    if found.without:
        typer.echo(f"No row is about: {'; '.join(found.without)}.")
    if found.kept:
        typer.echo(f"{counted(found.kept, 'empty cell')} left aside: the study keeps its value.")
    typer.echo(f"{counted(len(found.changes), 'value')} to take over, {found.unchanged:,} as now.")


@imports.command()
def codebook(
    file: Annotated[Path, typer.Argument(help="A table (.xlsx, .csv, .tsv) or a REFI-QDA codebook (.qdc).")],
    study: StudyOption = "",
    dry_run: DryOption = False,
    database: DatabaseOption = None,
    demo: DemoOption = False,
) -> None:
    """Add the themes of a codebook that the framework does not have yet."""
    with refusals():
        work = at_work(study, database, demo)
        name, data = contents(file)
        outline = read_codebook(name, data) if is_codebook(data) else starters.from_table(read_table(name, data))
        with work.reading() as opened:
            new = starters.new_headings(opened, outline)
        _say_outline(Outline(tuple(new), outline.remarks), len(starters.without_others(outline)) - len(new))
        if not dry_run and new:
            with work.changing() as change:
                starters.start_framework(change, headings=starters.as_rows(outline), source=name)


def _say_outline(new: Outline, there: int) -> None:
    for remark in new.remarks:
        typer.echo(f"Note: {remark}")
    for heading in new.headings:
        typer.echo("  " * (len(heading.path) - 1) + heading.name)
    typer.echo(f"{counted(len(new.headings), 'theme')} to add, {there:,} there already.")


@imports.command()
def workbook(
    file: Annotated[Path, typer.Argument(help="A workbook with summary matrices that was exported and edited.")],
    study: StudyOption = "",
    dry_run: DryOption = False,
    database: DatabaseOption = None,
    demo: DemoOption = False,
) -> None:
    """Bring the changed cells of a workbook back. Conflicts and emptied cells are only listed: a page decides them."""
    with refusals():
        work = at_work(study, database, demo)
        with work.reading() as opened:
            found = bringing_back.account(opened, edited_workbook.read(*contents(file)))
        say_account(found)
        wanted = [decided for cell in found.of(Kind.CHANGED) if (decided := cell.decided())]
        if not dry_run and wanted:
            with work.changing() as change:
                bringing_back.bring_back(change, file=found.workbook.name, returned=wanted)


def bring_back(
    file: Annotated[Path, typer.Argument(help="A workbook with summary matrices that was exported and edited.")],
    study: StudyOption = "",
    database: DatabaseOption = None,
) -> None:
    """List what has been changed in a workbook; “import workbook” brings it back."""
    with refusals(), at_work(study, database).reading() as opened:
        say_account(bringing_back.account(opened, edited_workbook.read(*contents(file))))


def say_account(found: Account) -> None:
    """Each cell that differs, what can't come back, and how many do not differ."""
    for cell in found.cells:
        typer.echo(f"{cell.kind}: {cell.case}, {cell.theme}")
        for remark in (*cell.remarks, *([f"Stays as it is: {cell.hindrance}"] if cell.hindrance else [])):
            typer.echo(f"  {remark}")
    typer.echo("\n".join([*found.left_out, f"{len(found.cells)} changed, {found.unchanged} unchanged"]))
