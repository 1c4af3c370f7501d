"""Workspace: the one door for reading (`read`) and the one for changing (`change`)."""

import getpass
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, insert, select

from framework import operations
from framework.errors import Invalid, NotAllowed
from framework.model import Design, Person, Project, Role
from framework.store.database import Database
from framework.store.journal import Change
from framework.store.reader import Memory, as_record
from framework.store.schema import acts, designs, memberships, people, projects
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
            study.person_id, study.role = person_id, _role(connection, project_id, person_id)
            yield study

    @contextmanager
    def change(self, project_id: int, person_id: int, request: str | None = None) -> Iterator[Change]:
        """One act by this person, stored as a whole when the block ends or not at all.

        Raises NotFound, NotAllowed; whatever the block raises leaves nothing behind.
        """
        with self.database.writing() as connection:
            connection.execute(select(projects.c.id).where(projects.c.id == project_id).with_for_update())
            change = Change(connection, self._memory, project_id)
            change.begin(person_id, _role(connection, project_id, person_id), request)
            yield change
            change.finish()

    def run(
        self, project_id: int, person_id: int, name: str, arguments: dict[str, Any], request: str | None = None
    ) -> Done:
        """Carry out the operation called `name` as one act. The same `request` is never carried out twice."""
        with self.change(project_id, person_id, request) as change:
            if request is not None and _known(change.connection, request):
                return Done(None, change.project.version, "", False)
            result = operations.call(change, name, arguments)
            return Done(result, change.project.version + change.wrote, change.sentence, change.wrote)

    # -- the people and their studies --

    def people(self) -> list[Person]:
        """Everybody known here, in order of arrival."""
        with self.database.reading() as connection:
            return [as_record(Person, row) for row in connection.execute(select(people).order_by(people.c.id))]

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
            statement = insert(people).values(name=name, initials=initials).returning(people.c.id)
            id = int(connection.execute(statement).scalar_one())
        return Person(id=id, name=name, initials=initials)

    def studies(self, person_id: int) -> list[tuple[Project, Design, Role]]:
        """The studies this person takes part in, the oldest first."""
        statement = (
            select(projects, designs.c.id.label("design"), designs.c.title, designs.c.questions, memberships.c.role)
            .join(designs, designs.c.project_id == projects.c.id)
            .join(memberships, memberships.c.project_id == projects.c.id)
            .where(memberships.c.person_id == person_id)
            .order_by(projects.c.id)
        )
        with self.database.reading() as connection:
            return [
                (
                    as_record(Project, row),
                    Design(id=row.design, project_id=row.id, title=row.title, questions=row.questions),
                    Role(row.role),
                )
                for row in connection.execute(statement)
            ]

    def start_study(self, person_id: int, title: str) -> int:
        """Begin an empty study led by this person; returns its id. Raises Invalid for an empty title."""
        title = " ".join(title.split())
        if not title:
            raise Invalid("A study needs a title.", "title")
        now = datetime.now(UTC)
        with self.database.writing() as connection:
            project = {"guid": str(uuid4()), "version": 1, "versions": json.dumps({}), "created_at": now}
            statement = insert(projects).values(**project).returning(projects.c.id)
            id = int(connection.execute(statement).scalar_one())
            connection.execute(insert(designs).values(project_id=id, title=title, questions=""))
            connection.execute(insert(memberships).values(project_id=id, person_id=person_id, role=Role.LEAD.value))
            started = {"operation": "start_study", "label": "Start a study", "sentence": "started the study"}
            connection.execute(insert(acts).values(project_id=id, number=1, person_id=person_id, at=now, **started))
        return id


def _role(connection: Connection, project_id: int, person_id: int) -> Role:
    where = (memberships.c.project_id == project_id, memberships.c.person_id == person_id)
    role = connection.execute(select(memberships.c.role).where(*where)).scalar()
    if role is None:
        raise NotAllowed("You take no part in this study. Its lead can add you.")
    return Role(role)


def _known(connection: Connection, request: str) -> bool:
    return connection.execute(select(acts.c.id).where(acts.c.request == request)).first() is not None


def _account_name() -> str:
    try:
        return getpass.getuser().replace(".", " ").title()
    except (OSError, KeyError):
        return "Researcher"
