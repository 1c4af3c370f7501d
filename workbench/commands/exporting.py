"""`workbench export`: any export of the study to a file."""

from pathlib import Path
from typing import Annotated

import typer

from framework import exporting, versions
from framework.cases import case_names
from framework.errors import NotFound
from framework.exporting import Selection
from framework.history import note_export
from framework.study import Study
from framework.themes import main_themes
from framework.versions import NOW
from workbench import names
from workbench.commands.common import DatabaseOption, DemoOption, StudyOption, at_work, progress, refusals, table
from workbench.formats import outgoing

CasesOption = Annotated[list[str] | None, typer.Option("--case", help="Only this case; may be given several times.")]
ThemesOption = Annotated[
    list[str] | None,
    typer.Option("--theme", help="Only this main theme, by number or name."),
]


def export(
    what: Annotated[str, typer.Argument(help="The name of an export, as --list gives it.", show_default=False)] = "",
    study: StudyOption = "",
    out: Annotated[Path, typer.Option(help="Folder to write to.")] = Path("exports"),
    as_of: Annotated[
        str, typer.Option(help="A frozen version of the framework, “v1” or its name: all as it stood then.")
    ] = "",
    case: CasesOption = None,
    theme: ThemesOption = None,
    listed: Annotated[bool, typer.Option("--list", help="List the exports there are.")] = False,
    database: DatabaseOption = None,
    demo: DemoOption = False,
) -> None:
    """Write a study, or a part of it, to a file for Excel, Word, other programs or a browser."""
    if listed or not what:
        typer.echo(table(("Name", "File", "Export"), [(row[3], row[1], row[0]) for row in outgoing().rows]))
        return
    with refusals():
        exporting.writer_of(what)
        work = at_work(study, database, demo)
        with work.reading() as opened, progress("Writing") as told:
            if left := names.said(opened):
                typer.echo(left, err=True)
            chosen = selection(opened, as_of, case or [], theme or [])
            written = exporting.write(opened, what, out, chosen, lambda _, share: told(share))
        with work.workspace.change(work.project_id, work.person_id) as change:
            note_export(change, f"{what} to {written.name}" + (f" ({chosen.words})" if chosen.words else ""))
    typer.echo(f"Wrote {written}")


def selection(study: Study, as_of: str, cases: list[str], themes: list[str]) -> Selection:
    """What was asked for by names. Raises NotFound for a version, case or theme that is not there."""
    version_id = versions.named(study, as_of).id if as_of else NOW
    if not cases and not themes:
        return Selection(version_id=version_id)
    with versions.as_of(study, version_id) as stood:
        known = [({name}, name, id) for id, name in case_names(stood).items()]
        mains = [({e.title, e.number, e.theme.name}, e.title, e.theme.id) for e in main_themes(stood)]
    picked, within = _named("case", cases, known), _named("main theme", themes, mains)
    said = [f"cases {'; '.join(picked.values())}"] if picked else []
    said += [f"themes {', '.join(within.values())}"] if within else []
    return Selection(frozenset(picked) or None, frozenset(within) or None, "; ".join(said), version_id)


def _named(noun: str, wanted: list[str], known: list[tuple[set[str], str, int]]) -> dict[int, str]:
    """Id → title of what is called so, ignoring case. Raises NotFound."""
    found: dict[int, str] = {}
    for words in wanted:
        fits = {id: title for names, title, id in known if words.casefold() in {name.casefold() for name in names}}
        if not fits:
            raise NotFound(f"There is no {noun} “{words}”. There are: {'; '.join(title for _, title, _ in known)}.")
        found |= fits
    return found
