"""What a person settles before a project comes in, and what is told afterwards."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """`codes_out` and `sources_out`: GUIDs of what stays out, a code with all beneath it.

    `under`: the main theme that takes in all codes of the first level; where it is empty, each is a main theme itself.
    """

    codes_out: frozenset[str] = frozenset()
    sources_out: frozenset[str] = frozenset()
    under: str = ""


@dataclass(slots=True)
class Account:
    """Sentences on what came in (`done`), and on what did not, or not as it was (`lost`)."""

    done: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    def new(self, what: str, new: int, known: int = 0) -> None:
        """Take note of how many of a kind came in, and how many were there already."""
        if new or known:
            self.done.append(f"{what}: {new:,} new" + (f", {known:,} there already" if known else ""))

    def leave(self, count: int, sentence: str) -> None:
        """Take note of what was left or altered, where there is any; `{}` in the sentence is the number."""
        if count:
            self.lost.append(sentence.format(f"{count:,}"))
