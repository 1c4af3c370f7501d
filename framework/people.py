"""Who takes part in a study, and in which role."""

from framework.errors import Invalid, NotFound
from framework.model import Membership, Role
from framework.operations import operation
from framework.store.journal import Change
from framework.store.queries import people_named
from framework.store.reader import Reader


def names(reader: Reader) -> dict[int, str]:
    """The names of everybody who takes or took part, under their ids."""
    return people_named(reader)


@operation("Add a person to the study", needs=Role.LEAD)
def add_to_study(change: Change, person_id: int, role: Role) -> Membership:
    """Let somebody of this workspace take part. Raises Invalid where they do already."""
    if change.one(Membership, person_id=person_id):
        raise Invalid("This person takes part in the study already.", "person_id")
    name = people_named(change).get(person_id)
    if name is None:
        raise NotFound("This person is not known in the workspace.")
    change.tell(f"added {name} to the study as {Role(role).value}")
    return change.add(Membership, person_id=person_id, role=Role(role))


@operation("Change a person's role", needs=Role.LEAD)
def change_role(change: Change, person_id: int, role: Role) -> Membership:
    """Give somebody another role. Raises Invalid where the study would be left without a lead."""
    membership = change.one(Membership, person_id=person_id)
    if membership is None:
        raise NotFound("This person takes no part in the study.")
    leads = change.find(Membership, role=Role.LEAD.value)
    if membership.role is Role.LEAD and len(leads) == 1 and Role(role) is not Role.LEAD:
        raise Invalid("A study needs a lead: make somebody else lead first.", "role")
    change.tell(f"made {people_named(change)[person_id]} {Role(role).value}")
    return change.update(membership, role=Role(role))
