"""XML of other programs, read by local names: what they call a namespace differs, and tells nothing."""

import re

from lxml import etree

Element = etree._Element
_BEFORE_ROOT = re.compile(rb"\s*(?:<\?.*?\?>|<!--.*?-->|\s)", re.S)
_PREFIX = re.compile(r"^(?:\{[^}]*\}|[^:]*:)")


def first_mark(data: bytes) -> int:
    """Where, after blanks, comments and instructions, an XML file begins: its root element, or its declarations."""
    at = 0
    while before := _BEFORE_ROOT.match(data, at):
        at = before.end()
    return at


def by_local_names(root: Element) -> Element:
    """The tree with every element under its local name; comments and the like are gone."""
    etree.strip_elements(root, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    for element in root.iter(etree.Element):
        element.tag = _PREFIX.sub("", str(element.tag))
        for key in [key for key in map(str, element.attrib) if ":" in key and not key.startswith("{")]:
            del element.attrib[key]  # of a namespace that nobody has declared: it can't be written again
    return root


def words_in(element: Element | None) -> str:
    """All words in an element, as they are."""
    return "" if element is None else "".join(str(piece) for piece in element.itertext())


def described(element: Element) -> str:
    """The description of an element; a few programs write it as an attribute."""
    said = "\n".join(filter(None, map(words_in, element.findall("Description"))))
    return said or element.get("description", "")
