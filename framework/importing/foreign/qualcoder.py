"""Projects of QualCoder: the database `data.qda`, alone or in a .zip of the project's folder.

Places count code points of the text as it is stored there, a byte-order mark at its beginning included. What a version
of the program did not have yet (sub-codes, for one) is simply not there.
"""

from collections.abc import Iterator
from functools import partial

from framework import foreign
from framework.errors import Unreadable
from framework.importing.foreign.gathered import Gathered
from framework.importing.foreign.native import Text, colour, moment, rooted, with_turns
from framework.importing.foreign.sqlite_file import Row, Tables, number, opened, said, whole
from framework.importing.zip_guard import Limits, MiB, Package
from framework.model import AttributeKind

PROGRAM = "QualCoder"
LIMITS = Limits(entries=50_000, entry=2048 * MiB, together=8192 * MiB, ratio_from=10 * MiB)
_WHOLE = 0.99  # a case that has so much of a text has all of it
_MEDIA = ("images", "audio", "video")
_KINDS = {"images": "picture", "audio": "audio", "video": "video"}
_TYPES = {"numeric": AttributeKind.NUMBER, "date": AttributeKind.DATE}


def read(name: str, data: bytes) -> foreign.Project:
    """The project in a database file, or in a .zip with one. Raises Unreadable."""
    if data[:2] == b"PK":
        name, data = _unpacked(name, data)
    with opened(name, data, PROGRAM) as tables:
        if not tables.has("source", "code_name", "code_text"):
            raise Unreadable(f"{name} is a database, but no project of {PROGRAM}.", name)
        return _Reading(name, tables).project()


def _unpacked(name: str, data: bytes) -> tuple[str, bytes]:
    package = Package(name, data, LIMITS)
    own = [part for part in package.names if not part.startswith("__MACOSX/")]
    found = [part for part in own if part.rpartition("/")[2].casefold() == "data.qda"]
    if not found:
        raise Unreadable(f"{name} holds no project of {PROGRAM}: there is no data.qda in it.", name)
    if len(found) > 1:
        raise Unreadable(f"{name} holds {len(found)} projects of {PROGRAM}. Bring them in one by one.", name)
    folder = found[0].rpartition("/")[0].rpartition("/")[2]
    return folder or name, package.read(found[0])


