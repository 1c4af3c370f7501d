"""What other processes do to a workspace while tests look on. Imports nothing of pytest, so that they start quickly."""

import os
from itertools import count
from pathlib import Path
from typing import Any

from framework import charting, indexing, matrices
from framework.workspace import Workspace


def write_passages(file: Path, project: int, person: int, arguments: dict[str, Any], first: int, many: int) -> None:
    """Place `many` passages, one act each, from the position `first` on."""
    opened = Workspace(file)
    for start in range(first, first + many):
        opened.run(project, person, indexing.index_passage.__name__, {**arguments, "start": start, "end": start + 9})
    opened.close()


def rewrite_a_cell(file: Path, project: int, person: int, case: int, theme: int, many: int) -> None:
    """Add a line to one cell `many` times, reading what stands there in the same act."""
    opened = Workspace(file)
    for _ in range(many):
        with opened.change(project, person) as change:
            now = matrices.cell(change, case, theme)
            parts = [{"text": part.text} for part in now.parts] + [{"text": f"{person}."}]
            charting.write_cell(change, case, theme, parts, now.seen)
    opened.close()


def write_until_killed(
    file: Path, project: int, person: int, arguments: dict[str, Any], round: int, acknowledged: Path
) -> None:
    """Place passage after passage and say of each that it is stored, until somebody pulls the plug."""
    opened = Workspace(file)
    said = os.open(acknowledged, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for number in count():
        request = f"{round}-{number}"
        place = {"start": number % 300, "end": number % 300 + 5 + round + 20 * (number // 300)}
        opened.run(project, person, "index_passage", {**arguments, **place}, request)
        os.write(said, f"{request}\n".encode())


def open_and_leave(file: Path) -> None:
    """Open a workspace that is perhaps not there yet, and make somebody known."""
    opened = Workspace(file)
    opened.add_person(f"Process {os.getpid()}")
    opened.close()
