"""Workspace: the one door for reading (`read`) and the one for changing (`change`)."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from framework import operations
from framework.errors import Invalid, NotAllowed
from framework.model import Design, Person, Project, Role
from framework.store import studies
from framework.store.database import Database
from framework.store.journal import Change
from framework.store.reader import Memory, Reader
from framework.study import Study


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an operation: what it returned, the study's version after it and what the trail says.

    `wrote` is False where nothing had to be changed, or where the same request had been carried out before.
    """

    result: Any
    version: int
    sentence: str
    wrote: bool


class Workspace:
    """The studies in one database and the people who work on them."""

    def __init__(self, database: Database | str | Path) -> None:
        self.database = database if isinstance(database, Database) else Database(database)
        self._memory = Memory()

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    # -- one project --

    @contextmanager
    def read(self, project_id: int, person_id: int) -> Iterator[Study]:
        """A view of a study as this person may see it. Raises NotFound, NotAllowed."""
        with self.database.reading() as connection:
            study = Study(connection, self._memory, project_id)
            study.person_id, study.role = person_id, _role_in(study, person_id)
            yield study

    @contextmanager
    def change(self, project_id: int, person_id: int, request: str | None = None) -> Iterator[Change]:
        """One act by this person, stored as a whole when the block ends or not at all.

        Raises NotFound, NotAllowed; whatever the block raises leaves nothing behind.
        """
        with self.database.writing() as connection:
            studies.lock_study(connection, project_id)
            change = Change(connection, self._memory, project_id)
            change.begin(person_id, _role_in(change, person_id), request)
            yield change
            change.finish()

    def run(
        self,
        project_id: int,
        person_id: int,
        name: str,
        arguments: dict[str, Any],
        request: str | None = None,
        reason: str = "",
    ) -> Done:
        """Carry out the operation called `name` as one act, with the person's reason for it.

        The same `request` is never carried out twice.
        """
        with self.change(project_id, person_id, request) as change:
            if request is not None and studies.carried_out(change.connection, request):
                return Done(None, change.project.version, "", False)
            change.reason = " ".join(reason.split())
            result = operations.call(change, name, arguments)
            return Done(result, change.project.version + change.wrote, change.sentence, change.wrote)

    # -- the people and their studies --

    def people(self) -> list[Person]:
        """Everybody known here, in order of arrival."""
        with self.database.reading() as connection:
            return studies.people_in(connection)

    def people_taking_part(self) -> list[Person]:
        """Those of them who have a role in a study: a project of another program may only name people."""
        with self.database.reading() as connection:
            return studies.people_taking_part(connection)

    def local_person(self) -> Person:
        """Whoever uses this machine: the first person of the workspace, made on first use."""
        known = self.people()
        return known[0] if known else self.add_person(_account_name())

    def add_person(self, name: str, initials: str = "") -> Person:
        """Make somebody known. Raises Invalid for an empty name."""
        name = " ".join(name.split())
        if not name:
            raise Invalid("A person needs a name.", "name")
        initials = initials or "".join(word[0] for word in name.split()).upper()
        with self.database.writing() as connection:
            return studies.add_person(connection, name, initials)

    def studies(self, person_id: int) -> list[tuple[Project, Design, Role]]:
        """The studies this person takes part in, the oldest first."""
        with self.database.reading() as connection:
            return studies.studies_of(connection, person_id)

    def start_study(self, person_id: int, title: str) -> int:
        """Begin an empty study led by this person; returns its id. Raises Invalid for an empty title, NotFound."""
        title = " ".join(title.split())
        if not title:
            raise Invalid("A study needs a title.", "title")
        with self.database.writing() as connection:
            return studies.add_study(connection, person_id, title)


def _role_in(reader: Reader, person_id: int) -> Role:
    role = studies.role_in(reader.connection, reader.project.id, person_id)
    if role is None:
        raise NotAllowed("You take no part in this study. Its lead can add you.")
    return role


def _account_name() -> str:
    try:
        return getpass.getuser().replace(".", " ").title()
    except (OSError, KeyError):
        return "Researcher"
