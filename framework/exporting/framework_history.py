"""The framework's history as a table: each frozen version, and what became of each theme from one to the next."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from framework.exporting.selection import Chosen
from framework.exporting.table import Column, Entry, Look, Row, Table
from framework.model import FrameworkVersion
from framework.people import names
from framework.versions import NOW, difference, stood_in, title, versions

FROZEN = "frozen"
_COLUMNS = (
    Column("Version", 18),
    Column("Change", 13),
    Column("Before", 44),
    Column("After", 44),
    Column("Reason or note", 44),
    Column("By", 16),
    Column("When (UTC)", 16),
)
NOTE = (
    "A row for each version that was frozen, and for each difference from it to the next one or to now; what was "
    "undone is no difference."
)
WHOLE = "This sheet goes up to now, also where the others stand as of an earlier version."
NONE_YET = "No version has been frozen yet."


def framework_history(chosen: Chosen) -> Table:
    """The versions and their differences up to now, told by the study as it is."""
    known = versions(chosen.now)
    title = "Framework history: its versions, and what became of each theme from one to the next"
    notes = [NOTE, *([WHOLE] if chosen.version else []), *([] if known else [NONE_YET])]
    return _table(title, _from_the_start(chosen, known), *notes)


def between(chosen: Chosen, from_id: int, to_id: int = NOW) -> Table:
    """What became of each theme between two versions, or a version and now. Raises Invalid, NotFound."""
    rows = [_frozen(chosen, chosen.now.get(FrameworkVersion, id)) for id in (from_id, to_id) if id != NOW]
    rows[1:1] = _differences(chosen, from_id, to_id)
    return _table(f"Framework history: {_said(chosen, from_id)} to {_said(chosen, to_id)}", rows, NOTE)


def _table(title: str, rows: Iterable[Row], *notes: str) -> Table:
    about = "The frozen versions of the framework, what has changed from one to the next, why, by whom and when"
    return Table("Framework history", title, about, _COLUMNS, list(rows), notes, fixed=2)


def _from_the_start(chosen: Chosen, known: Iterable[FrameworkVersion]) -> Iterator[Row]:
    frozen = {version.id: version for version in known}
    for from_id, to_id in pairwise([*frozen, NOW]):
        yield _frozen(chosen, frozen[from_id])
        yield from _differences(chosen, from_id, to_id)


def _frozen(chosen: Chosen, version: FrameworkVersion) -> Row:
    themes = len(stood_in(chosen.now, version.id))
    return Row(
        [
            Entry(title(version), Look.LABEL),
            Entry(FROZEN, Look.LABEL),
            Entry(None),
            Entry(f"{themes} theme{'' if themes == 1 else 's'}"),
            Entry(version.note),
            Entry(names(chosen.now).get(version.person_id, "")),
            Entry(version.at, Look.TIME),
        ]
    )


def _differences(chosen: Chosen, from_id: int, to_id: int) -> Iterator[Row]:
    """The differences of the chosen themes; of all, also those that are gone, where all are chosen."""
    people, step = names(chosen.now), f"{_said(chosen, from_id)} → {_said(chosen, to_id)}"
    for found in difference(chosen.now, from_id, to_id):
        if chosen.selection.themes is None or found.theme_id in chosen.themes:
            who = dict.fromkeys(people.get(act.person_id, "") for act in found.acts)
            yield Row(
                [
                    Entry(step),
                    Entry(found.kind.value, Look.NAME),
                    Entry(found.before),
                    Entry(found.after),
                    Entry(found.reasons),
                    Entry(", ".join(who)),
                    Entry(found.acts[-1].at if found.acts else None, Look.TIME),
                ]
            )


def _said(chosen: Chosen, version_id: int) -> str:
    """“v1”, “now”."""
    return "now" if version_id == NOW else f"v{chosen.now.get(FrameworkVersion, version_id).number}"
