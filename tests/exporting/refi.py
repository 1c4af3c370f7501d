"""REFI-QDA files under test, read back without our writer.

The consortium's schemas are not part of this project: where the environment variable REFI_SCHEMAS names a folder with
them, every file is held against them too.
"""

import os
import zipfile
from io import BytesIO
from pathlib import Path

from lxml import etree

from framework.exporting import ALL_OF_IT, WRITERS, Selection
from framework.study import Study

SCHEMAS = os.environ.get("REFI_SCHEMAS")
NAMESPACES = {"c": "urn:QDA-XML:codebook:1.0", "p": "urn:QDA-XML:project:1.0"}


def valid(content: bytes, schema: str) -> etree._Element:
    """The root of a file, which is valid where there is a schema to tell."""
    root = etree.fromstring(content)
    if SCHEMAS:
        rules = etree.XMLSchema(etree.parse(Path(SCHEMAS) / f"{schema}.xsd"))
        assert rules.validate(root), rules.error_log
    return root


def all_of(element: etree._Element, path: str) -> list[etree._Element]:
    found = element.findall(path, NAMESPACES)
    assert isinstance(found, list)
    return found


def codebook_of(study: Study, selection: Selection = ALL_OF_IT) -> etree._Element:
    """The codebook of a study."""
    return valid(WRITERS["codebook-qdc"].write(study, selection), "Codebook")


def own_name(code: etree._Element) -> str:
    """The name of the theme: what the description says, where the code's is made different from others."""
    said = code.findtext("{*}Description") or ""
    return said.rpartition("Name: ")[2] if "Name: " in said else code.get("name", "")


def tree(element: etree._Element, prefix: str = "c", above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """The codes beneath an element in their order, each with the names of the themes above it."""
    found = []
    for code in all_of(element, f"{prefix}:Code"):
        path = (*above, own_name(code))
        found += [path, *tree(code, prefix, path)]
    return found


class Project:
    """A .qdpx as another program finds it: its XML, and the texts of its sources."""

    def __init__(self, content: bytes) -> None:
        self.zip = zipfile.ZipFile(BytesIO(content))
        self.names = self.zip.namelist()
        self.root = valid(self.zip.read("project.qde"), "Project")

    def all(self, path: str) -> list[etree._Element]:
        """The elements at a path."""
        return all_of(self.root, path)

    def text(self, source: etree._Element) -> str:
        """The text of a source."""
        name = (source.get("plainTextPath") or "").removeprefix("internal://")
        content = self.zip.read(f"sources/{name}")
        assert not content.startswith(b"\xef\xbb\xbf") and b"\r" not in content
        return content.decode("utf-8")
