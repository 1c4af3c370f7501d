"""Placing coded excerpts from a table: `as_places` tells what is placed, `place_excerpts` does it as one act.

Everything is placed in the name of whoever brings it in; what they have placed there before is left as it is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from framework.errors import Invalid
from framework.excerpt_rows import Excerpt, Path, Place, code_path
from framework.indexing import check_open, located
from framework.model import About, IndexEntry, Memo, MemoKind, Passage, Role, Transcript
from framework.operations import operation
from framework.starters import DEEPEST, folded_paths, start_framework
from framework.store.journal import Change
from framework.store.reader import Reader


def new_path(code: str, under: str) -> Path:
    """The names from the main theme `under` down to a new theme for a code."""
    return (" ".join(under.split()), *code_path(code))


def as_places(
    reader: Reader, chosen: Iterable[tuple[Excerpt, Place]], themes: Mapping[str, int | Path]
) -> list[dict[str, Any]]:
    """What `place_excerpts` is given: each chosen excerpt that has a theme.

    `themes`: code → theme, or path of one to be made.
    """
    digests = {transcript.id: transcript.digest for transcript in reader.all(Transcript)}
    found = []
    for excerpt, place in chosen:
        meant = [themes[code] for code in excerpt.codes if code in themes]
        if meant:
            quote = reader.text(digests[place.transcript_id])[place.start : place.end]
            found.append(
                {
                    "transcript_id": place.transcript_id,
                    "start": place.start,
                    "end": place.end,
                    "quote": quote,
                    "themes": [one for one in meant if isinstance(one, int)],
                    "new": [list(one) for one in meant if not isinstance(one, int)],
                    "comment": _comment(excerpt),
                }
            )
    return found


def _comment(excerpt: Excerpt) -> str:
    """The comment on an excerpt, with whose it is."""
    comment = excerpt.comment.strip()
    return f"{comment} ({excerpt.coder.strip()})" if comment and excerpt.coder.strip() else comment


@operation("Import coded excerpts", needs=Role.ANALYST)
def place_excerpts(change: Change, file: str, excerpts: list[dict[str, Any]]) -> int:
    """Place stretches of transcripts under themes, making the themes that are new; returns how many were not yet there.

    Each has `transcript_id`, `start`, `end`, `quote`, `themes` (ids), `new` (paths of themes) and `comment`, which
    becomes a memo. Raises Invalid, NotFound, Conflict, and then places none.
    """
    wanted = [_checked(excerpt) for excerpt in excerpts]
    if not wanted:
        raise Invalid("There is nothing to place.", "excerpts")
    name = " ".join(file.split())[:120] or "a table"
    made = _made(change, list(dict.fromkeys(path for place in wanted for path in place.new)), name)
    transcripts = {id: change.get(Transcript, id) for id in {place.transcript_id for place in wanted}}
    check_open(change, sorted({id for place in wanted for id in place.themes} | set(made.values())))
    passages = _passages(change, transcripts, wanted)
    themes: dict[int, list[int]] = {}
    for place in wanted:
        themes.setdefault(passages[place.at], []).extend([*place.themes, *(made[path] for path in place.new)])
    new = _entered(change, themes, {id: at[0] for at, id in passages.items()})
    _commented(change, {(passages[place.at], place.comment): None for place in wanted if place.comment})
    if new:
        heard = f"{len(transcripts)} transcript{'s' * (len(transcripts) != 1)}"
        change.tell(f"placed {new:,} coded excerpt{'s' * (new != 1)} of {heard} from {name}")
    return new


@dataclass(frozen=True, slots=True)
class _Wanted:
    transcript_id: int
    start: int
    end: int
    quote: str
    themes: tuple[int, ...]
    new: tuple[Path, ...]
    comment: str

    @property
    def at(self) -> tuple[int, int, int]:
        return self.transcript_id, self.start, self.end


def _checked(place: dict[str, Any]) -> _Wanted:
    id, start, end = (place.get(name) for name in ("transcript_id", "start", "end"))
    quote, comment = place.get("quote"), place.get("comment", "")
    themes, new = place.get("themes", []), place.get("new", [])
    fits = all(type(number) is int for number in (id, start, end))
    fits = fits and isinstance(themes, list) and all(type(id) is int for id in themes)
    fits = fits and isinstance(new, list) and all(isinstance(path, list) and path for path in new)
    fits = fits and all(isinstance(name, str) for path in new for name in path)
    if not fits or not isinstance(quote, str) or not isinstance(comment, str):
        raise Invalid("An excerpt came in a form this program does not understand.", "excerpts")
    if any(len(path) > DEEPEST for path in new):
        raise Invalid(f"A theme would lie deeper than {DEEPEST} levels.", "excerpts")
    if not themes and not new:
        raise Invalid("Each excerpt needs at least one theme.", "excerpts")
    paths = tuple(tuple(" ".join(name.split()) for name in path) for path in new)
    return _Wanted(cast(int, id), cast(int, start), cast(int, end), quote, tuple(themes), paths, comment.strip())


def _made(change: Change, new: list[Path], source: str) -> dict[Path, int]:
    """Path → theme, made where it is not there yet."""
    known = set(folded_paths(change).values())
    if any(_folded_path(path) not in known for path in new):
        start_framework(change, [{"path": list(path)} for path in new], source)
    ids = {path: id for id, path in folded_paths(change).items()}
    return {path: ids[_folded_path(path)] for path in new}


def _folded_path(path: Path) -> Path:
    return tuple(name.casefold() for name in path)


def _passages(
    change: Change, transcripts: Mapping[int, Transcript], wanted: Sequence[_Wanted]
) -> dict[tuple[int, int, int], int]:
    """Place → one's own passage there, stored where it is not there yet."""
    fields = {
        place.at: located(change, transcripts[place.transcript_id], place.start, place.end, place.quote)
        for place in wanted
    }
    found = {
        (passage.transcript_id, passage.start, passage.end): passage.id
        for id in transcripts
        for passage in change.find(Passage, transcript_id=id, person_id=change.person_id)
    }
    missing = [at for at in fields if at not in found]
    own = {"person_id": change.person_id, "at": change.now}
    ids = change.add_many(Passage, [{**fields[at], **own} for at in missing])
    return {at: found[at] for at in fields if at in found} | dict(zip(missing, ids, strict=True))


