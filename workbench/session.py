"""Who is here and which study is open. The only module that names session-state keys."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

import streamlit as st

# Every room is opened here, so that every act is known from the start.
import framework.approval  # noqa: F401
import framework.board  # noqa: F401
import framework.bringing_back  # noqa: F401
import framework.cases  # noqa: F401
import framework.charting  # noqa: F401
import framework.corrections  # noqa: F401
import framework.coverage  # noqa: F401
import framework.design  # noqa: F401
import framework.facesheets  # noqa: F401
import framework.guide  # noqa: F401
import framework.history  # noqa: F401
import framework.indexing  # noqa: F401
import framework.memos  # noqa: F401
import framework.people  # noqa: F401
import framework.refining  # noqa: F401
import framework.replacing  # noqa: F401
import framework.rereading  # noqa: F401
import framework.reviewing  # noqa: F401
import framework.starters  # noqa: F401
import framework.taking_over  # noqa: F401
import framework.themes  # noqa: F401
import framework.transcripts  # noqa: F401
import framework.versions  # noqa: F401
from framework.errors import NotFound
from framework.model import Person
from framework.operations import OPERATIONS
from framework.study import Study
from framework.workspace import Done, Workspace
from workbench import faults

_FRAMEWORK = ("framework.themes", "framework.starters", "framework.refining")

_opened: list[Workspace] = []


def use(workspace: Workspace) -> None:
    """Serve this workspace from now on (one in a process)."""
    _opened[:] = [workspace]


def workspace() -> Workspace:
    """The workspace being served."""
    if not _opened:
        raise NotFound("No workspace is open. Start the program with “workbench run”.")
    return _opened[0]


def person() -> Person:
    """Who works in this window: the local person, until they say they are somebody else of the team."""
    people = {p.id: p for p in workspace().people()}
    chosen = st.session_state.get("person_id", _last_choice()[0])
    return people[chosen] if chosen in people else workspace().local_person()


def work_as(person_id: int) -> None:
    """Work as somebody else of the team from now on."""
    st.session_state["person_id"] = person_id


def project_id() -> int | None:
    """The study that is open: the chosen one, else the person's latest; None where there is none yet."""
    theirs = [project.id for project, _, _ in workspace().studies(person().id)]
    chosen = st.session_state.get("project_id", _last_choice()[1])
    if chosen in theirs:
        return int(chosen)
    return theirs[-1] if theirs else None


def open_study(id: int) -> None:
    """Open another study."""
    st.session_state["project_id"] = id


def choice() -> dict[str, str]:
    """Person and study as the browser remembers them, under a name of this workspace's own."""
    return {"name": _cookie(), "value": f"{person().id}.{project_id() or 0}"}


def _cookie() -> str:
    return "workbench-" + sha256(str(workspace().database.url).encode()).hexdigest()[:12]


def _last_choice() -> tuple[int, int]:
    """Ids of person and study that this browser chose last; 0 where it chose none. Whether they exist is not said."""
    found = re.fullmatch(r"(\d{1,9})\.(\d{1,9})", st.context.cookies.get(_cookie(), ""))
    return (int(found[1]), int(found[2])) if found else (0, 0)


@contextmanager
def reading() -> Iterator[Study]:
    """The open study as this person may see it, at its present version."""
    id = project_id()
    if id is None:
        raise NotFound("There is no study yet: start one on the first page.")
    with workspace().read(id, person().id) as study:
        yield study


def act(operation: str, /, **arguments: Any) -> Done | None:
    """Carry out an operation as this person, and say what came of it; None where it was refused."""
    id = project_id()
    if id is None:
        return None
    try:
        done = workspace().run(id, person().id, operation, arguments, reason=reason_for(operation))
    except Exception as error:
        say(faults.sentence(error), failed=True)
        return None
    if done.sentence and done.wrote:
        say(done.sentence[0].upper() + done.sentence[1:] + ".")
    return done


def carry_out(operation: dict[str, Any]) -> dict[str, Any]:
    """Carry out an operation sent from the browser, once for its id; returns what the outbox is told."""
    before = st.session_state.setdefault("settled", {}).get(operation["id"])
    if before is not None:
        return dict(before)
    try:
        id = project_id()
        if id is None:
            raise NotFound("No study is open.")
        done = workspace().run(
            id,
            person().id,
            operation["name"],
            operation["arguments"],
            operation["id"],
            reason_for(operation["name"]),
        )
    except Exception as error:
        return {"id": operation["id"], "ok": False, "version": None, "sentence": faults.sentence(error)}
    outcome = {"id": operation["id"], "ok": True, "version": done.version, "sentence": done.sentence}
    made = getattr(done.result, "id", None)
    return outcome if made is None else {**outcome, "made": made}


def reason_for(operation: str) -> str:
    """What the person has given as the reason for changes of the framework, where this is one."""
    known = OPERATIONS.get(operation)
    changes_the_framework = known is not None and known.run.__module__ in _FRAMEWORK
    return str(kept("reason", "")) if changes_the_framework else ""


def kept(name: str, default: Any = None) -> Any:
    """What `keep` was last told under this name: choices that outlast a change of page."""
    return st.session_state.get(f"kept {name}", default)


def keep(name: str, value: Any) -> None:
    """Keep a choice while the window is open."""
    st.session_state[f"kept {name}"] = value


def settle(outcomes: list[dict[str, Any]]) -> None:
    """Remember what became of the operations the outbox still lists."""
    st.session_state["settled"] = {outcome["id"]: outcome for outcome in outcomes}


def settled() -> list[dict[str, Any]]:
    """What the outbox has to be told."""
    return list(st.session_state.get("settled", {}).values())


def say(sentence: str, *, failed: bool = False) -> None:
    """Show a sentence on the next page."""
    st.session_state.setdefault("notices", []).append((sentence, failed))


def notices() -> list[tuple[str, bool]]:
    """The sentences waiting to be shown, and whether each tells of a failure; they are told once."""
    return list(st.session_state.pop("notices", []))


def start_page() -> None:
    """A new run of the entry script: no part of the page is live yet."""
    st.session_state["live"] = ["outbox"]


def live(*fragments: str) -> None:
    """Name the fragments of this page that show what operations change; they alone are run again after one."""
    st.session_state.setdefault("live", ["outbox"]).extend(fragments)


def live_fragments() -> list[str]:
    """The fragments to run again after an operation; only the outbox itself where the whole page must."""
    return list(st.session_state.get("live", ["outbox"]))
