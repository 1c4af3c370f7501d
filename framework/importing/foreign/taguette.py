"""Projects of Taguette (.sqlite3): documents are web pages, and places count the UTF-8 bytes of a page's words.

The words are kept as they are counted. Only where two blocks of a page (paragraphs, headings, items of a list) or two
lines parted by a break have no line end between them, one is put in, so that speakers are found; places move along.
Ids change whenever a project is exported; the times at which it and its documents were made do not, so GUIDs follow
from these.
"""

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from uuid import UUID, uuid5

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, PreformattedString, Tag

from framework import foreign
from framework.errors import Unreadable
from framework.importing.foreign.gathered import Gathered
from framework.importing.foreign.native import moment, rooted, with_turns
from framework.importing.foreign.sqlite_file import Row, Tables, number, opened, said, whole

PROGRAM = "Taguette"
UNTAGGED = "Highlighted, without a tag."
_TAGS = UUID("51b2b2b7-27eb-4ecb-9d56-e75b0a0496c2")  # the program's own: its codebooks name tags by it
_BLOCK_TAGS = "p div h1 h2 h3 h4 h5 h6 ul ol li blockquote pre table tr section article header footer hr"
_BLOCKS = frozenset(_BLOCK_TAGS.split())


def read(name: str, data: bytes) -> foreign.Project:
    """The project in a database file; of several, the one with the most documents. Raises Unreadable."""
    with opened(name, data, PROGRAM) as tables:
        if not tables.has("projects", "documents", "highlights", "tags"):
            raise Unreadable(f"{name} is a database, but no project of {PROGRAM}.", name)
        return _Reading(name, tables).project()


