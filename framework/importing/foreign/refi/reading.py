"""What all parts of a project are read with: GUIDs, users, dates, references to notes, codings."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID, uuid5

from framework.foreign import Coding, User, Value
from framework.importing.foreign.refi.remarks import Remarks
from framework.importing.plain_xml import Element, words_in

_MADE = UUID("6f0f3bb5-4b58-4c6e-9d34-6a3b1a9c57d2")  # GUIDs that we give to what has none


def plain_guid(written: str | None) -> str:
    """A GUID as we compare them: in small letters, without braces."""
    return (written or "").strip().strip("{}").strip().lower()


class Reading:
    """One project being read. `whole` tells its made-up GUIDs from another project's."""

    def __init__(self, project: Element, whole: str, remarks: Remarks) -> None:
        self.remarks = remarks
        self._whole = whole
        self._taken: dict[tuple[str, str], int] = {}
        self.users = {
            guid: User(guid=guid, name=user.get("name") or "(no name)", initials=user.get("id") or "")
            for user in project.findall("Users/User")
            if (guid := plain_guid(user.get("guid")))
        }
        self.notes = {plain_guid(note.get("guid")) for note in project.findall("Notes/Note")}
        self.codes: set[str] = set()  # GUIDs of codes, and of those among them that are headings only
        self.headings: set[str] = set()
        self.cases = {plain_guid(case.get("guid")) for case in project.findall("Cases/Case")} - {""}
        self.missing_codes: dict[str, None] = {}
        self.missing_variables: dict[str, None] = {}
        self.variables: dict[str, str] = {}  # GUID → the type its values have in the file

    def guid(self, kind: str, element: Element) -> str:
        """The GUID of an element, unlike that of any other of its kind."""
        written = plain_guid(element.get("guid"))
        times = self._taken[kind, written] = self._taken.get((kind, written), -1) + 1
        if written and not times:
            return written
        self.remarks.count("guid")
        return self.made(kind, f"{written}:{times}")

    def made(self, kind: str, of: str) -> str:
        """A GUID of our own, the same whenever the same file is read."""
        return str(uuid5(_MADE, f"{self._whole}:{kind}:{of}"))

    def user(self, written: str | None) -> str:
        """The GUID of somebody; who isn't in the list of users is added to it."""
        guid = plain_guid(written)
        if guid and guid not in self.users:
            self.remarks.count("missing user")
            self.users[guid] = User(guid=guid, name=f"unknown ({guid[:8]})")
        return guid

    def at(self, written: str | None) -> datetime | None:
        """A date in UTC; one without a zone is taken to be so."""
        if not written:
            return None
        try:
            found = datetime.fromisoformat(written.strip())
            return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
        except (ValueError, OverflowError):
            self.remarks.count("date")
            return None

    def note_refs(self, element: Element) -> tuple[str, ...]:
        """The notes that an element refers to."""
        found = dict.fromkeys(plain_guid(reference.get("targetGUID")) for reference in element.findall("NoteRef"))
        known = [guid for guid in found if guid in self.notes]
        self.remarks.count("missing note", len(found) - len(known))
        return tuple(known)

    def codings(self, holder: Element) -> Iterator[Coding]:
        """The codings of a selection or source, those that say that it belongs to a case included."""
        user, at = holder.get("creatingUser"), holder.get("creationDateTime")
        for coding in holder.findall("Coding"):
            codes = [plain_guid(found.get("targetGUID")) for found in coding.findall("CodeRef")]
            self.remarks.count("no code", not any(codes))
            for code in filter(None, codes):
                yield Coding(
                    guid=self.guid("Coding", coding),
                    code=self._code(code),
                    user=self.user(coding.get("creatingUser") or user),
                    at=self.at(coding.get("creationDateTime") or at),
                    notes=self.note_refs(coding),
                )

    def _code(self, guid: str) -> str:
        if guid not in self.cases:
            self.remarks.count("not codable", guid in self.headings)
            if guid not in self.codes and guid not in self.missing_codes:
                self.missing_codes[guid] = None
                self.remarks.count("missing code")
        return guid

    def values(self, holder: Element) -> Iterator[Value]:
        """What is recorded of a case or source, letter for letter; a variable without a value says nothing."""
        for value in holder.findall("VariableValue"):
            reference = value.find("VariableRef")
            guid = plain_guid(reference.get("targetGUID")) if reference is not None else ""
            said = next((found for found in value if str(found.tag).endswith("Value")), None)
            if said is None:
                continue
            if not guid:
                self.remarks.count("no variable")
                continue
            if guid not in self.variables and guid not in self.missing_variables:
                self.missing_variables[guid] = None
                self.remarks.count("missing variable")
            words = words_in(said)
            self.remarks.count("value", not _reads_as(words, self.variables.get(guid, "")))
            yield Value(variable=guid, text=words)


def _reads_as(words: str, kind: str) -> bool:
    """Whether a value is what its variable says its values are."""
    try:
        match kind.casefold():
            case "integer":
                int(words)
            case "float":
                return "nan" not in words.casefold() and float(words) not in (float("inf"), -float("inf"))
            case "date" | "datetime":
                datetime.fromisoformat(words.strip())
            case "boolean":
                return words.strip().casefold() in ("true", "false", "1", "0")
    except ValueError:
        return False
    return True
