"""Frozen dataclasses as JSON and back, by their type hints: what comes from a child is checked piece by piece.

Known are dataclasses, tuples of one kind or of several, what may be None, enums, dates with a zone, texts, whole
numbers and true or false. Nothing in the JSON can be code, and nothing that doesn't fit gets past.
"""

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")
Turn = Callable[[Any], Any]


def packed(value: object) -> bytes:
    """A dataclass as JSON: its fields as lists, in their order."""
    kind: Any = type(value)
    return json.dumps(_writer(kind)(value), ensure_ascii=False).encode("utf-8", "replace")


def unpacked(kind: type[T], value: object) -> T:
    """The dataclass that parsed JSON is. Raises TypeError or ValueError for anything that is not exactly one."""
    hint: Any = kind
    made: T = _reader(hint)(value)
    return made


@cache
def _writer(hint: Any) -> Turn:
    """How a value of a type is written."""
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        steps = [(field.name, _writer(hints[field.name])) for field in fields(hint)]
        return lambda value: [step(getattr(value, name)) for name, step in steps]
    if get_origin(hint) is tuple:
        items = _items(hint)
        if isinstance(items, list):
            ways = [_writer(item) for item in items]
            return lambda value: [way(item) for way, item in zip(ways, value, strict=True)]
        each = _writer(items)
        return lambda value: [each(item) for item in value]
    if inner := _optional(hint):
        write = _writer(inner)
        return lambda value: None if value is None else write(value)
    if hint is datetime:
        return lambda value: value.isoformat()
    if issubclass(hint, Enum):
        return lambda value: value.value
    return lambda value: value


@cache
def _reader(hint: Any) -> Turn:
    """How a value of a type is made of JSON."""
    if is_dataclass(hint):
        return _dataclass_reader(hint)
    if get_origin(hint) is tuple:
        items = _items(hint)
        if isinstance(items, list):
            ways = [_reader(item) for item in items]
            return lambda value: tuple(way(item) for way, item in zip(ways, _a(list, value), strict=True))
        each = _reader(items)
        return lambda value: tuple([each(item) for item in _a(list, value)])
    if inner := _optional(hint):
        read = _reader(inner)
        return lambda value: None if value is None else read(value)
    if hint is datetime:
        return lambda value: datetime.fromisoformat(_a(str, value)).astimezone(UTC)
    if issubclass(hint, Enum):
        return lambda value: hint(_a(str, value))
    return lambda value: _a(hint, value)


def _dataclass_reader(kind: Any) -> Turn:
    hints = get_type_hints(kind)
    steps = [(field.name, _reader(hints[field.name])) for field in fields(kind)]

    def read(value: Any) -> Any:
        pairs = zip(steps, _a(list, value), strict=True)
        return kind(**{name: step(item) for (name, step), item in pairs})

    return read


def _items(hint: Any) -> Any:
    """The type of all items of a tuple, or a list of the types of each."""
    args = get_args(hint)
    return args[0] if args[1:] == (...,) else [*args]


def _optional(hint: Any) -> Any:
    """What else it may be that may be None."""
    args = get_args(hint)
    return next((arg for arg in args if arg is not NoneType), None) if NoneType in args else None


def _a(kind: Any, value: Any) -> Any:
    """The value, if it is of a kind."""
    if type(value) is not kind:
        raise TypeError(f"This is no {kind.__name__}.")
    return value
