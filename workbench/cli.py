"""The command `workbench`."""

import logging
import os
import socket
import sys
import tempfile
import threading
import webbrowser
from io import TextIOWrapper
from typing import Annotated

import typer

from framework.store.database import remove_files
from framework.workspace import Workspace
from workbench.commands.common import DatabaseOption, ensure_sample, open_workspace, refusals, stop
from workbench.commands.exporting import export
from workbench.commands.importing import bring_back, imports
from workbench.data_folder import data_folder
from workbench.formats import INCOMING, outgoing

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)

HostOption = Annotated[str, typer.Option(help="Address to listen on; only this machine can reach the default.")]
PortOption = Annotated[int, typer.Option(help="Port to listen on; the next free one is used where it is taken.")]
BrowserOption = Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")]
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
    url = database or str(data_folder() / "workspace.sqlite3")
    _serve(open_workspace(url), host, port, browser, name)


@app.command()
def demo(
    keep: Annotated[bool, typer.Option("--keep", help="Go on with the last demo instead of a fresh copy.")] = False,
    host: HostOption = "127.0.0.1",
    port: PortOption = 8501,
    browser: BrowserOption = True,
    name: NamesOption = None,
) -> None:
    """Open the invented sample study, in a database file of its own."""
    file = data_folder() / "demo.sqlite3"
    if not keep:
        remove_files(file)
    workspace = open_workspace(str(file))
    ensure_sample(workspace)
    _serve(workspace, host, port, browser, name)


@app.command()
def start(
    title: Annotated[str, typer.Argument(help="What the study is called.")], database: DatabaseOption = None
) -> None:
    """Begin an empty study, for others of these commands to work on."""
    workspace = open_workspace(database or str(data_folder() / "workspace.sqlite3"))
    with refusals():
        number = workspace.start_study(workspace.local_person().id, title)
    typer.echo(f"Began study {number}, {' '.join(title.split())}.")


@app.command()
def formats() -> None:
    """Say which files come in, what becomes of them, what is refused, and what goes out."""
    for section in (*INCOMING, outgoing()):
        typer.echo(f"{section.title.upper()}\n{section.about}")
        if section.command:
            typer.echo(f"workbench {section.command}")
        for name, *words in section.rows:
            typer.echo(f"  {name}")
            for heading, said in zip(section.headings[1:], words, strict=True):
                typer.echo(f"      {heading}: {said}")
        typer.echo("")


app.command()(export)
app.command("bring-back")(bring_back)
app.add_typer(imports, name="import")


def _serve(workspace: Workspace, host: str, port: int, browser: bool, names: list[str] | None) -> None:
    """Serve until interrupted. Temporary files go to a folder of our own, so that none outlives us in a shared one."""
    import uvicorn
    from streamlit.web import bootstrap

    from workbench import session
    from workbench.server import LOOPBACK, SETTINGS, make_app

    port = _free_port(host, port)
    with tempfile.TemporaryDirectory(dir=data_folder(), prefix="temporary-") as folder:
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
    stop(f"No free port between {wanted} and {wanted + 49}.")
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
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that has no “…” is told “?”
    app()
