"""Codes and variables: the tree in the file's order, with colours in all the ways in which they are written."""

import re
from collections import Counter
from dataclasses import replace

from framework.foreign import Code, Variable
from framework.importing.foreign.refi.reading import Reading
from framework.importing.plain_xml import Element, described
from framework.model import AttributeKind

_HEX = re.compile(r"#?([0-9a-f]{6})", re.I)
_SHORT = re.compile(r"#([0-9a-f])([0-9a-f])([0-9a-f])", re.I)
_WITH_ALPHA = re.compile(r"#(?:ff([0-9a-f]{6})|([0-9a-f]{6})[0-9a-f]{2})", re.I)
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})\s*[,\s]\s*(\d{1,3})\s*[,\s]\s*(\d{1,3})\s*(?:[,/]\s*[\d.]+%?\s*)?\)", re.I)
_NUMBER = re.compile(r"-\d{1,10}|\d{7,10}")
_KINDS = {
    "boolean": AttributeKind.YES_NO,
    "integer": AttributeKind.NUMBER,
    "float": AttributeKind.NUMBER,
    "date": AttributeKind.DATE,
    "datetime": AttributeKind.DATE,
}


def read_codes(project: Element, reading: Reading) -> list[Code]:
    """All codes, each after the one above it, cases among them included."""
    found: list[Code] = []
    waiting = [("", code) for code in reversed(project.findall("CodeBook/Codes/Code"))]
    while waiting:
        above, element = waiting.pop()
        code = _code(element, above, reading)
        found.append(code)
        waiting += [(code.guid, below) for below in reversed(element.findall("Code"))]
    reading.codes = {code.guid for code in found}
    reading.headings = {code.guid for code in found if not code.codable}
    return found


def _code(element: Element, above: str, reading: Reading) -> Code:
    name = (element.get("name") or "").strip()
    reading.remarks.count("nameless code", not name)
    written = element.get("color") or ""
    colour = colour_of(written)
    reading.remarks.count("colour", bool(written.strip()) and not colour)
    return Code(
        guid=reading.guid("Code", element),
        name=name or "(no name)",
        parent=above,
        codable=(element.get("isCodable") or "true").strip().lower() not in ("false", "0"),
        colour=colour,
        description=described(element),
        notes=reading.note_refs(element),
    )


def colour_of(written: str) -> str:
    """A colour as #rrggbb; empty where it can't be read.

    >>> [colour_of(colour) for colour in ("#ABC", "rgba(255, 128, 0, 0.5)", "-65536", "#FF8040", "sunny")]
    ['#aabbcc', '#ff8000', '#ff0000', '#ff8040', '']
    """
    written = written.strip()
    if whole := _HEX.fullmatch(written):
        return f"#{whole[1].lower()}"
    if short := _SHORT.fullmatch(written):
        return "#" + "".join(digit * 2 for digit in short.groups()).lower()
    if longer := _WITH_ALPHA.fullmatch(written):
        return f"#{(longer[1] or longer[2]).lower()}"
    if parts := _RGB.fullmatch(written):
        numbers = [int(part) for part in parts.groups()]
        return "#{:02x}{:02x}{:02x}".format(*numbers) if max(numbers) < 256 else ""
    return f"#{int(written) & 0xFFFFFF:06x}" if _NUMBER.fullmatch(written) else ""


def without_cases(codes: list[Code], coded: set[str], reading: Reading) -> list[Code]:
    """The codes that are no cases; what is beneath a case moves up, and headings left with nothing go too.

    `coded`: the GUIDs of codes at which something stands.
    """
    beneath = Counter(code.parent for code in codes)
    gone: dict[str, str] = {}
    emptied: set[str] = set()
    for code in reversed(codes):
        case = code.guid in reading.cases
        empty = code.guid in emptied and not code.codable and not beneath[code.guid] and code.guid not in coded
        if case or empty:
            reading.remarks.count("case codes" if case else "empty folders")
            gone[code.guid] = code.parent
            beneath[code.parent] += beneath[code.guid] - 1
            emptied.add(code.parent)
    return _lifted(codes, gone)


def without_nodes(codes: list[Code], reading: Reading) -> list[Code]:
    """The codes without the heading “Nodes” that NVivo puts above all of them."""
    top = [code for code in codes if not code.parent]
    gone = {code.guid: "" for code in top if code.name == "Nodes" and not code.codable and len(top) == 1}
    reading.remarks.count("nodes", len(gone))
    return _lifted(codes, gone)


def _lifted(codes: list[Code], gone: dict[str, str]) -> list[Code]:
    """The codes without some, which are given with those above them."""
    kept = []
    for code in codes:
        parent = code.parent
        while parent in gone:
            parent = gone[parent]
        if code.guid not in gone:
            kept.append(code if parent == code.parent else replace(code, parent=parent))
    return kept


def missing_codes(reading: Reading) -> list[Code]:
    """A code for each that is referred to and not there."""
    return [Code(guid=guid, name=f"(missing code {guid[:8]})") for guid in reading.missing_codes]


def read_variables(project: Element, reading: Reading) -> list[Variable]:
    """What is known of cases and sources."""
    found = []
    for element in project.findall("Variables/Variable"):
        guid = reading.guid("Variable", element)
        kind = (element.get("typeOfVariable") or "Text").strip()
        reading.variables[guid] = kind
        found.append(
            Variable(
                guid=guid,
                name=(element.get("name") or "").strip() or "(no name)",
                kind=_KINDS.get(kind.casefold(), AttributeKind.TEXT),
                description=described(element),
            )
        )
    return found


def missing_variables(reading: Reading) -> list[Variable]:
    """A variable for each that is referred to and not there."""
    return [Variable(guid=guid, name=f"(missing variable {guid[:8]})") for guid in reading.missing_variables]
