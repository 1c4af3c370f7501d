"""Which rows name which: where in a row another row's id stands, so that a study can be numbered anew as a whole.

Most references are foreign keys. The others are told here: ids that outlive what they name, what a memo is about, the
passages in a cell's evidence, the keys of identities.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Table

from framework.model import (
    About,
    Attribute,
    Case,
    Cell,
    Identity,
    IndexEntry,
    Memo,
    Passage,
    Person,
    Project,
    Theme,
    Transcript,
)
from framework.store.reader import Reader
from framework.store.schema import TABLES

Number = Callable[[str, int], int]  # name of a table, an id in it → the row's new id; raises KeyError where it has none

_NO_FOREIGN_KEY: Mapping[str, Mapping[str, str]] = {
    "themes": {"example_id": "passages"},
    "remarks": {"passage_id": "passages"},
    "frozen_themes": {"theme_id": "themes", "parent_id": "themes"},
}
_ABOUT = {
    About.STUDY.value: TABLES[Project].name,
    About.TRANSCRIPT.value: TABLES[Transcript].name,
    About.PASSAGE.value: TABLES[Passage].name,
    About.THEME.value: TABLES[Theme].name,
    About.CASE.value: TABLES[Case].name,
    About.CELL.value: TABLES[Cell].name,
}
# Kinds of the keys of identities (“theme:12”), which are also the words from which GUIDs are made → the table.
KINDS: Mapping[str, str] = {
    "attribute": TABLES[Attribute].name,
    "case": TABLES[Case].name,
    "cell": TABLES[Cell].name,
    "entry": TABLES[IndexEntry].name,
    "margin": TABLES[Memo].name,
    "memo": TABLES[Memo].name,
    "passage": TABLES[Passage].name,
    "person": TABLES[Person].name,
    "theme": TABLES[Theme].name,
    "transcript": TABLES[Transcript].name,
}
# The key of the identity under which workbooks know a study whose ids were given anew: it holds in one database only.
WORKBOOKS = "workbooks"
_KEY = re.compile(r"([a-z]+):([0-9]+)")
_EVIDENCE = re.compile(r"([0-9]+):")


@cache
def references(table: Table) -> Mapping[str, str]:
    """Column → the table whose ids stand in it, for the columns that hold an id and nothing else."""
    keys = {column.name: key.column.table.name for column in table.c for key in column.foreign_keys}
    whole = {name: target for name, target in keys.items() if "id" in table.metadata.tables[target].c}
    return {"id": table.name, **whole, **_NO_FOREIGN_KEY.get(table.name, {})}


def refers_to(table: Table, column: str) -> str:
    """What stands in a column that names others, in words; nothing where it names none."""
    if table is TABLES[Memo] and column == "about_id":
        return ", ".join(dict.fromkeys(_ABOUT.values()))
    if (table is TABLES[Cell] and column == "evidence") or (table is TABLES[Identity] and column == "key"):
        return "passages" if column == "evidence" else ", ".join(dict.fromkeys(KINDS.values()))
    return references(table).get(column, "") if column != "id" else ""


def known_to_workbooks(reader: Reader) -> str:
    """By what a workbook knows the study it came from.

    That is the study's GUID. Once it was brought back from an archive its ids are others: then it is one of its own,
    and no workbook from before is taken for one of now.
    """
    anew = reader.one(Identity, key=WORKBOOKS)
    return anew.guid if anew else reader.project.guid


def renumbered(table: Table, row: Mapping[str, Any], number: Number) -> dict[str, Any]:
    """The row, or what is given of it, with every id in it as `number` says. Raises what `number` raises."""
    new = dict(row)
    for column, target in references(table).items():
        if new.get(column) is not None:
            new[column] = number(target, new[column])
    if table is TABLES[Memo] and "about_id" in row:
        new["about_id"] = number(_ABOUT[row["about"]], row["about_id"])
    elif table is TABLES[Cell] and row.get("evidence"):
        new["evidence"] = _EVIDENCE.sub(lambda found: f"{number('passages', int(found[1]))}:", row["evidence"])
    elif table is TABLES[Identity] and (found := _KEY.fullmatch(row.get("key", ""))) and found[1] in KINDS:
        new["key"] = f"{found[1]}:{number(KINDS[found[1]], int(found[2]))}"
    return new
