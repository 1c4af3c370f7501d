"""The XML of a project: mended where that is safe, refused where it may harm, read by local names."""

import re
from typing import Any

from lxml import etree

from framework.errors import Unreadable
from framework.importing.foreign.refi.remarks import Remarks
from framework.importing.plain_xml import Element, by_local_names, first_mark
from framework.importing.text import letters

_DECLARED = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["']""")
_ENDED = re.compile(rb"</[^<>]+>\s*$")
# Controls, and the two code points of each plane that are none; as bytes of UTF-8, and as references.
_CONTROLS = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]"
    rb"|&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|x0*(?:[0-8bcef]|1[0-9a-f]|d[89a-f]..|fff[ef]));",
    re.I,
)
_REPLACED = "\ufffd".encode()
_NAMESPACE_ERRORS = etree.ErrorDomains.NAMESPACE


def project_in(name: str, data: bytes, remarks: Remarks) -> Element:
    """The project of an XML file. Raises Unreadable where it is damaged, cut off, made to harm or none."""
    data = _in_utf8(data, remarks)
    # Before parsing: entities in attributes are expanded whatever the parser is told.
    if data[(at := first_mark(data)) : at + 2] == b"<!":
        raise Unreadable(f"{name} was not opened, because it contains declarations that projects never do.", name)
    root = _parsed(name, data, remarks)
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable(f"{name} was not opened, because it contains declarations that projects never do.", name)
    tree = by_local_names(root)
    project = tree if tree.tag == "Project" else next(tree.iter("Project"), None)
    if project is None:
        raise Unreadable(f"{name} holds no project: its XML is something else.", name)
    return project


def _parsed(name: str, data: bytes, remarks: Remarks) -> Element:
    parser = _parser()
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        problems = _errors(parser)
    mended, count = _CONTROLS.subn(_REPLACED, data)
    harmless = bool(problems) and all(error.domain == _NAMESPACE_ERRORS for error in problems)
    parser = _parser(recover=harmless and not count)
    try:
        remarks.count("controls", count)
        return etree.fromstring(mended, parser)
    except etree.XMLSyntaxError:
        problems = _errors(parser)
    cut = not _ENDED.search(data[-500:]) or any("NOT_FINISHED" in error.type_name for error in problems)
    what = "is cut off: its end is missing" if cut else "is damaged inside"
    raise Unreadable(f"{name} {what}. Export the project once more and bring that in.", name)


def _errors(parser: etree.XMLParser) -> list[Any]:
    """Those of its last run; what an exception tells are those of all runs."""
    log: Any = parser.error_log  # the stubs of lxml don't know that it can be gone through
    return list(log)


def _parser(*, recover: bool = False) -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
    )


def _in_utf8(data: bytes, remarks: Remarks) -> bytes:
    """The XML in UTF-8, whatever it says of itself, without anything before its first mark."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace").lstrip("\ufeff \t\r\n").encode("utf-8", "replace")
    data = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    found = _DECLARED.match(data[:200])
    declared = found[1].decode().lower() if found else "utf-8"
    if data.isascii():
        return data
    if _fits(data, "utf-8"):
        remarks.count("encoding", declared.replace("_", "-") not in ("utf-8", "utf8"))
        return data
    if declared not in ("utf-8", "utf8") and _fits(data, declared):
        return data.decode(declared).encode("utf-8")
    words, said = letters(data)
    for sentence in said:
        remarks.say(sentence)
    return words.lstrip("\ufeff \t\r\n").encode("utf-8", "replace")


def _fits(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except (UnicodeError, LookupError):
        return False
    return True
