"""What has no place in a study and is carried: elements as XML that can be written back as it came."""

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from lxml import etree

from framework.foreign import Carried
from framework.importing.foreign.refi.container import Container
from framework.importing.plain_xml import Element

NAMESPACE = "urn:QDA-XML:project:1.0"
_PATHS = ("path", "plainTextPath", "richTextPath")


def carried(kind: str, guid: str, element: Element, container: Container | None = None) -> Carried:
    """An element to be carried, with the parts of the package that it needs.

    Where files lay on somebody's computer (`currentPath`) is left out: it names people.
    """
    spaces: Any = {None: NAMESPACE}  # the stubs of lxml don't know of a default namespace
    root = etree.Element(f"{{{NAMESPACE}}}{element.tag}", nsmap=spaces)
    for key, value in element.items():
        root.set(key, value)
    root.text = element.text
    for child in deepcopy(element):
        root.append(child)
    for inner in root.iter(etree.Element):
        if not str(inner.tag).startswith("{"):
            inner.tag = f"{{{NAMESPACE}}}{inner.tag}"
        inner.attrib.pop("currentPath", "")
    root.set("guid", guid)
    etree.cleanup_namespaces(root)
    files = _files(root, container) if container else ()
    return Carried(kind=kind, guid=guid, xml=etree.tostring(root, encoding="unicode"), files=files)


def _files(root: Element, container: Container) -> tuple[str, ...]:
    found = (container.find(element.get(path)) for element in root.iter(etree.Element) for path in _PATHS)
    return tuple(dict.fromkeys(filter(None, found)))


def without(element: Element, children: Iterable[str], attributes: Iterable[str] = ()) -> Element:
    """A copy without some of its children and attributes."""
    copy = deepcopy(element)
    copy.tail = None
    for name in children:
        for child in copy.findall(name):
            copy.remove(child)
    for name in attributes:
        copy.attrib.pop(name, "")
    return copy
