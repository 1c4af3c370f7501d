"""The small study that most tests lean on, as fixtures."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from small_study import SmallStudy, build, copy_of

from framework.workspace import Workspace


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Where tests run side by side, those that drive a browser follow one another: each has a server beside it."""
    from xdist.scheduler import LoadScopeScheduling

    class OneBrowserAtATime(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return "browser" if "tests/browser/" in nodeid else nodeid

    return OneBrowserAtATime(config, log)


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


@pytest.fixture
def fresh(built: SmallStudy, tmp_path: Path) -> Iterator[Callable[[], SmallStudy]]:
    """Makes copies of the small study: hypothesis tries many lives in one test."""
    folders, opened = count(), list[SmallStudy]()

    def make() -> SmallStudy:
        folder = tmp_path / f"{next(folders)}"
        folder.mkdir()
        opened.append(copy_of(built, folder))
        return opened[-1]

    yield make
    for small in opened:
        small.workspace.close()
