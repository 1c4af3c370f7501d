"""Versions of the thematic framework: frozen, told apart, and the study as it stood when one was frozen."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from framework.errors import Invalid, NotFound
from framework.model import Act, FrameworkVersion, FrozenTheme, Origin, Role, Theme
from framework.operations import operation
from framework.store import queries
from framework.store.journal import Change
from framework.store.past import past
from framework.store.reader import Reader
from framework.study import Study
from framework.themes import Numbered, index

NOW = 0  # stands for the framework as it is, where a version's id is asked for
MERGE, SPLIT = "merge_themes", "split_theme"  # what these acts say is told of the themes they end and begin


class Kind(StrEnum):
    """What became of a theme between two versions."""

    ADDED = "added"
    SPLIT = "split off"
    REMOVED = "removed"
    MERGED = "merged"
    RETIRED = "retired"
    RESTORED = "restored"
    RENAMED = "renamed"
    MOVED = "moved"
    REDEFINED = "redefined"
    RENUMBERED = "renumbered"


@dataclass(frozen=True, slots=True)
class Stood:
    """A theme as it stood in a version, or stands now."""

    theme_id: int
    parent_id: int | None
    number: str
    name: str
    definition: str
    include: str
    exclude: str
    origin: Origin
    other: bool
    retired: bool

    @property
    def title(self) -> str:
        """“3.2 Workload management”."""
        return f"{self.number} {self.name}"


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of one theme, from what to what, through which acts (the earliest first)."""

    theme_id: int
    kind: Kind
    before: str
    after: str
    acts: tuple[Act, ...]

    @property
    def reasons(self) -> str:
        """What people gave as their reasons, each once."""
        return "; ".join(dict.fromkeys(act.reason for act in self.acts if act.reason))


def versions(reader: Reader) -> list[FrameworkVersion]:
    """The frozen versions, v1 first."""
    make = lambda: sorted(reader.all(FrameworkVersion), key=lambda version: version.number)  # noqa: E731
    return reader.remembered("framework versions", [FrameworkVersion], make)


def title(version: FrameworkVersion) -> str:
    """“v1 Pilot”."""
    return f"v{version.number} {version.name}".strip()


def named(reader: Reader, words: str) -> FrameworkVersion:
    """The version that is called so: “v1”, “1”, “Pilot” or “v1 Pilot”. Raises NotFound."""
    known, wanted = versions(reader), " ".join(words.split()).casefold()
    found = {version.name.casefold(): version for version in known if version.name}
    for version in known:  # a number goes before a name
        found |= dict.fromkeys((title(version).casefold(), f"v{version.number}", str(version.number)), version)
    if wanted in found:
        return found[wanted]
    there = "; ".join(map(title, known)) or "none has been frozen yet"
    raise NotFound(f"There is no version of the framework called “{words}”. Versions here: {there}.")


@operation("Freeze the framework", needs=Role.ANALYST)
def freeze_framework(change: Change, name: str, note: str = "") -> FrameworkVersion:
    """Keep the framework as it stands as its next version. Raises Invalid where there is nothing to keep."""
    themes = index(change)
    if not themes:
        raise Invalid("There are no themes to freeze yet.")
    number = 1 + max((version.number for version in versions(change)), default=0)
    frozen = change.add(
        FrameworkVersion,
        number=number,
        name=" ".join(name.split()),
        note=note.strip(),
        study_version=change.project.version + 1,
        person_id=change.person_id,
        at=change.now,
    )
    change.add_many(FrozenTheme, [{"framework_version_id": frozen.id, **_frozen(n, e)} for n, e in enumerate(themes)])
    change.tell(f"froze the framework as {title(frozen)} ({len(themes)} themes)")
    return frozen


def _frozen(place: int, entry: Numbered) -> dict[str, object]:
    theme = entry.theme
    same = ("parent_id", "name", "definition", "include", "exclude", "origin", "other", "retired")
    values = {name: getattr(theme, name) for name in same}
    return {"theme_id": theme.id, "place": place, "number": entry.number, **values}


@contextmanager
def as_of(study: Study, version_id: int) -> Iterator[Study]:
    """The study as it stood when a version was frozen: read-only, without the texts of transcripts and the journal.

    What is withdrawn, suppressed or not to be quoted today is so there as well.
    NOW gives the study itself. Raises NotFound.
    """
    if version_id == NOW:
        yield study
        return
    kept = past(study, study.get(FrameworkVersion, version_id).study_version)
    with kept.reading() as connection:
        stood = Study(connection, kept.memory, study.project.id)
        stood.person_id, stood.role = study.person_id, Role.READER
        yield stood


def stood_in(reader: Reader, version_id: int) -> list[Stood]:
    """The themes as they stood in a version (NOW: as they stand), in the order of the index. Raises NotFound."""
    if version_id == NOW:
        return [_stood(entry.theme.id, entry.number, entry.theme) for entry in index(reader)]
    reader.get(FrameworkVersion, version_id)
    frozen = reader.find(FrozenTheme, framework_version_id=version_id)
    return [_stood(f.theme_id, f.number, f) for f in sorted(frozen, key=lambda f: f.place)]


