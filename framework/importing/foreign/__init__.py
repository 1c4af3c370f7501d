"""Projects of other programs: bytes → `framework.foreign.Project`. It never touches the store.

A new format is one module with `read(name, data) -> Project`, one line in READERS, and its sign in `kinds`. `read` here
works in this process; everybody else asks `open_project`, which does the same in a child process with limits.
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from itertools import pairwise

from framework.errors import Unreadable
from framework.foreign import Project, Source
from framework.importing.checked_json import unpacked
from framework.importing.foreign.kinds import kind_of
from framework.importing.foreign.packages import COST, parts
from framework.importing.sandbox import read_one
from framework.importing.wire import unpacked_refusal

__all__ = ["open_project", "parts", "read"]

# Kind of project → the module that reads it, loaded when such a file comes.
READERS: Mapping[str, str] = {
    "refi": "refi",
    "qualcoder": "qualcoder",
    "taguette": "taguette",
    "rqda": "rqda",
}
CHILD = (sys.executable, "-P", "-m", "framework.importing.foreign.child")


def open_project(name: str, data: bytes) -> Project:
    """The project in a file, read in a child process with limits.

    Raises Unreadable, with a sentence that names the file, where it is no project, damaged or made to harm.
    """
    return read_one(name, data, CHILD, _checked, COST)


def read(name: str, data: bytes) -> Project:
    """As `open_project`, in this process."""
    project: Project = import_module(f"{__name__}.{READERS[kind_of(name, data)]}").read(name, data)
    return project


def _checked(answer: bytes, name: str) -> Project | Unreadable:
    """The answer about the file `name`. Raises ValueError for anything that is not exactly one."""
    try:
        found = json.loads(answer)
        if isinstance(found, dict):
            return unpacked_refusal(found, name) or Unreadable(f"{name} can’t be read.", name)
        project = replace(unpacked(Project, found), file=name)
    except (TypeError, KeyError, RecursionError, OverflowError) as fault:
        raise ValueError("The answer has the wrong form.") from fault
    for source in project.sources:
        _check(source)
    return project


def _check(source: Source) -> None:
    """Raises ValueError where a position lies outside the text, or turns are out of order."""
    if source.text is None:
        return
    length = len(source.text)
    turns = source.turns
    if any(not 0 <= place.start <= place.end <= length for place in source.selections):
        raise ValueError("A selection lies outside its text.")
    if any(not 0 <= turn.start <= turn.speech <= turn.end <= length for turn in turns) or any(
        before.end > after.start for before, after in pairwise(turns)
    ):
        raise ValueError("The turns are out of order.")
    if any(not 0 <= place <= length or seconds < 0 for place, seconds in source.times):
        raise ValueError("A time lies outside its text.")