def _entered(change: Change, themes: Mapping[int, list[int]], transcripts: Mapping[int, int]) -> int:
    """Place passages under themes; returns how many passages came under one that they were not under yet."""
    there = {
        (entry.passage_id, entry.theme_id) for few in _few(themes) for entry in change.find(IndexEntry, passage_id=few)
    }
    new = [(id, theme) for id, wanted in themes.items() for theme in dict.fromkeys(wanted) if (id, theme) not in there]
    own = {"person_id": change.person_id, "at": change.now}
    rows = [{"passage_id": id, "theme_id": theme, "transcript_id": transcripts[id], **own} for id, theme in new]
    change.add_many(IndexEntry, rows)
    return len({id for id, _ in new})


def _commented(change: Change, comments: Iterable[tuple[int, str]]) -> None:
    """The comments as memos about their passages, each once."""
    wanted = list(comments)
    there = {
        (memo.about_id, memo.text)
        for few in _few(id for id, _ in wanted)
        for memo in change.find(Memo, about=About.PASSAGE.value, about_id=few)
    }
    shared = {"about": About.PASSAGE, "kind": MemoKind.MEMO, "person_id": change.person_id, "at": change.now}
    place = {"start": None, "end": None}
    change.add_many(
        Memo, [{"about_id": id, "text": text, **place, **shared} for id, text in wanted if (id, text) not in there]
    )


def _few(ids: Iterable[int]) -> Iterator[list[int]]:
    """Ids in lists of five hundred: so many a question of the database can hold."""
    every = sorted(set(ids))
    for first in range(0, len(every), 500):
        yield every[first : first + 500]
