"""The people of a database and their studies: what stands above any one study and is written outside its journal."""

import json
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from framework.errors import NotFound
from framework.model import Design, Person, Project, Role
from framework.store.reader import as_record
from framework.store.schema import acts, designs, memberships, people, projects


def people_in(connection: Connection) -> list[Person]:
    """Everybody known, in order of arrival."""
    return [as_record(Person, row) for row in connection.execute(select(people).order_by(people.c.id))]


def people_taking_part(connection: Connection) -> list[Person]:
    """Everybody who has a role in a study here, in order of arrival. Others are only named."""
    somewhere = select(memberships.c.person_id)
    found = connection.execute(select(people).where(people.c.id.in_(somewhere)).order_by(people.c.id))
    return [as_record(Person, row) for row in found]


def add_person(connection: Connection, name: str, initials: str) -> Person:
    """Make somebody known."""
    statement = insert(people).values(name=name, initials=initials).returning(people.c.id)
    return Person(id=int(connection.execute(statement).scalar_one()), name=name, initials=initials)


def studies_of(connection: Connection, person_id: int) -> list[tuple[Project, Design, Role]]:
    """The studies this person takes part in, the oldest first."""
    statement = (
        select(projects, designs.c.id.label("design"), designs.c.title, designs.c.questions, memberships.c.role)
        .join(designs, designs.c.project_id == projects.c.id)
        .join(memberships, memberships.c.project_id == projects.c.id)
        .where(memberships.c.person_id == person_id)
        .order_by(projects.c.id)
    )
    return [
        (
            as_record(Project, row),
            Design(id=row.design, project_id=row.id, title=row.title, questions=row.questions),
            Role(row.role),
        )
        for row in connection.execute(statement)
    ]


def add_study(connection: Connection, person_id: int, title: str) -> int:
    """Begin an empty study led by this person, its first act in the trail; returns its id. Raises NotFound."""
    now = datetime.now(UTC)
    project = {"guid": str(uuid4()), "version": 1, "versions": json.dumps({}), "created_at": now}
    id = int(connection.execute(insert(projects).values(**project).returning(projects.c.id)).scalar_one())
    connection.execute(insert(designs).values(project_id=id, title=title, questions=""))
    try:
        connection.execute(insert(memberships).values(project_id=id, person_id=person_id, role=Role.LEAD.value))
    except IntegrityError as error:
        raise NotFound("This person is not known in the workspace.") from error
    started = {"operation": "start_study", "label": "Start a study", "sentence": "started the study"}
    connection.execute(insert(acts).values(project_id=id, number=1, person_id=person_id, at=now, **started))
    return id


def lock_study(connection: Connection, project_id: int) -> None:
    """Let nobody else change the study until this transaction ends (SQLite has locked the whole file already)."""
    if connection.dialect.name != "sqlite":
        connection.execute(select(projects.c.id).where(projects.c.id == project_id).with_for_update())


def role_in(connection: Connection, project_id: int, person_id: int) -> Role | None:
    """The person's role in a study; None where they take no part in it."""
    where = (memberships.c.project_id == project_id, memberships.c.person_id == person_id)
    role = connection.execute(select(memberships.c.role).where(*where)).scalar()
    return None if role is None else Role(role)


def carried_out(connection: Connection, request: str) -> bool:
    """Whether an act was stored under this request."""
    return connection.execute(select(acts.c.id).where(acts.c.request == request)).first() is not None
