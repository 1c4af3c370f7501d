"""What both files are made of: elements in the order the schemas ask for, with attributes that XML can hold."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from lxml import etree

from framework.exporting.cells import legible
from framework.model import Identity
from framework.store.reader import Reader

ORIGIN = "Workbench"
LONGEST_NAME = 100  # letters of a quotation that stand in the name of its selection

Element = etree._Element

_BETWEEN = UUID("5d1f5a3e-6a0f-4f4e-9d58-2f3f6a1d7c10")


class Guids:
    """The GUIDs of a study's records: always the same for the same record, in no other study.

    What came from another program keeps the GUID it had there.
    """

    def __init__(self, study: Reader) -> None:
        self._study = UUID(study.project.guid)
        self._known = study.remembered("identities", [Identity], lambda: _identities(study))
        self._came = {guid: int(key[7:]) for key, guid in self._known.items() if key.startswith("person:")}
        self.people: set[int] = set()  # whom anything names

    def __call__(self, kind: str, *of: object) -> str:
        """The GUID of a record of a kind."""
        key = ":".join([kind, *map(str, of)])
        return self._known.get(key) or str(uuid5(self._study, key))

    def person_of(self, guid: str) -> int | None:
        """The person who came with this GUID."""
        return self._came.get(guid)

    @staticmethod
    def between(kind: str, *guids: str) -> str:
        """The GUID of what ties things together, which have GUIDs of their own."""
        return str(uuid5(_BETWEEN, ":".join([kind, *guids])))

    def person(self, id: int) -> str:
        """The GUID of somebody, who is thereby named."""
        self.people.add(id)
        return self("person", id)


def _identities(study: Reader) -> dict[str, str]:
    return {identity.key: identity.guid for identity in study.find(Identity)}


def root(tag: str, namespace: str, /, **attributes: str) -> Element:
    """The root of a file."""
    spaces: Any = {None: namespace}  # the stubs of lxml don't know of a default namespace
    element = etree.Element(f"{{{namespace}}}{tag}", nsmap=spaces)
    _set(element, attributes)
    return element


def inside(parent: Element, tag: str, text: str = "", /, **attributes: str) -> Element:
    """A new element at the end of another one. An attribute that is empty is left out, unless it is a name."""
    element = etree.SubElement(parent, f"{{{etree.QName(parent).namespace}}}{tag}")
    _set(element, attributes)
    if text:
        element.text = legible(text)
    return element


def described(parent: Element, words: str) -> None:
    """A description, where there is anything to say."""
    if words:
        inside(parent, "Description", words)


def refer(parent: Element, name: str, *guids: str) -> None:
    """References to other things: NoteRef, CodeRef, SourceRef …"""
    for guid in guids:
        inside(parent, name, targetGUID=guid)


def on_one_line(words: str, longest: int = LONGEST_NAME) -> str:
    """Words as an attribute can hold them: white space folded, cut where they are long."""
    return " ".join(words.split())[:longest]


def moment(at: datetime) -> str:
    """A time as the schemas want it: in UTC, to the second."""
    utc = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%SZ}"


def document(element: Element) -> bytes:
    """The file of a root."""
    body: bytes = etree.tostring(element, encoding="UTF-8", xml_declaration=False, pretty_print=True)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + body


def _set(element: Element, attributes: dict[str, str]) -> None:
    for key, value in attributes.items():
        if value or key == "name":
            element.set(key, legible(value))
