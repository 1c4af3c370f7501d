"""XML of other programs, read by local names: what they call a namespace differs, and tells nothing."""

import re

from lxml import etree

Element = etree._Element
_PREFIX = re.compile(r"^(?:\{[^}]*\}|[^:]*:)")


def by_local_names(root: Element) -> Element:
    """The tree with every element under its local name; comments and the like are gone."""
    etree.strip_elements(root, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    for element in root.iter(etree.Element):
        element.tag = _PREFIX.sub("", str(element.tag))
    return root


def words_in(element: Element | None) -> str:
    """All words in an element, as they are."""
    return "" if element is None else "".join(str(piece) for piece in element.itertext())


def described(element: Element) -> str:
    """The description of an element; a few programs write it as an attribute."""
    said = "\n".join(filter(None, map(words_in, element.findall("Description"))))
    return said or element.get("description", "")
