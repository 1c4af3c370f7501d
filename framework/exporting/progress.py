"""How far the writing of a file has come, for whoever waits and may end it: told in words, with the share done."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

Progress = Callable[[str, float], None]  # what is being written, and the share (0 to 1) that is done; may raise to stop

STEPS_TOLD = 200


def untold(words: str, share: float) -> None:
    """For when nobody waits."""


class Pace:
    """Steps of a piece of work, told as shares of it; `first` and `last`: the part of the whole that it is."""

    def __init__(self, progress: Progress, steps: int, first: float = 0.0, last: float = 1.0) -> None:
        self._progress, self._steps, self._first, self._last = progress, max(steps, 1), first, last
        self._done = 0

    def step(self, words: str, steps: int = 1) -> None:
        """So much more is done. Many small steps are not all told."""
        told = self._done * STEPS_TOLD // self._steps
        self._done = min(self._done + steps, self._steps)
        if self._done * STEPS_TOLD // self._steps > told:
            self._progress(words, self._first + (self._last - self._first) * self._done / self._steps)

    def through(self, items: Iterable[T], words: str, steps: int = 1) -> Iterator[T]:
        """The items, each of them so many steps."""
        for item in items:
            yield item
            self.step(words, steps)
