"""Study: a read-only view of one project at one version, as one person may see it."""

from framework.model import Design, Role
from framework.store.reader import Reader


class Study(Reader):
    """What every answer is asked of. Small tables are held, large ones are asked in SQL (`store/queries.py`)."""

    person_id: int
    role: Role

    @property
    def version(self) -> int:
        """The number of the latest act this view contains."""
        return self.project.version

    @property
    def design(self) -> Design:
        """Title and research questions."""
        return self.all(Design)[0]

    def may(self, role: Role) -> bool:
        """Whether the person's role includes `role`: for showing what can be done, never the last word."""
        return self.role.includes(role)
