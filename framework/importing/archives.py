"""Archives of transcripts (.zip): their files by name, each to be read as if it had been given alone."""

import re

from framework.errors import Unreadable
from framework.importing.kinds import kind_of
from framework.importing.zip_guard import Package

_LITTER = re.compile(r"(?:.*/)?(?:__MACOSX/.*|\.[^/]*|~\$[^/]*|Thumbs\.db|desktop\.ini)", re.IGNORECASE | re.DOTALL)


def is_litter(path: str) -> bool:
    """True for what systems and word processors leave in folders, which is no file of anybody's.

    >>> [is_litter(path) for path in ("wave 1/LA1.docx", "wave 1/.DS_Store", "__MACOSX/LA1.docx", "~$LA1.docx")]
    [False, True, True, True]
    """
    return bool(_LITTER.fullmatch(path))


def is_archive(name: str, data: bytes) -> bool:
    """True for a ZIP of files. Raises Unreadable for one that breaks the guard's limits."""
    return data.startswith(b"PK") and kind_of(name, data) == "zip"


class Archive:
    """An opened archive. Raises Unreadable, with a sentence that names the file, where there is nothing in it."""

    def __init__(self, name: str, data: bytes) -> None:
        self._package = Package(name, data)
        self._parts = {_readable(part): part for part in self._package.names if not is_litter(part)}
        if not self._parts:
            raise Unreadable(f"{name} holds no files.", name)

    @property
    def names(self) -> tuple[str, ...]:
        """The files in it, as folder/file, in the order of their names."""
        return tuple(sorted(self._parts))

    def read(self, name: str) -> bytes:
        """One of the files, unpacked."""
        return self._package.read(self._parts[name])


def _readable(part: str) -> str:
    """A name as people wrote it: many programs write UTF-8 without saying so, and looks like DOS letters."""
    try:
        return part.encode("cp437").decode("utf-8")
    except UnicodeError:
        return part
