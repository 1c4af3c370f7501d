"""The package of a project: its XML, and its parts by the many ways in which programs write their paths."""

import re
from urllib.parse import unquote

from framework.errors import Unreadable
from framework.importing.archives import is_litter
from framework.importing.foreign.packages import LARGEST_XML, opened
from framework.importing.foreign.refi.remarks import Remarks
from framework.importing.zip_guard import MiB, Package

_SCHEME = re.compile(r"^(internal|relative|absolute):/*", re.I)


class Container:
    """A .qdpx, or a bare .qde that has no parts. Raises Unreadable where there isn't exactly one project in it."""

    def __init__(self, name: str, data: bytes, remarks: Remarks) -> None:
        self._remarks = remarks
        self._package: Package | None = None
        self._names: list[str] = []
        self._folded: dict[str, str] = {}
        self._by_last: dict[str, str] = {}
        self._outside: set[str] = set()
        self.xml = self._opened(name, data) if data.startswith(b"PK") else data

    def find(self, path: str | None, guid: str = "", ending: str = "") -> str | None:
        """The name of the part that a path means, or that is called after the GUID; None where there is none."""
        for wanted in filter(None, (path, f"{guid}{ending}" if guid and ending else "")):
            plain = _SCHEME.sub("", wanted.replace("\\", "/"))
            for written in (plain, unquote(plain)):
                if found := self._found(written):
                    return found
        if path and _SCHEME.match(path.replace("\\", "/")[:9]) is not None and not path.lower().startswith("internal"):
            self._outside.add(path)
        return None

    def read(self, part: str) -> bytes:
        """A part, unpacked."""
        return self._package.read(part) if self._package else b""

    def size(self, part: str) -> int:
        """How many bytes it has."""
        return self._package.size(part) if self._package else 0

    @property
    def outside(self) -> int:
        """How many files were asked for that lie outside the package."""
        return len(self._outside)

    def _found(self, path: str) -> str | None:
        names = self._names
        for written in (f"sources/{path}", f"Sources/{path}", path):
            if written in names:
                return written
        folded, last = _folded(path), _folded(path).rpartition("/")[2]
        return self._folded.get(f"sources/{folded}") or self._folded.get(folded) or self._by_last.get(last)

    def _opened(self, name: str, data: bytes) -> bytes:
        package = self._package = opened(name, data)
        names = [part for part in package.names if not is_litter(part)]
        self._remarks.count("folded", len(names) - len({part.casefold() for part in names}))
        projects = [part for part in names if part.casefold().endswith(".qde")]
        least = min((part.count("/") for part in projects), default=0)
        projects = [part for part in projects if part.count("/") == least]
        if len(projects) != 1:
            called = f": {', '.join(projects[:4])}" if projects else ""
            raise Unreadable(f"{name} holds {len(projects) or 'no'} projects{called}. It can hold only one.", name)
        if package.size(projects[0]) > LARGEST_XML:
            raise Unreadable(f"{name} was not opened: its XML is larger than {LARGEST_XML // MiB} MB.", name)
        self._names = [part for part in names if part != projects[0]]
        for part in reversed(self._names):
            self._folded[_folded(part)] = part
            self._by_last[_folded(part).rpartition("/")[2]] = part
        return package.read(projects[0])


def _folded(name: str) -> str:
    return name.casefold().replace("{", "").replace("}", "")
