"""What both files are made of: elements in the order the schemas ask for, with attributes that XML can hold."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from lxml import etree

from framework.exporting.cells import legible

ORIGIN = "Workbench"
LONGEST_NAME = 100  # letters of a quotation that stand in the name of its selection

Element = etree._Element


class Guids:
    """The GUIDs of a study's records: always the same for the same record, in no other study."""

    def __init__(self, study_guid: str) -> None:
        self._study = UUID(study_guid)
        self.people: set[int] = set()  # whom anything names

    def __call__(self, kind: str, *of: object) -> str:
        """The GUID of a record of a kind, or of what stands between several."""
        return str(uuid5(self._study, ":".join([kind, *map(str, of)])))

    def person(self, id: int) -> str:
        """The GUID of somebody, who is thereby named."""
        self.people.add(id)
        return self("person", id)


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