def _stood(id: int, number: str, theme: Theme | FrozenTheme) -> Stood:
    return Stood(
        theme_id=id,
        parent_id=theme.parent_id,
        number=number,
        name=theme.name,
        definition=theme.definition,
        include=theme.include,
        exclude=theme.exclude,
        origin=theme.origin,
        other=theme.other,
        retired=theme.retired,
    )


def acts_since(reader: Reader, version_id: int, until_id: int = NOW) -> list[Act]:
    """What was done to the framework after a version was frozen and counts still, the earliest first."""
    return [act for act, _ in _acts_between(reader, version_id, until_id)]


def _acts_between(reader: Reader, from_id: int, to_id: int) -> list[tuple[Act, list[int]]]:
    since, until = _study_version(reader, from_id), _study_version(reader, to_id)
    key = ("acts on themes", since, to_id)
    return reader.remembered(key, [Theme], lambda: queries.acts_on_themes(reader, since, until))


def _study_version(reader: Reader, version_id: int) -> int:
    return reader.project.version if version_id == NOW else reader.get(FrameworkVersion, version_id).study_version


def difference(reader: Reader, from_id: int, to_id: int = NOW) -> list[Difference]:
    """What became of each theme between two versions, or a version and now; in the order of the later index.

    Raises Invalid where the first is not the earlier one, NotFound.
    """
    if from_id == NOW or _study_version(reader, from_id) > _study_version(reader, to_id):
        raise Invalid("Compare an earlier version with a later one.", "from_id")
    before = {stood.theme_id: stood for stood in stood_in(reader, from_id)}
    after = {stood.theme_id: stood for stood in stood_in(reader, to_id)}
    acts: dict[int, list[Act]] = {}
    for act, touched in _acts_between(reader, from_id, to_id):
        for theme_id in touched:
            acts.setdefault(theme_id, []).append(act)
    kept_place = _in_same_order(before, after)
    found = []
    for theme_id in [*after, *(id for id in before if id not in after)]:
        was, became, done = before.get(theme_id), after.get(theme_id), tuple(acts.get(theme_id, ()))
        for kind, old, new in _changes(was, became, theme_id in kept_place, done):
            found.append(Difference(theme_id, kind, old, new, _fitting(kind, done)))
    return found


def _in_same_order(before: Mapping[int, Stood], after: Mapping[int, Stood]) -> set[int]:
    """The themes that have kept their parent and, among those of the same parent in both, their place."""
    parents = {stood.parent_id for stood in after.values()}
    found: set[int] = set()
    for parent in parents:
        both = [id for id, stood in before.items() if stood.parent_id == parent]
        both = [id for id in both if id in after and after[id].parent_id == parent]
        later = [id for id in after if id in set(both)]
        for block in SequenceMatcher(None, both, later, autojunk=False).get_matching_blocks():
            found.update(both[block.a : block.a + block.size])
    return found


Changed = tuple[Kind, str, str]


def _changes(was: Stood | None, became: Stood | None, kept_place: bool, done: tuple[Act, ...]) -> Iterator[Changed]:
    if became is None:
        yield Kind.REMOVED, was.title if was else "", ""
        return
    if was is None:
        split = [act.sentence for act in done[:1] if act.operation == SPLIT and not became.other]
        yield (Kind.SPLIT, split[0], became.title) if split else (Kind.ADDED, "", became.title)
        return
    if became.retired and not was.retired:
        merged = [act.sentence for act in done if act.operation == MERGE]
        yield (Kind.MERGED, was.title, merged[-1]) if merged else (Kind.RETIRED, was.title, became.title)
    if was.retired and not became.retired:
        yield Kind.RESTORED, was.title, became.title
    if was.name != became.name:
        yield Kind.RENAMED, was.title, became.title
    if not kept_place:
        yield Kind.MOVED, was.title, became.title
    elif was.number != became.number:
        yield Kind.RENUMBERED, was.title, became.title
    for what, of in _WORDING.items():
        if of(was) != of(became):
            yield Kind.REDEFINED, f"{was.title} · {what}: {of(was) or 'none'}", f"{what}: {of(became) or 'none'}"


_WORDING: dict[str, Callable[[Stood], str]] = {
    "definition": lambda stood: stood.definition,
    "include": lambda stood: stood.include,
    "exclude": lambda stood: stood.exclude,
    "origin": lambda stood: stood.origin.value,
}
# The acts that bring a kind of difference about; of the others (composed ones, undo) any may have. What is new came by
# the first act that wrote of it (add, split, in vivo, a starter), what is gone went by the last.
_BROUGHT_BY = {
    Kind.RENAMED: ("rename_theme",),
    Kind.REDEFINED: ("define_theme",),
    Kind.MOVED: ("move_theme", MERGE),
    Kind.RENUMBERED: ("move_theme", MERGE),
    Kind.RETIRED: ("retire_theme",),
    Kind.RESTORED: ("restore_theme",),
    Kind.MERGED: (MERGE,),
}


def _fitting(kind: Kind, done: tuple[Act, ...]) -> tuple[Act, ...]:
    """Of the acts that touched a theme, those that speak of this difference; all where none is of its own kind."""
    if kind in (Kind.ADDED, Kind.SPLIT):
        return done[:1]
    if kind is Kind.REMOVED:
        return done[-1:]
    own = tuple(act for act in done if act.operation in _BROUGHT_BY.get(kind, ()))
    return own or done
