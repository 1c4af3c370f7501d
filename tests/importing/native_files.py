"""Databases as other programs write them, made row by row. All words in them are invented."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

Rows = Mapping[str, Sequence[Mapping[str, object]]]

QUALCODER = {
    "project": "databaseversion text, date text, memo text, about text",
    "source": "id integer primary key, name text, fulltext text, mediapath text, memo text, owner text, date text, "
    "av_text_id integer, risid integer, unique(name)",
    "code_cat": "catid integer primary key, name text, owner text, date text, memo text, supercatid integer",
    "code_name": "cid integer primary key, name text, memo text, catid integer, owner text, date text, color text, "
    "supercid integer",
    "code_text": "ctid integer primary key, cid integer, fid integer, seltext text, pos0 integer, pos1 integer, "
    "owner text, date text, memo text, avid integer, important integer",
    "code_image": "imid integer primary key, id integer, x1 integer, y1 integer, width integer, height integer, "
    "cid integer, memo text, date text, owner text, important integer, pdf_page integer",
    "code_av": "avid integer primary key, id integer, pos0 integer, pos1 integer, cid integer, memo text",
    "annotation": "anid integer primary key, fid integer, pos0 integer, pos1 integer, memo text, owner text, date text",
    "cases": "caseid integer primary key, name text, memo text, owner text, date text",
    "case_text": "id integer primary key, caseid integer, fid integer, pos0 integer, pos1 integer, owner text, "
    "date text, memo text",
    "attribute_type": "name text primary key, date text, owner text, memo text, caseOrFile text, valuetype text",
    "attribute": "attrid integer primary key, name text, attr_type text, value text, id integer, date text, owner text",
    "journal": "jid integer primary key, name text, jentry text, date text, owner text",
}
# An early version: no sub-codes, nothing marked important, no references, no pages of PDFs.
OLD_QUALCODER = {
    **QUALCODER,
    "source": "id integer primary key, name text, fulltext text, mediapath text, memo text, owner text, date text",
    "code_name": "cid integer primary key, name text, memo text, catid integer, owner text, date text, color text",
    "code_text": "cid integer, fid integer, seltext text, pos0 integer, pos1 integer, owner text, date text, memo text",
}
TAGUETTE = {
    "users": "login varchar(30) primary key, created datetime, hashed_password varchar(192), email varchar(256)",
    "projects": "id integer primary key autoincrement, name varchar(200), description text, created datetime",
    "project_members": "project_id integer, user_login varchar(30), privileges varchar(11), "
    "primary key (project_id, user_login)",
    "documents": "id integer primary key autoincrement, name varchar(200), description text, filename varchar(200), "
    "created datetime, project_id integer, text_direction varchar(13), contents text",
    "highlights": "id integer primary key autoincrement, document_id integer, start_offset integer, "
    "end_offset integer, snippet text",
    "tags": "id integer primary key autoincrement, project_id integer, path varchar(200), description text",
    "highlight_tags": "highlight_id integer, tag_id integer, primary key (highlight_id, tag_id)",
    "commands": "id integer primary key autoincrement, date datetime, user_login varchar(30), project_id integer, "
    "document_id integer, payload text",
}
RQDA = {
    "project": "databaseversion text, date text, dateM text, memo text, about text",
    "source": "name text, id integer, file text, memo text, owner text, date text, dateM text, status integer",
    "freecode": "name text, memo text, owner text, date text, dateM text, id integer, status integer, color text",
    "codecat": "name text, cid integer, catid integer, owner text, date text, dateM text, memo text, status integer",
    "treecode": "cid integer, catid integer, date text, dateM text, memo text, status integer, owner text",
    "coding": "cid integer, fid integer, seltext text, selfirst real, selend real, status integer, owner text, "
    "date text, memo text",
    "annotation": "fid integer, position integer, annotation text, owner text, date text, dateM text, status integer",
    "cases": "name text, memo text, owner text, date text, dateM text, id integer, status integer",
    "caselinkage": "caseid integer, fid integer, selfirst real, selend real, status integer, owner text, date text, "
    "memo text",
    "attributes": "name text, status integer, date text, dateM text, owner text, memo text, class text",
    "caseAttr": "variable text, value text, caseID integer, date text, dateM text, owner text, status integer",
    "fileAttr": "variable text, value text, fileID integer, date text, dateM text, owner text, status integer",
    "filecat": "name text, fid integer, catid integer, owner text, date text, dateM text, memo text, status integer",
    "treefile": "fid integer, catid integer, date text, dateM text, memo text, status integer, owner text",
    "journal": "name text, journal text, date text, dateM text, owner text, status integer",
}
OLD_RQDA = {
    "source": "name text, id integer, file text, memo text, status integer",
    "freecode": "name text, memo text, id integer, status integer",
    "treecode": "cid integer, catid integer",
    "coding": "cid integer, fid integer, seltext text, selfirst real, selend real, status integer",
}


def database(tables: Mapping[str, str], rows: Rows, *more: str) -> bytes:
    """A database file with these tables and rows. `more`: statements carried out at the end."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "made.sqlite3"
        connection = sqlite3.connect(file)
        for table, columns in tables.items():
            connection.execute(f"CREATE TABLE {table} ({columns})")
        for table, filled in rows.items():
            for row in filled:
                asked = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})"  # noqa: S608
                connection.execute(asked, list(row.values()))
        for statement in more:
            connection.execute(statement)
        connection.commit()
        connection.close()
        return file.read_bytes()


def zipped(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """A .zip of these parts."""
    buffer = BytesIO()
    with ZipFile(buffer, "w") as package:
        for name, data in parts:
            package.writestr(name, data)
    return buffer.getvalue()


def place(text: str, words: str) -> tuple[int, int]:
    """Where words stand in a text, in code points."""
    start = text.index(words)
    return start, start + len(words)


def place_in_bytes(text: str, words: str) -> tuple[int, int]:
    """The same in UTF-8 bytes."""
    start, end = place(text, words)
    return len(text[:start].encode()), len(text[:end].encode())
