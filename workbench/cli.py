"""The command `workbench`."""

import logging
import os
import socket
import tempfile
import threading
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from framework.errors import FrameworkError
from framework.store.database import remove_files
from framework.workspace import Workspace
from workbench.data_folder import data_folder

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
export = typer.Typer(no_args_is_help=True, help="Write matrices and other tables to files.")
app.add_typer(export, name="export")

HostOption = Annotated[str, typer.Option(help="Address to listen on; only this machine can reach the default.")]
PortOption = Annotated[int, typer.Option(help="Port to listen on; the next free one is used where it is taken.")]
BrowserOption = Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")]
DatabaseOption = Annotated[
    str | None, typer.Option(help="A SQLite file or a database URL in place of your own workspace.")
]
NamesOption = Annotated[list[str] | None, typer.Option("--name", help="A further host name this server goes by.")]


@app.callback()
def workbench() -> None:
    """A workbench for qualitative research with the Framework method."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    os.umask(0o077)


@app.command()
def run(
    database: DatabaseOption = None,
    host: HostOption = "127.0.0.1",
    port: PortOption = 8501,
    browser: BrowserOption = True,
    name: NamesOption = None,
) -> None:
    """Open your own workspace."""
    url = database or str(_data_folder() / "workspace.sqlite3")
    _serve(_open(url), host, port, browser, name)


@app.command()
def demo(
    keep: Annotated[bool, typer.Option("--keep", help="Go on with the last demo instead of a fresh copy.")] = False,
    host: HostOption = "127.0.0.1",
    port: PortOption = 8501,
    browser: BrowserOption = True,
    name: NamesOption = None,
) -> None:
    """Open the invented sample study, in a database file of its own."""
    file = _data_folder() / "demo.sqlite3"
    if not keep:
        remove_files(file)
    workspace = _open(str(file))
    _ensure_sample(workspace)
    _serve(workspace, host, port, browser, name)


def _ensure_sample(workspace: Workspace) -> None:
    if workspace.studies(workspace.local_person().id):
        return
    from workbench.sample import load_sample

    typer.echo("Loading the sample study …")
    load_sample(workspace)


@export.command("matrix")
def export_matrix(
    study: Annotated[str, typer.Option(help="Title or number of the study; not needed where there is only one.")] = "",
    out: Annotated[Path, typer.Option(help="Folder to write to.")] = Path("exports"),
    what: Annotated[
        str,
        typer.Option(
            help="Excel: everything, locating, summary, findings, sign-off, codebook, history, quotations, cases. "
            "Word: summary-docx, codebook-docx. CSV: summary-csv, codebook-csv. A page to read: reading-room. "
            "Other programs (REFI-QDA): project-qdpx, project-nvivo (whole transcripts), codebook-qdc."
        ),
    ] = "everything",
    as_of: Annotated[
        str, typer.Option(help="A frozen version of the framework, “v1” or its name: all as it stood then.")
    ] = "",
    database: DatabaseOption = None,
    demo: Annotated[bool, typer.Option("--demo", help="Take the sample study of “workbench demo”.")] = False,
) -> None:
    """Write the matrices of a study, or another part of it, to a file for Excel, Word, other programs or a browser."""
    from framework import exporting
    from framework.history import note_export
    from framework.versions import NOW, named
    from workbench import names

    file = _data_folder() / ("demo.sqlite3" if demo else "workspace.sqlite3")
    workspace = _open(database or str(file))
    if demo:
        _ensure_sample(workspace)
    try:
        person = workspace.local_person()
        with workspace.read(_chosen(workspace, person.id, study), person.id) as opened:
            if left := names.said(opened):
                typer.echo(left, err=True)
            version_id = named(opened, as_of).id if as_of else NOW
            written = exporting.write(opened, what, out, exporting.Selection(version_id=version_id))
        with workspace.change(opened.project.id, person.id) as change:
            note_export(change, f"{what} to {written.name}")
    except FrameworkError as error:
        _stop(str(error))
    typer.echo(f"Wrote {written}")


@app.command("bring-back")
def bring_back(
    file: Annotated[Path, typer.Argument(help="A workbook with summary matrices that was exported and edited.")],
    study: Annotated[str, typer.Option(help="Title or number of the study; not needed where there is only one.")] = "",
    database: DatabaseOption = None,
) -> None:
    """List what has been changed in a workbook; to bring it back, open the page “Bring a workbook back”."""
    from framework.bringing_back import account
    from framework.importing.edited_workbook import read

    workspace = _open(database or str(_data_folder() / "workspace.sqlite3"))
    person = workspace.local_person().id
    try:
        with workspace.read(_chosen(workspace, person, study), person) as opened:
            found = account(opened, read(file.name, file.read_bytes()))
    except (FrameworkError, OSError) as error:
        _stop(str(error))
    for cell in found.cells:
        typer.echo(f"{cell.kind}: {cell.case}, {cell.theme}")
    typer.echo("\n".join([*found.left_out, f"{len(found.cells)} changed, {found.unchanged} unchanged"]))


def _chosen(workspace: Workspace, person_id: int, wanted: str) -> int:
    """The id of the study meant by a title, a number, or by there being only one."""
    studies = workspace.studies(person_id)
    fitting = [p.id for p, design, _ in studies if not wanted or wanted in (str(p.id), design.title)]
    if len(fitting) != 1:
        known = "; ".join(f"{p.id} {design.title}" for p, design, _ in studies) or "none"
        _stop(f"Say with --study which study you mean. Studies here: {known}.")
    return fitting[0]


def _data_folder() -> Path:
    return data_folder()


def _open(url: str) -> Workspace:
    try:
        return Workspace(url)
    except FrameworkError as error:
        _stop(str(error))
        raise


def _stop(sentence: str) -> None:
    typer.echo(sentence, err=True)
    raise typer.Exit(1)


def _serve(workspace: Workspace, host: str, port: int, browser: bool, names: list[str] | None) -> None:
    """Serve until interrupted. Temporary files go to a folder of our own, so that none outlives us in a shared one."""
    import uvicorn
    from streamlit.web import bootstrap

    from workbench import session
    from workbench.server import LOOPBACK, SETTINGS, make_app

    port = _free_port(host, port)
    with tempfile.TemporaryDirectory(dir=_data_folder(), prefix="temporary-") as folder:
        tempfile.tempdir = os.environ["TMPDIR"] = folder
        hosts = LOOPBACK | {host.lower()} | {name.lower() for name in names or ()}
        served = make_app(hosts)  # first: it tells Streamlit where our own settings lie
        bootstrap.load_config_options(flag_options={**SETTINGS, "server_port": port, "server_address": host})
        session.use(workspace)
        shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104
        address = f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"
        typer.echo(f"Workbench is at {address}  (Ctrl+C stops it)")
        if browser:
            _open_browser(address)
        uvicorn.run(served, host=host, port=port, log_level="warning", ws_max_size=100 * 2**20)
    workspace.close()


def _free_port(host: str, wanted: int) -> int:
    """The wanted port, or the next free one, said clearly."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for port in range(wanted, wanted + 50):
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
        if port != wanted:
            typer.echo(f"Port {wanted} is taken: using {port}.")
        return port
    _stop(f"No free port between {wanted} and {wanted + 49}.")
    raise typer.Exit(1)


def _open_browser(address: str) -> None:
    """Open the page once the server answers, where this machine has a browser at all."""
    if os.name == "posix" and not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY") and not _is_mac():
        return
    threading.Timer(2.0, webbrowser.open, [address]).start()


def _is_mac() -> bool:
    return os.uname().sysname == "Darwin"


def main() -> None:
    """The command `workbench`."""
    app()
