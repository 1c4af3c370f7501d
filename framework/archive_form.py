"""The form of an archive: which files it has, and how the values of records are written down and read again.

Values are plain words: whole numbers, “yes” and “no”, times as 2026-03-31T10:00:00+00:00. An apostrophe stands before
a text that a spreadsheet might take for a formula, and before one that begins with an apostrophe itself; “NULL” is a
text that was never given. So each value is read back exactly as it was.
"""

import re
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import datetime
from enum import StrEnum
from functools import cache
from types import NoneType
from typing import Any, get_args, get_type_hints

FORM = "1"
FIRST_LINE = f"The archive of a study, made with Workbench (form {FORM})"
ANY_FORM = re.compile(r"The archive of a study, made with Workbench \(form (\w+)\)")
README, MANIFEST = "README.txt", "manifest-sha256.txt"
DATA = "data"
HISTORY, FILES = f"{DATA}/history.jsonl", f"{DATA}/files.csv"
DICTIONARY = f"{DATA}/dictionary.csv"
BESIDE = (FILES, DICTIONARY)  # tables that hold no records
FILE_COLUMNS = ("file", "sha256", "what", "transcript_id", "number")
HISTORY_KEYS = ("act", "table", "row", "before", "after")

NOT_GIVEN = "NULL"
_PROTECTED = re.compile(r"\s*[=+\-@']|[\t\r]|NULL\Z")
_WHOLE = re.compile(r"-?[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table of records."""

    name: str
    kind: type
    optional: bool
    default: Any  # MISSING where there is none

    @property
    def type(self) -> str:
        """What the dictionary says of its values."""
        names: Mapping[type, str] = {int: "whole number", bool: "yes or no", datetime: "time (UTC)"}
        said = names.get(self.kind, "one of the allowed values" if issubclass(self.kind, StrEnum) else "text")
        return f"{said}, may be empty" if self.optional and self.kind is not str else said

    @property
    def allowed(self) -> str:
        """The values that are allowed, where they can be listed."""
        if issubclass(self.kind, StrEnum):
            named = [member.value or "(empty)" for member in self.kind]
            return "; ".join([*named, *(["(empty)"] if self.optional else [])])
        if self.kind is bool:
            return "yes; no"
        return f"any text, or {NOT_GIVEN} where it was never given" if self.optional and self.kind is str else ""


@cache
def columns(record: type) -> tuple[Column, ...]:
    """The columns of a record's table: its fields. Which study it belongs to is left out: there is only one."""
    hints = get_type_hints(record)
    return tuple(
        Column(field.name, *_kind(hints[field.name]), field.default)
        for field in fields(record)
        if field.name != "project_id"
    )


def _kind(hint: Any) -> tuple[type, bool]:
    kinds = get_args(hint)
    return (next(kind for kind in kinds if kind is not NoneType), True) if kinds else (hint, False)


def written(value: Any) -> str:
    """A value of a row as its words."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, datetime) else str(value)


def written_in(column: Column, value: Any) -> str:
    """A value of a column as its words, guarded against spreadsheets."""
    if column.kind is not str:
        return written(value)
    if value is None:
        return NOT_GIVEN
    return f"'{value}" if _PROTECTED.match(value) else str(value)


def read_in(column: Column, words: str) -> Any:
    """The value behind the words of a column, as the database takes it. Raises ValueError where they are no such."""
    if column.kind is str:
        if words == NOT_GIVEN and column.optional:
            return None
        return words.removeprefix("'")
    if not words and column.optional:
        return None
    if column.kind is int and _WHOLE.fullmatch(words):
        return int(words)
    if column.kind is bool and words in ("yes", "no"):
        return words == "yes"
    if column.kind is datetime:
        return _moment(words)
    if issubclass(column.kind, StrEnum):
        return column.kind(words).value
    raise ValueError(words)


def fits(column: Column, value: Any) -> bool:
    """Whether a value of the journal, which is JSON, is one of this column."""
    if value is None:
        return column.optional
    if column.kind is datetime and isinstance(value, str):
        return _moment(value) is not None
    if issubclass(column.kind, StrEnum):
        return isinstance(value, str) and column.kind(value) is not None
    if column.kind is int and isinstance(value, int):
        return not isinstance(value, bool) and -(2**63) <= value < 2**63
    if column.kind is bool:
        return value in (False, True)  # 0 and 1 among them, as databases have it
    return isinstance(value, column.kind) and column.kind is not int


def _moment(words: str) -> datetime:
    found = datetime.fromisoformat(words)
    if found.tzinfo is None:
        raise ValueError(words)
    return found


def without_default(column: Column) -> bool:
    """Whether an archive must have the column: one that came later may be missing in an early archive."""
    return column.default is MISSING
