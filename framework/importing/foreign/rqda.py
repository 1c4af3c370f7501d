"""Projects of RQDA (.rqda): a database in which a row of status 0 is one that was deleted.

Places count code points. A file that was imported under another system may have its places a little off; they are
found again by their words where these stand once close by.
"""

from collections.abc import Iterator

from framework import foreign
from framework.errors import Unreadable
from framework.importing.foreign.gathered import Gathered
from framework.importing.foreign.native import Text, colour, moment, with_turns
from framework.importing.foreign.sqlite_file import Row, Tables, number, opened, said, whole
from framework.model import AttributeKind

PROGRAM = "RQDA"
_WHOLE = 0.99  # a case that has so much of a text has all of it
_TYPES = {"numeric": AttributeKind.NUMBER}


def read(name: str, data: bytes) -> foreign.Project:
    """The project in a database file. Raises Unreadable."""
    with opened(name, data, PROGRAM) as tables:
        if not tables.has("source", "freecode", "coding"):
            raise Unreadable(f"{name} is a database, but no project of {PROGRAM}.", name)
        return _Reading(name, tables).project()


class _Reading:
    """One project, table by table."""

    def __init__(self, name: str, tables: Tables) -> None:
        self._name, self._tables = name, tables
        about = tables.rows("project", "date", "memo")
        self._about: Row = about[0] if about else {}
        self._sources = self._rows("source", "name", "id", "file", "memo", "owner", "date")
        made = said(self._about.get("date")) or min((said(r["date"]) for r in self._sources if r["date"]), default=name)
        self._all = Gathered(PROGRAM, made, tables.remarks)
        self._all.texts = {number(row["id"]): Text(said(row["file"])) for row in self._sources}

    def _rows(self, table: str, *columns: str) -> list[Row]:
        """The rows of a table that have not been deleted."""
        return [row for row in self._tables.rows(table, *columns, "status") if whole(row["status"]) != 0]

    def project(self) -> foreign.Project:
        """All that the file holds."""
        codes, sets = self._codes()
        self._codings({code.guid for code in codes})
        for place, row in enumerate(self._rows("annotation", "fid", "position", "annotation", "owner", "date")):
            self._annotation(place, row)
        variables = self._variables()
        cases = self._cases(variables)
        values = self._values("fileAttr", "fileID", variables)
        sources = tuple(self._source(row, values) for row in self._sources)
        journal = [
            self._all.note("journal", row["name"], said(row["name"]), said(row["journal"]), row["owner"], row["date"])
            for row in self._rows("journal", "name", "journal", "owner", "date")
        ]
        return foreign.Project(
            file=self._name,
            program=PROGRAM,
            title=self._name.removesuffix(".rqda"),
            description=said(self._about.get("memo")).strip(),
            at=moment(self._about.get("date")),
            users=self._all.people.users(),
            codes=tuple(codes),
            variables=tuple(variables.values()),
            cases=cases,
            sources=sources,
            notes=tuple(self._all.notes),
            sets=(*sets, *self._file_categories()),
            study_notes=tuple(guid for guids in journal for guid in guids),
            convention=f"Places count characters (code points), as {PROGRAM} does; its times are taken as UTC.",
            remarks=(*self._all.remarks, *self._all.doubts(), *self._left_out()),
        )

    # -- codes --

    def _codes(self) -> tuple[list[foreign.Code], list[foreign.Set]]:
        """Categories and codes by name. A code lies in its first category; the others gather it as a set."""
        of = self._all.guids.of
        rows = self._rows("codecat", "name", "catid", "memo")
        categories = {number(row["catid"]): _code(row, of("category", number(row["catid"])), "", False) for row in rows}
        listed = self._rows("freecode", "name", "memo", "id", "color")
        known = {number(row["id"]) for row in listed}
        first: dict[int, int] = {}
        further: dict[int, list[int]] = {}
        for row in self._rows("treecode", "cid", "catid"):
            code, category = number(row["cid"]), number(row["catid"])
            if code in known and category in categories and first.setdefault(code, category) != category:
                further.setdefault(category, []).append(code)
        codes = [
            _code(row, of("code", id), of("category", first[id]) if id in first else "", True)
            for row in listed
            for id in (number(row["id"]),)
        ]
        sets = [
            foreign.Set(
                guid=of("category set", category),
                name=categories[category].name,
                codes=tuple(of("code", code) for code in dict.fromkeys(inside)),
            )
            for category, inside in further.items()
        ]
        if sets:
            count = sum(len(one.codes) for one in sets)
            self._all.remarks.append(
                f"Codes that lie in several categories stand beneath the first of them; {count:,} further places are "
                "kept as sets of codes."
            )
        both = sorted([*categories.values(), *codes], key=lambda code: (code.codable, code.name.casefold()))
        return both, sets

    def _file_categories(self) -> Iterator[foreign.Set]:
        members: dict[int, list[str]] = {}
        for row in self._rows("treefile", "fid", "catid"):
            if number(row["fid"]) in self._all.texts:
                members.setdefault(number(row["catid"]), []).append(self._all.guids.of("source", number(row["fid"])))
        for row in self._rows("filecat", "name", "catid", "memo"):
            id = number(row["catid"])
            yield foreign.Set(
                guid=self._all.guids.of("file category", id),
                name=said(row["name"]),
                description=said(row["memo"]).strip(),
                sources=tuple(dict.fromkeys(members.get(id, ()))),
            )

    # -- places in texts --

    def _codings(self, known: set[str]) -> None:
        """Take the codings in. Rows have no id: code, place and coder are what they are known by."""
        lost = orphans = 0
        columns = ("cid", "fid", "seltext", "selfirst", "selend", "owner", "date", "memo")
        for row in self._rows("coding", *columns):
            source, start, end = number(row["fid"]), whole(row["selfirst"]), whole(row["selend"])
            code = self._all.guids.of("code", number(row["cid"]))
            if code not in known:
                orphans += 1
                continue
            place = self._all.place(source, start, end, said(row["seltext"]))
            if place is None:
                lost += 1
                continue
            key = f"{number(row['cid'])}|{source}|{start}|{end}|{said(row['owner'])}"
            coding = foreign.Coding(
                guid=self._all.guids.of("coding", key),
                code=code,
                user=self._all.people.guid(row["owner"]),
                at=moment(row["date"]),
                notes=self._all.note(
                    "coding memo", key, "Memo of a coding", said(row["memo"]), row["owner"], row["date"]
                ),
            )
            self._all.coding(source, place, coding)
        if lost:
            self._all.remarks.append(f"{lost:,} codings were left out: their text is deleted or not in the file.")
        if orphans:
            self._all.remarks.append(f"{orphans:,} codings were left out: their code is deleted.")

    def _annotation(self, row_number: int, row: Row) -> None:
        source, at = number(row["fid"]), whole(row["position"])
        place = self._all.place(source, at, at)
        if place is not None:
            guid = self._all.guids.of("annotation", source, at, row_number)
            self._all.stretch(source, place, guid, said(row["annotation"]).strip(), row["owner"], row["date"])

    # -- cases, sources and what is known of them --

    def _variables(self) -> dict[str, foreign.Variable]:
        """The attributes by name; they serve cases and files alike, and older files have values without them."""
        listed = {said(r["name"]): r for r in self._rows("attributes", "name", "memo", "class")}
        used = [said(r["variable"]) for table in ("caseAttr", "fileAttr") for r in self._rows(table, "variable")]
        found = {}
        for name in filter(str.strip, dict.fromkeys([*listed, *used])):
            row = listed.get(name, {})
            found[name] = foreign.Variable(
                guid=self._all.guids.of("variable", name),
                name=name,
                kind=_TYPES.get(said(row.get("class")), AttributeKind.TEXT),
                description=said(row.get("memo")).strip(),
            )
        return found

    def _values(self, table: str, of: str, variables: dict[str, foreign.Variable]) -> dict[int, list[foreign.Value]]:
        found: dict[int, list[foreign.Value]] = {}
        for row in self._rows(table, "variable", "value", of):
            variable, words = variables.get(said(row["variable"])), said(row["value"])
            if variable and words.strip() and words != "NA":  # R's word for no value
                found.setdefault(number(row[of]), []).append(foreign.Value(variable=variable.guid, text=words))
        return found

    def _cases(self, variables: dict[str, foreign.Variable]) -> tuple[foreign.Case, ...]:
        values = self._values("caseAttr", "caseID", variables)
        places: dict[int, list[Row]] = {}
        for row in self._rows("caselinkage", "caseid", "fid", "selfirst", "selend", "owner", "date", "memo"):
            places.setdefault(number(row["caseid"]), []).append(row)
        found = []
        for row in self._rows("cases", "name", "memo", "id"):
            id = number(row["id"])
            all_of, parts = self._parted(id, places.get(id, []))
            found.append(
                foreign.Case(
                    guid=self._all.guids.of("case", id),
                    name=said(row["name"]),
                    description=said(row["memo"]).strip(),
                    values=tuple(values.get(id, ())),
                    sources=tuple(dict.fromkeys(all_of)),
                    selections=tuple(dict.fromkeys(parts)),
                )
            )
        return tuple(found)

    def _parted(self, case: int, rows: list[Row]) -> tuple[list[str], list[str]]:
        """What a case has: whole sources, and stretches of sources."""
        all_of: list[str] = []
        parts: list[str] = []
        for row in rows:
            source, start, end = number(row["fid"]), whole(row["selfirst"]), whole(row["selend"])
            place = self._all.place(source, start, end)
            if place is None or start is None or end is None:
                continue
            if end - start >= _WHOLE * len(self._all.texts[source].raw):
                all_of.append(self._all.guids.of("source", source))
                continue
            guid, memo = self._all.guids.of("case text", case, source, start, end), said(row["memo"]).strip()
            if guid not in parts:
                parts.append(self._all.stretch(source, place, guid, memo, row["owner"], row["date"]))
        return all_of, parts

    def _source(self, row: Row, values: dict[int, list[foreign.Value]]) -> foreign.Source:
        id, name = number(row["id"]), said(row["name"])
        source = foreign.Source(
            guid=self._all.guids.of("source", id),
            name=name,
            user=self._all.people.guid(row["owner"]),
            at=moment(row["date"]),
            selections=self._all.selections(id),
            values=tuple(values.get(id, ())),
            notes=self._all.note("source memo", id, f"Memo of {name}", said(row["memo"]), row["owner"], row["date"]),
        )
        return with_turns(source, self._all.texts[id].text)

    def _left_out(self) -> Iterator[str]:
        """What has no place here, with its number."""
        for table, what in (
            ("imageCoding", "coded regions of pictures"),
            ("image", "pictures"),
            ("coding2", "codings of a second round (coding2)"),
        ):
            count = len(self._rows(table, "owner"))
            if count:
                yield f"Not brought over: {what} ({count:,})."


def _code(row: Row, guid: str, parent: str, codable: bool) -> foreign.Code:
    words = said(row["memo"]).strip()
    name = said(row["name"]).strip() or "(without a name)"
    shade = colour(row.get("color"))
    return foreign.Code(guid=guid, name=name, parent=parent, codable=codable, colour=shade, description=words)
