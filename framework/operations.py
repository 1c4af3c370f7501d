"""@operation: the name, the role and the register of every act.

The label is at once the button's text, the undo text and the row in the permission table.
"""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, get_args, get_origin, get_type_hints

from framework.errors import Invalid, NotFound
from framework.model import Role
from framework.store.journal import Change

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Operation:
    """An act as the register knows it. `run` takes the change and the act's own arguments."""

    name: str
    label: str
    needs: Role
    run: Callable[..., Any]


OPERATIONS: dict[str, Operation] = {}


def operation(
    label: str, *, needs: Role
) -> Callable[[Callable[Concatenate[Change, P], R]], Callable[Concatenate[Change, P], R]]:
    """Make a function an act: it checks the role first, and the outermost act of a change names it in the journal."""

    def register(act: Callable[Concatenate[Change, P], R]) -> Callable[Concatenate[Change, P], R]:
        name = act.__name__

        @wraps(act)
        def run(change: Change, /, *args: P.args, **kwargs: P.kwargs) -> R:
            if not change.label:
                change.operation, change.label = name, label
            change.require(needs)
            return act(change, *args, **kwargs)

        if name in OPERATIONS:
            raise ValueError(f"two operations are called {name}")
        OPERATIONS[name] = Operation(name, label, needs, run)
        return run

    return register


def call(change: Change, name: str, arguments: dict[str, Any]) -> Any:
    """Carry out the operation called `name` with arguments that came from outside.

    Raises NotFound for an unknown operation, Invalid where the arguments are not of the operation's form.
    """
    known = OPERATIONS.get(name)
    if known is None:
        raise NotFound("This version of the program does not know that operation.")
    signature = inspect.signature(known.run)
    hints = get_type_hints(known.run)
    try:
        bound = signature.bind(change, **arguments)
    except TypeError as error:
        raise Invalid(f"“{known.label}” was asked for in a form this program does not understand.") from error
    for parameter, value in list(bound.arguments.items())[1:]:
        if not _fits(value, hints[parameter]):
            raise Invalid(f"“{known.label}” was given a value it can't take.", parameter)
    return known.run(*bound.args, **bound.kwargs)


def _fits(value: object, hint: Any) -> bool:
    """Whether a JSON value is of the form a type hint names."""
    if hint is Any:  # of whatever form, but nothing in it is a number too large to be stored
        within = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return all(_fits(item, Any) for item in within) and (not isinstance(value, int) or _fits(int(value), int))
    origin, members = get_origin(hint), get_args(hint)
    if origin in (list, Sequence):
        return isinstance(value, list) and all(_fits(item, members[0]) for item in value)
    if origin is dict:
        return isinstance(value, dict) and all(_fits(item, members[1]) for item in value.values())
    if members and origin is not None:
        return any(_fits(value, member) for member in members)
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63
    if not isinstance(hint, type):
        return False
    if issubclass(hint, StrEnum):
        return isinstance(value, str) and value in set(hint)
    return isinstance(value, hint)
