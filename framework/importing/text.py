"""Plain text: from bytes to characters, then to turns.

Line ends become LF, byte-order marks and NULs go. Nothing else is normalised: no-break spaces, tabs, joiners and
combining marks are part of what was written, and positions count them.
"""

import codecs
import re

import chardet

from framework.errors import Unreadable
from framework.importing.kinds import REFUSALS, is_binary, refusal_of_a_project
from framework.importing.turns import find_turns
from framework.model import Draft

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def read(name: str, data: bytes) -> Draft:
    """A plain-text transcript as a draft. Raises Unreadable for bytes that no encoding turns into text."""
    text, remarks = decoded(data)
    if is_binary(text):
        raise Unreadable(refusal_of_a_project(name) or REFUSALS["binary"].format(name), name)
    found = find_turns(text)
    return Draft(name, text, found.layout, found.turns, (*remarks, *found.remarks))


def decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text in `data`, and a sentence about it where its encoding had to be guessed or didn't fit."""
    text, remarks = letters(data)
    return cleaned(text), remarks


def letters(data: bytes) -> tuple[str, tuple[str, ...]]:
    """As `decoded`, with byte-order marks, NULs and line ends as they stand in the file."""
    encoding, guessed = _encoding(data)
    text = data.decode(encoding, "replace")
    lost = text.count("\ufffd") - (data.count("\ufffd".encode()) if encoding == "utf-8" else 0)
    remarks = []
    if guessed:
        remarks.append(
            f"The file doesn’t say how its letters are written; it was read as {_said(encoding)}. "
            "Check accents, dashes and quotation marks."
        )
    if lost > 0:
        remarks.append(f"{lost:,} {'byte' if lost == 1 else 'bytes'} could not be read and became “\ufffd”.")
    return text, tuple(remarks)


def cleaned(text: str) -> str:
    """The text with LF line ends, without NULs and leading byte-order marks; otherwise as it is."""
    return text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")


def _encoding(data: bytes) -> tuple[str, bool]:
    """An encoding, and whether it is a guess. UTF-16 is looked for before UTF-8, which would let its NULs pass."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, False
    wide = _wide(data)
    if wide:
        return wide, False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _guess(data), True
    return "utf-8", False


def _wide(data: bytes) -> str:
    """UTF-16 without a mark shows as NULs at every second byte, the high halves of Latin letters; else ""."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    if len(data) < 4 or max(even, odd) < 0.05 * len(data) / 2 or min(even, odd) * 10 > max(even, odd):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _guess(data: bytes) -> str:
    found = chardet.detect(data)["encoding"] or "latin-1"
    try:
        return codecs.lookup(found).name
    except LookupError:
        return "latin-1"


def _said(encoding: str) -> str:
    """The name of an encoding as people know it."""
    names = {"iso8859-1": "Latin-1", "mac-roman": "Mac Roman"}
    return names.get(encoding, re.sub(r"^cp125(\d)$", r"Windows-125\1", encoding))
