"""The XML of a project: mended where that is safe, refused where it may harm, read by local names."""

import re
from typing import Any

from lxml import etree

from framework.errors import Unreadable
from framework.importing.foreign.refi.remarks import Remarks
from framework.importing.plain_xml import Element, by_local_names
from framework.importing.text import letters

_DECLARED = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["']""")
_DECLARATIONS = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.I)
_ROOT = re.compile(rb"<[A-Za-z_]")
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
    root = _ROOT.search(data)
    if _DECLARATIONS.search(data, 0, root.start() if root else len(data)):
        raise Unreadable(f"{name} was not opened, because it contains declarations that projects never do.", name)
    tree = by_local_names(_parsed(name, data, remarks))
    project = tree if tree.tag == "Project" else next(tree.iter("Project"), None)
    if project is None:
        raise Unreadable(f"{name} holds no project: its XML is something else.", name)
    return project


def _parsed(name: str, data: bytes, remarks: Remarks) -> Element:
    try:
        return etree.fromstring(data, _parser())
    except etree.XMLSyntaxError as fault:
        problem = fault
    mended, count = _CONTROLS.subn(_REPLACED, data)
    try:
        if count:
            remarks.count("controls", count)
            return etree.fromstring(mended, _parser())
        if all(error.domain == _NAMESPACE_ERRORS for error in _errors(problem)):
            return etree.fromstring(data, _parser(recover=True))
    except etree.XMLSyntaxError as fault:
        problem = fault
    cut = any("NOT_FINISHED" in error.type_name for error in _errors(problem))
    what = "is cut off: its end is missing" if cut else "is damaged inside"
    raise Unreadable(f"{name} {what}. Export the project once more and bring that in.", name) from None


def _errors(fault: etree.XMLSyntaxError) -> list[Any]:
    log: Any = fault.error_log  # the stubs of lxml don't know that it can be gone through
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
