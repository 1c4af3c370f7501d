"""Codebooks of other programs (REFI-QDA, .qdc): codes → the outline of a framework.

Programs differ in the namespace they write, so elements go by their local names; what the schema asks for is no
condition. A project (.qde) has a codebook too. Nothing is fetched or expanded, see `framework.importing.docx.parsed`.
"""

from collections.abc import Iterator

from lxml import etree

from framework.errors import Unreadable
from framework.importing.docx import parsed
from framework.importing.labelled import meaning
from framework.importing.plain_xml import by_local_names, words_in
from framework.importing.zip_guard import MiB
from framework.starters import Heading, Outline, from_headings

LARGEST = 16 * MiB
_FIRST = b" \t\r\n\xef\xbb\xbf"
_WIDE = (b"\xff\xfe<\0", b"\xfe\xff\0<")

Path = tuple[str, ...]


def is_codebook(data: bytes) -> bool:
    """Whether a file is XML, and so no table."""
    return data[:512].lstrip(_FIRST).startswith(b"<") or data.startswith(_WIDE)


def read_codebook(name: str, data: bytes) -> Outline:
    """The codes of a file as an outline, with sentences on what of them has no place in a framework.

    Raises Unreadable for a file that is no codebook, Invalid for one without codes or with too many.
    """
    if len(data) > LARGEST:
        raise Unreadable(f"{name} is larger than {LARGEST // MiB} MB, far more than a codebook.", name)
    if data[:32].lstrip(_FIRST).lower().startswith((b"<!doctype html", b"<html")):
        raise Unreadable(f"{name} is a web page, not a codebook. Export the codebook anew and save the file.", name)
    root = by_local_names(parsed(name, data if data.startswith(_WIDE) else data.lstrip(_FIRST)))
    book = next(root.iter("CodeBook"), None)
    if book is None:
        raise Unreadable(f"{name} is no codebook: it holds no codes. In the other program, export it as .qdc.", name)
    codes = _Codes()
    codes.walk(_without_nodes(book.findall("Codes/Code"), codes))
    return from_headings(codes.found, [*codes.remarks, *_left_out(root, codes)])


class _Codes:
    """The codes of a book, gathered in its order."""

    def __init__(self) -> None:
        self.found: list[Heading] = []
        self.remarks: list[str] = []
        self.retired = self.nameless = 0

    def walk(self, top: list[etree._Element]) -> None:
        """The codes and all beneath them; what is beneath a code without a name moves up."""
        waiting: list[tuple[Path, etree._Element]] = [((), code) for code in reversed(top)]
        while waiting:
            above, code = waiting.pop()
            path = above
            if name := " ".join((code.get("name") or "").split()):
                heading = _heading((*above, name), _description(code))
                if heading is None:
                    self.retired += 1
                    continue
                path = heading.path
                self.found.append(heading)
            else:
                self.nameless += 1
            waiting += [(path, below) for below in reversed(code.findall("Code"))]


def _heading(path: Path, description: str) -> Heading | None:
    """A code with what its description says; None where it says that the theme is retired."""
    said = meaning(description)
    if said.retired:
        return None
    if said.name and path[-1].startswith(said.name):  # made different from others of the same name when it was written
        path = (*path[:-1], said.name)
    return Heading(path, said.definition, said.include, said.exclude, said.origin)


def _description(code: etree._Element) -> str:
    return "\n".join(map(words_in, code.findall("Description")))


def _without_nodes(top: list[etree._Element], codes: _Codes) -> list[etree._Element]:
    """The codes without the “Nodes” that NVivo puts above all of them."""
    if len(top) == 1 and top[0].get("name") == "Nodes" and top[0].get("isCodable") in ("false", "0"):
        codes.remarks.append("“Nodes”, which NVivo puts above all codes, was left out.")
        return top[0].findall("Code")
    return top


def _left_out(root: etree._Element, codes: _Codes) -> Iterator[str]:
    """What a codebook can hold and a framework can't, and what needs a look."""
    if codes.nameless:
        yield f"Codes without a name were left out ({codes.nameless}); what is beneath them moved up."
    if codes.retired:
        yield f"Retired themes were left out, with all beneath them ({codes.retired})."
    if any("::" in heading.name for heading in codes.found):
        yield "Some names hold “::”, by which ATLAS.ti says what is beneath what. They were taken as they are."
    if sets := [e.get("name") or "" for e in root.iter("Set")]:
        yield f"Sets of codes were left out: {', '.join(sets[:5])}{' …' if len(sets) > 5 else ''}."
    if any(code.get("color") for code in root.iter("Code")):
        yield "The colours of the codes were left out: themes get those of this study."
    if next(root.iter("Sources", "Cases", "Notes"), None) is not None:
        yield "This file is a whole project. Only its codes were read."