class _Reading:
    """One project, table by table."""

    def __init__(self, name: str, tables: Tables) -> None:
        self._name, self._tables = name, tables
        about = tables.rows("project", "date", "memo", "about")
        self._about: Row = about[0] if about else {}
        self._sources = sorted(
            tables.rows("source", "id", "name", "fulltext", "mediapath", "memo", "owner", "date"),
            key=lambda row: (said(row["name"]).casefold(), number(row["id"])),
        )
        made = said(self._about.get("date")) or min((said(r["date"]) for r in self._sources if r["date"]), default=name)
        self._all = Gathered(PROGRAM, made, tables.remarks)
        for row in self._sources:
            if _kind(row) not in _MEDIA and row["fulltext"] is not None:
                self._all.texts[number(row["id"])] = Text(said(row["fulltext"]))

    def project(self) -> foreign.Project:
        """All that the file holds."""
        codes = self._codes()
        missing = self._codings({code.guid for code in codes})
        for row in self._tables.rows("annotation", "anid", "fid", "pos0", "pos1", "memo", "owner", "date"):
            self._stretch("annotation", number(row["anid"]), row)
        variables, values = self._variables()
        cases = self._cases(values)
        sources = tuple(self._source(row, values) for row in self._sources)
        journal = [
            self._all.note("journal", row["jid"], said(row["name"]), said(row["jentry"]), row["owner"], row["date"])
            for row in self._tables.rows("journal", "jid", "name", "jentry", "owner", "date")
        ]
        written = said(self._about.get("about"))
        return foreign.Project(
            file=self._name,
            program=written if written.startswith(PROGRAM) else PROGRAM,
            title=self._name.removesuffix(".zip").removesuffix(".qda"),
            description=said(self._about.get("memo")).strip(),
            at=moment(self._about.get("date")),
            users=self._all.people.users(),
            codes=(*codes, *missing),
            variables=variables,
            cases=cases,
            sources=sources,
            notes=tuple(self._all.notes),
            study_notes=tuple(guid for guids in journal for guid in guids),
            convention=f"Places count characters (code points), as {PROGRAM} does; its times are taken as UTC.",
            remarks=(*self._all.remarks, *self._all.doubts(), *self._left_out()),
        )

    # -- codes --

    def _codes(self) -> list[foreign.Code]:
        """Categories, which take no codings, then codes, each by name as the program lists them."""
        categories = {
            number(r["catid"]): r for r in self._tables.rows("code_cat", "catid", "name", "memo", "supercatid")
        }
        codes = {
            number(row["cid"]): row
            for row in self._tables.rows("code_name", "cid", "name", "memo", "catid", "color", "supercid")
        }
        above = rooted({id: number(row["supercatid"]) for id, row in categories.items()})
        over = rooted({id: number(row["supercid"]) for id, row in codes.items()})
        category, code = partial(self._all.guids.of, "category"), partial(self._all.guids.of, "code")
        found = [
            _code(row, category(id), category(above[id]) if above[id] else "", False) for id, row in categories.items()
        ]
        for id, row in codes.items():
            within = number(row["catid"])
            parent = code(over[id]) if over[id] else category(within) if within in categories else ""
            found.append(_code(row, code(id), parent, True))
        return sorted(found, key=lambda code: (code.codable, code.name.casefold()))

    # -- places in texts --

    def _codings(self, known: set[str]) -> list[foreign.Code]:
        """Take the codings in; returns a place-holder for each code that is missing."""
        missing: dict[str, foreign.Code] = {}
        lost = marked = 0
        columns = ("ctid", "cid", "fid", "seltext", "pos0", "pos1", "owner", "date", "memo", "important")
        for row in self._tables.rows("code_text", *columns):
            source = number(row["fid"])
            place = self._all.place(source, whole(row["pos0"]), whole(row["pos1"]), said(row["seltext"]))
            if place is None:
                lost += 1
                continue
            code = self._all.guids.of("code", number(row["cid"]))
            if code not in known:
                missing[code] = foreign.Code(guid=code, name=f"(missing code {number(row['cid'])})")
            marked += whole(row["important"]) == 1
            # The first versions gave codings no number.
            key = row["ctid"] or f"{row['cid']}|{source}|{row['pos0']}|{row['pos1']}|{said(row['owner'])}"
            memo = ("coding memo", key, "Memo of a coding", said(row["memo"]), row["owner"], row["date"])
            coding = foreign.Coding(
                guid=self._all.guids.of("coding", key),
                code=code,
                user=self._all.people.guid(row["owner"]),
                at=moment(row["date"]),
                notes=self._all.note(*memo),
            )
            self._all.coding(source, place, coding)
        if lost:
            self._all.remarks.append(f"{lost:,} codings were left out: their text is not in the file.")
        if marked:
            self._all.remarks.append(f"{marked:,} codings are marked as important; the mark is not brought over.")
        return list(missing.values())

    def _stretch(self, kind: str, id: int, row: Row) -> str:
        """A stretch without codings, with its memo; returns its GUID, “” where its text is not in the file."""
        source = number(row["fid"])
        place = self._all.place(source, whole(row["pos0"]), whole(row["pos1"]))
        if place is None:
            return ""
        guid, memo = self._all.guids.of(kind, id), said(row["memo"]).strip()
        return self._all.stretch(source, place, guid, memo, row["owner"], row["date"])

    # -- cases, sources and what is known of them --

    def _variables(self) -> tuple[tuple[foreign.Variable, ...], dict[tuple[str, int], list[foreign.Value]]]:
        """The attributes of cases and files, and their values by (“case” or “file”, id)."""
        found: dict[tuple[str, str], foreign.Variable] = {}
        for row in self._tables.rows("attribute_type", "name", "memo", "caseOrFile", "valuetype"):
            key = said(row["caseOrFile"]), said(row["name"])
            if key[0] in ("case", "file"):
                found[key] = foreign.Variable(
                    guid=self._all.guids.of("variable", *key),
                    name=key[1],
                    kind=_TYPES.get(said(row["valuetype"]), AttributeKind.TEXT),
                    description=said(row["memo"]).strip(),
                )
        values: dict[tuple[str, int], list[foreign.Value]] = {}
        others = 0
        for row in self._tables.rows("attribute", "name", "attr_type", "value", "id"):
            variable, words = found.get((said(row["attr_type"]), said(row["name"]))), said(row["value"])
            if variable and words.strip():
                key_of = said(row["attr_type"]), number(row["id"])
                values.setdefault(key_of, []).append(foreign.Value(variable=variable.guid, text=words))
            others += bool(words.strip()) and variable is None
        if others:
            self._all.remarks.append(f"{others:,} values were left out: they belong to no attribute of cases or files.")
        return tuple(found.values()), values

    def _cases(self, values: dict[tuple[str, int], list[foreign.Value]]) -> tuple[foreign.Case, ...]:
        known = {number(row["id"]) for row in self._sources}
        places: dict[int, list[Row]] = {}
        for row in self._tables.rows("case_text", "id", "caseid", "fid", "pos0", "pos1", "memo", "owner", "date"):
            places.setdefault(number(row["caseid"]), []).append(row)
        found = []
        for row in self._tables.rows("cases", "caseid", "name", "memo"):
            id = number(row["caseid"])
            all_of: list[str] = []
            parts: list[str] = []
            for place in places.get(id, []):
                source = number(place["fid"])
                if source in known and self._is_whole(place):
                    all_of.append(self._all.guids.of("source", source))
                elif source in known:
                    parts.append(self._stretch("case text", number(place["id"]), place))
            found.append(
                foreign.Case(
                    guid=self._all.guids.of("case", id),
                    name=said(row["name"]),
                    description=said(row["memo"]).strip(),
                    values=tuple(values.get(("case", id), ())),
                    sources=tuple(dict.fromkeys(all_of)),
                    selections=tuple(dict.fromkeys(filter(None, parts))),
                )
            )
        return tuple(found)

    def _is_whole(self, place: Row) -> bool:
        """Whether a case has (nearly) all of a text, or a source without one."""
        text = self._all.texts.get(number(place["fid"]))
        start, end = whole(place["pos0"]), whole(place["pos1"])
        if text is None or start is None or end is None:
            return True
        return end - start >= _WHOLE * len(text.raw)

    def _source(self, row: Row, values: dict[tuple[str, int], list[foreign.Value]]) -> foreign.Source:
        id, name, kind = number(row["id"]), said(row["name"]), _kind(row)
        source = foreign.Source(
            guid=self._all.guids.of("source", id),
            name=name,
            kind=_KINDS.get(kind, kind),
            user=self._all.people.guid(row["owner"]),
            at=moment(row["date"]),
            selections=self._all.selections(id),
            values=tuple(values.get(("file", id), ())),
            notes=self._all.note("source memo", id, f"Memo of {name}", said(row["memo"]), row["owner"], row["date"]),
        )
        return with_turns(source, self._all.texts[id].text) if id in self._all.texts else source

    def _left_out(self) -> Iterator[str]:
        """What has no place here, with its number."""
        for table, what in (
            ("code_image", "regions of pictures or PDF pages"),
            ("code_av", "stretches of recordings"),
            ("graph", "graphs"),
            ("stored_sql", "stored queries"),
        ):
            count = len(self._tables.rows(table, {"graph": "grid", "stored_sql": "title"}.get(table, "cid")))
            if count:
                said_of = "coded " if table.startswith("code") else ""
                yield f"Not brought over: {said_of}{what} ({count:,})."
        media = [said(row["name"]) for row in self._sources if _kind(row) in _MEDIA]
        if media:
            yield f"Pictures and recordings come without their content ({len(media):,}): {_some(media)}."


def _kind(row: Row) -> str:
    """“text”, “pdf”, or the folder of media that a source lies in (or is linked from)."""
    path = said(row["mediapath"]).casefold()
    folder = path.strip("/").partition("/")[0].partition(":")[0]
    if folder in _MEDIA:
        return folder
    return "pdf" if path.endswith(".pdf") else "text"


def _code(row: Row, guid: str, parent: str, codable: bool) -> foreign.Code:
    words = said(row["memo"]).strip()
    name = said(row["name"]).strip() or "(without a name)"
    shade = colour(row.get("color"))
    return foreign.Code(guid=guid, name=name, parent=parent, codable=codable, colour=shade, description=words)


def _some(names: list[str]) -> str:
    return ", ".join(names[:5]) + (" …" if len(names) > 5 else "")
