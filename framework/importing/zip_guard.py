"""Opening a ZIP package that may be hostile: every limit is checked before a part is unpacked.

`zipfile` alone follows overlapping entries, believes names with backslashes and unpacks a lying header to its end.
"""

import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from struct import unpack_from
from typing import IO

from framework.errors import Unreadable

MiB = 1024 * 1024
_STEP = 64 * 1024
_LOCAL_HEADER = 30
_FAILURES = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError, OSError)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a package may ask for. Sizes in bytes, unpacked; the ratio counts for parts larger than `ratio_from`.

    `loose`: names may differ in capital letters alone, and may have backslashes for slashes, as Windows writes them.
    """

    entries: int = 2000
    entry: int = 64 * MiB
    together: int = 256 * MiB
    ratio: int = 200
    ratio_from: int = MiB
    loose: bool = False


DOCUMENT = Limits()


class Package:
    """A checked package: its `names`, and its parts on demand.

    Raises Unreadable, with a sentence naming the file, when opened or read.
    """

    def __init__(self, name: str, data: bytes, limits: Limits = DOCUMENT) -> None:
        self._file = name
        self._limits = limits
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except _FAILURES:
            raise self._damaged() from None
        entries = self._zip.infolist()
        for check in (_too_many, _too_large, _wrong_name, _wrong_kind, _twice):
            self._refuse_for(check(entries, limits))
        self._refuse_for(_overlap(data, entries, self._zip.start_dir))
        self._entries = {_slashed(entry.filename): entry for entry in entries if not _is_folder(entry)}

    @property
    def names(self) -> list[str]:
        """The names of all parts, in the package's order."""
        return list(self._entries)

    def size(self, part: str) -> int:
        """How many bytes a part has, unpacked, as its header says."""
        return self._entries[part].file_size

    def read(self, part: str) -> bytes:
        """One part, unpacked, never more of it than its header announced."""
        entry = self._entries.get(part)
        if entry is None:
            raise Unreadable(f"{self._file} is damaged: its part {part} is missing.", self._file)
        try:
            with self._zip.open(entry) as source:
                return self._drained(source, entry.file_size)
        except _FAILURES:
            raise self._damaged() from None

    def _drained(self, source: IO[bytes], announced: int) -> bytes:
        found = bytearray()
        while piece := source.read(_STEP):
            found += piece
            if len(found) > min(announced, self._limits.entry):
                self._refuse_for("a part of it is larger than it says")
        return bytes(found)

    def _refuse_for(self, reason: str) -> None:
        if reason:
            raise Unreadable(f"{self._file} was not opened, because {reason}.", self._file)

    def _damaged(self) -> Unreadable:
        return Unreadable(
            f"{self._file} is damaged and can’t be unpacked. Save it anew and import it again.", self._file
        )


Entries = list[zipfile.ZipInfo]
Check = Callable[[Entries, Limits], str]


def _too_many(entries: Entries, limits: Limits) -> str:
    return f"it holds more than {limits.entries:,} parts" if len(entries) > limits.entries else ""


def _too_large(entries: Entries, limits: Limits) -> str:
    if any(entry.file_size > limits.entry for entry in entries):
        return f"a part of it would unpack to more than {limits.entry // MiB} MB"
    if sum(entry.file_size for entry in entries) > limits.together:
        return f"it would unpack to more than {limits.together // MiB} MB"
    for entry in entries:
        if entry.file_size > limits.ratio_from and entry.file_size > limits.ratio * max(1, entry.compress_size):
            return f"a part of it would unpack to more than {limits.ratio} times its size"
    return ""


def _wrong_name(entries: Entries, limits: Limits) -> str:
    for entry in entries:
        # `filename` is cut at the first NUL and, on Windows, turned around; `orig_filename` is what the file says.
        name = _slashed(entry.orig_filename) if limits.loose else entry.orig_filename
        leaves = name.startswith("/") or ".." in name.split("/") or name[1:2] == ":"
        if not name or leaves or "\\" in name or "\0" in name:
            return "a part of it has a name that points outside the file"
    return ""


def _wrong_kind(entries: Entries, limits: Limits) -> str:
    for entry in entries:
        if entry.flag_bits & 0x2041:
            return "it is encrypted; save it without a password"
        if stat.S_ISLNK(entry.external_attr >> 16):
            return "a part of it is a link to another file"
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            return "a part of it is packed in a way that documents never are"
    return ""


def _twice(entries: Entries, limits: Limits) -> str:
    folded: Callable[[str], str] = _slashed if limits.loose else str.casefold
    names = Counter(folded(entry.filename) for entry in entries)
    return "two parts of it have the same name" if any(count > 1 for count in names.values()) else ""


def _slashed(name: str) -> str:
    return name.replace("\\", "/")


def _is_folder(entry: zipfile.ZipInfo) -> bool:
    return _slashed(entry.filename).endswith("/")


def _overlap(data: bytes, entries: Entries, directory: int) -> str:
    """Each part has its own stretch of the file: local header, name, extra field, packed bytes."""
    spans = []
    for entry in entries:
        at = entry.header_offset
        if at < 0 or at + _LOCAL_HEADER > len(data):
            return "a part of it lies outside the file"
        name, extra = unpack_from("<HH", data, at + 26)
        spans.append((at, at + _LOCAL_HEADER + name + extra + entry.compress_size))
    spans = [*sorted(spans), (directory, directory)]
    return "parts of it lie on top of each other" if any(a[1] > b[0] for a, b in pairwise(spans)) else ""
