"""The small study that most tests lean on, as fixtures."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from small_study import SmallStudy, build, copy_of

from framework.workspace import Workspace


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> SmallStudy:
    """The small study, closed: to be copied, not to be used."""
    small = build(tmp_path_factory.mktemp("built") / "studies.sqlite3")
    small.workspace.close()
    return small


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """An empty workspace."""
    opened = Workspace(tmp_path / "empty.sqlite3")
    yield opened
    opened.close()


@pytest.fixture
def study(built: SmallStudy, tmp_path: Path) -> Iterator[SmallStudy]:
    """The small study, all one's own."""
    small = copy_of(built, tmp_path)
    yield small
    small.workspace.close()
