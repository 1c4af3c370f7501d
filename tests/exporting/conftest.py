"""The small study of `exported_study.py`, made anew for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from exported_study import Small, fill, start

from framework.study import Study


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Small]:
    """The small study."""
    made = fill(start(tmp_path / "study.sqlite3"))
    yield made
    made.workspace.close()


@pytest.fixture
def study(small: Small) -> Iterator[Study]:
    """A view of the small study."""
    with small.read() as opened:
        yield opened
