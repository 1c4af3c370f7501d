"""Evidence: the passages a cell is written from, and whether they are still what they were then.

A cell keeps a fingerprint of the passages that stood under its sub-theme in its case when it was written: which they
were, and of each its words and whether those are found in the transcript. The cell's evidence has changed where the
passages of now give another fingerprint, and for as long as they do: undo brings the old one back.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b

from framework.store import charts
from framework.store.charts import Place
from framework.store.reader import Reader
from framework.themes import column_of

Words = Mapping[int, tuple[str, bool]]  # passage id → its words, and whether it is adrift


@dataclass(frozen=True, slots=True)
class Altered:
    """What became of the passages a cell was written from: which came, which went, which read otherwise now."""

    added: tuple[int, ...]
    removed: tuple[int, ...]
    altered: tuple[int, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.altered)

    @property
    def words(self) -> str:
        """“2 passages added, 1 altered”."""
        said = [(self.added, "added"), (self.removed, "removed"), (self.altered, "altered")]
        parts = [f"{len(ids)} {what}" for ids, what in said if ids]
        if not parts:
            return "unchanged"
        number, _, what = parts[0].partition(" ")
        return ", ".join([f"{number} passage{'' if number == '1' else 's'} {what}", *parts[1:]])


def evidence(
    reader: Reader, theme_ids: Iterable[int], case_ids: Collection[int] | None = None
) -> dict[Place, dict[int, tuple[str, bool]]]:
    """(case, column) → the passages under the column's sub-theme or beneath it; without those that have none."""
    wanted = set(theme_ids)
    groups = {theme_id: column for theme_id, column in column_of(reader).items() if column in wanted}
    return charts.evidence(reader, groups, case_ids)


def fingerprint(passages: Words) -> str:
    """Passage ids in their order, each with ten hexadecimal digits of its words: “12:0f3ab9c4d1 17:…”."""
    return " ".join(f"{id}:{_mark(*passages[id])}" for id in sorted(passages))


def _mark(quote: str, adrift: bool) -> str:
    return blake2b(f"{'~' * adrift}{quote}".encode(), digest_size=5).hexdigest()


def reworded(kept: str, was: Words, now: Words) -> str:
    """A fingerprint in which passages that read as they `was` read as they do `now`: other words, the same evidence."""
    marks = {f"{id}:{_mark(*was[id])}": f"{id}:{_mark(*now[id])}" for id in was.keys() & now.keys()}
    return " ".join(marks.get(part, part) for part in kept.split())


def altered(kept: str, passages: Words) -> Altered:
    """The difference between a fingerprint that was kept and the passages of now."""
    then = {int(id): mark for id, _, mark in (part.partition(":") for part in kept.split())}
    now = {id: _mark(*words) for id, words in passages.items()}
    return Altered(
        tuple(sorted(now.keys() - then.keys())),
        tuple(sorted(then.keys() - now.keys())),
        tuple(id for id in sorted(then.keys() & now.keys()) if then[id] != now[id]),
    )