class Words:
    """The words of a web page, and where each place in them, counted in bytes, has come to."""

    def __init__(self, page: str) -> None:
        self._pieces: list[str] = []
        self._starts: list[int] = []  # in bytes, as the program counts
        self._places: list[int] = []  # in characters, here
        self._bytes = self._length = 0
        self._due = self._broken = False  # a line end is called for; there is one since the last word
        body = BeautifulSoup(page, "html5lib").body
        if body is not None:
            self._walk(body)
        self.text = "".join(self._pieces)
        self.bytes = self._bytes

    def _walk(self, body: Tag) -> None:
        """Piece after piece in the order of the page; without recursion, for a page may be nested deep."""
        waiting: list[tuple[PageElement, bool]] = [(body, False)]
        while waiting:
            node, left = waiting.pop()
            if isinstance(node, Tag):
                if node.name == "br" or node.name in _BLOCKS:
                    self._due = True
                if not left:
                    waiting.append((node, True))
                    waiting += [(child, False) for child in reversed(node.contents)]
            elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
                self._take(str(node))

    def _take(self, words: str) -> None:
        inside = words.strip()
        before, _, after = words.partition(inside) if inside else (words, "", "")
        self._broken = self._broken or "\n" in before
        if inside and self._due and not self._broken and self._length:
            self._pieces.append("\n")
            self._length += 1
        if inside:
            self._due, self._broken = False, "\n" in after
        self._starts.append(self._bytes)
        self._places.append(self._length)
        self._pieces.append(words)
        self._bytes += len(words.encode("utf-8", "replace"))
        self._length += len(words)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A stretch counted in bytes as a stretch of the text."""
        return self._here(start, bisect_right(self._starts, start) - 1), self._here(
            end, bisect_left(self._starts, end) - 1
        )

    def _here(self, place: int, piece: int) -> int:
        """A place in the text; `piece`: the stretch of words it belongs to."""
        if piece < 0 or not self._starts:
            return 0
        first = self._places[piece]
        last = self._places[piece + 1] if piece + 1 < len(self._places) else self._length
        words = self.text[first:last].encode("utf-8", "replace")[: max(0, place - self._starts[piece])]
        return first + len(words.decode("utf-8", "ignore"))


class _Reading:
    """One project, table by table."""

    def __init__(self, name: str, tables: Tables) -> None:
        self._name, self._tables = name, tables
        self._about, others = self._chosen()
        self._id = number(self._about["id"])
        self._all = Gathered(PROGRAM, said(self._about["created"]) or str(self._id), tables.remarks)
        self._outside = self._untagged = 0
        if others:
            listed = ", ".join(f"“{one}”" for one in others[:5]) + (" …" if len(others) > 5 else "")
            self._all.remarks.append(
                f"The file holds {len(others) + 1} projects. “{said(self._about['name'])}” was read, which has the "
                f"most documents; not read: {listed}. In {PROGRAM}, export the other projects one by one."
            )

    def _chosen(self) -> tuple[Row, list[str]]:
        """The project to be read, and the names of the others."""
        projects = self._tables.rows("projects", "id", "name", "description", "created")
        if not projects:
            raise Unreadable(f"{self._name} holds no project.", self._name)
        held = [number(row["project_id"]) for row in self._tables.rows("documents", "project_id")]
        best = max(projects, key=lambda row: (held.count(number(row["id"])), -number(row["id"])))
        return best, [said(row["name"]) for row in projects if row is not best]

    def _rows(self, table: str, *columns: str) -> list[Row]:
        """The rows of this project."""
        found = self._tables.rows(table, *columns, "project_id")
        return sorted((r for r in found if number(r["project_id"]) == self._id), key=lambda row: number(row["id"]))

    def project(self) -> foreign.Project:
        """All that the file holds of the project."""
        codes, by_id = self._codes()
        self._added = self._who_added()
        sources = tuple(self._sources(by_id))
        return foreign.Project(
            file=self._name,
            program=PROGRAM,
            title=said(self._about["name"]).strip(),
            description=said(self._about["description"]).strip(),
            at=moment(self._about["created"]),
            users=self._all.people.users(),
            codes=codes,
            sources=sources,
            notes=tuple(self._all.notes),
            convention=f"Places count the UTF-8 bytes of a document’s words, as {PROGRAM} does.",
            remarks=(*self._all.remarks, *self._remarks(codes)),
        )

    def _codes(self) -> tuple[tuple[foreign.Code, ...], dict[int, str]]:
        """The tags, flat unless the file itself says what is beneath what; and their GUIDs by id."""
        rows = {number(row["id"]): row for row in self._rows("tags", "id", "path", "description", "parent_id")}
        above = rooted({id: number(row["parent_id"]) for id, row in rows.items()})
        guids = {id: str(uuid5(_TAGS, said(row["path"]))) for id, row in rows.items()}
        codes = tuple(
            foreign.Code(
                guid=guids[id],
                name=said(row["path"]).strip() or "(without a name)",
                parent=guids[above[id]] if above[id] else "",
                description=said(row["description"]).strip(),
            )
            for id, row in sorted(rows.items(), key=lambda one: said(one[1]["path"]).casefold())
        )
        return codes, guids

    def _who_added(self) -> dict[tuple[str, int], Row]:
        """The first command that added a highlight or a document: who did it, and when."""
        found: dict[tuple[str, int], Row] = {}
        for row in self._rows("commands", "id", "date", "user_login", "document_id", "payload"):
            try:
                told = json.loads(said(row["payload"]) or "{}")
            except (ValueError, RecursionError):
                continue
            if not isinstance(told, dict):
                continue
            if told.get("type") == "highlight_add":
                found.setdefault(("highlight", number(told.get("highlight_id"))), row)
            elif told.get("type") == "document_add":
                found.setdefault(("document", number(row["document_id"])), row)
        return found

    def _sources(self, codes: dict[int, str]) -> Iterator[foreign.Source]:
        tags: dict[int, list[str]] = {}
        for row in self._tables.rows("highlight_tags", "highlight_id", "tag_id"):
            if number(row["tag_id"]) in codes:
                tags.setdefault(number(row["highlight_id"]), []).append(codes[number(row["tag_id"])])
        marked: dict[int, list[Row]] = {}
        for row in self._tables.rows("highlights", "id", "document_id", "start_offset", "end_offset"):
            marked.setdefault(number(row["document_id"]), []).append(row)
        keys: set[str] = set()
        for row in self._rows("documents", "id", "name", "description", "filename", "created", "contents"):
            id = number(row["id"])
            words = self._words(row)
            key = f"{said(row['created'])}|{said(row['filename'])}"
            key = f"{key}|{id}" if key in keys else key
            keys.add(key)
            for highlight in sorted(marked.get(id, []), key=lambda one: number(one["id"])):
                self._highlight(id, key, words, highlight, tags.get(number(highlight["id"]), []))
            added = self._added.get(("document", id), {})
            source = foreign.Source(
                guid=self._all.guids.of("document", key),
                name=said(row["name"]).strip() or said(row["filename"]),
                description=said(row["description"]).strip(),
                user=self._all.people.guid(added.get("user_login")),
                at=moment(row["created"]),
                selections=self._all.selections(id, key),
            )
            yield with_turns(source, words.text)

    def _words(self, row: Row) -> Words:
        try:
            return Words(said(row["contents"]).replace("\0", ""))
        except RecursionError:
            deep = f"the parts of “{said(row['name'])}” lie too deep inside each other"
            raise Unreadable(f"{self._name} was not read, because {deep}.", self._name) from None

    def _highlight(self, document: int, key: str, words: Words, row: Row, codes: list[str]) -> None:
        start, end = whole(row["start_offset"]), whole(row["end_offset"])
        if start is None or end is None:
            return
        start, end = sorted((start, end))
        self._outside += not 0 <= start <= end <= words.bytes
        place = words.span(max(0, min(start, words.bytes)), max(0, min(end, words.bytes)))
        place = place[0], max(place)
        added = self._added.get(("highlight", number(row["id"])), {})
        if not codes:
            self._untagged += 1
            guid = self._all.guids.of("highlight", key, start, end)
            self._all.stretch(document, place, guid, UNTAGGED, added.get("user_login"), added.get("date"))
        user, at = self._all.people.guid(added.get("user_login")), moment(added.get("date"))
        for code in codes:
            guid = self._all.guids.of("coding", key, start, end, code)
            self._all.coding(document, place, foreign.Coding(guid=guid, code=code, user=user, at=at))

    def _remarks(self, codes: tuple[foreign.Code, ...]) -> Iterator[str]:
        if self._outside:
            yield f"{self._outside:,} of the highlights lay outside their document and were cut to fit."
        if self._untagged:
            yield f"{self._untagged:,} of the highlights have no tag; they are kept as annotations."
        for sign in ("::", "/", "#", "."):
            if sum(sign in code.name.strip("#.") for code in codes) > 1:
                yield f"Some tags hold “{sign}”, by which people say what is beneath what. They were taken as they are."
                break
