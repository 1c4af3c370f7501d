"""What a project file is, told from its content, and what is said of files that are none."""

import re
import sqlite3
from contextlib import closing

from framework.errors import Unreadable
from framework.importing.archives import is_litter
from framework.importing.foreign.packages import LARGEST_FILE, opened
from framework.importing.kinds import REFUSALS as OTHERS
from framework.importing.kinds import kind_of as kind_of_transcript
from framework.importing.kinds import refusal_of_a_project
from framework.importing.plain_xml import first_mark
from framework.importing.zip_guard import MiB

_KNOWN = "Projects come in as REFI-QDA (.qdpx), or from QualCoder, Taguette and RQDA."
REFUSALS = {
    "empty": "{} is empty.",
    "html": "{} is a saved web page, not a project. Download the project itself once more.",
    "codebook": "{} is a codebook, without transcripts. Bring it in where the framework is made.",
    "xml": "{} is an XML file, but not a project of an analysis program.",
    "database": "{} is a database, but not of QualCoder, Taguette or RQDA.",
    "document": f"{{}} is a document, not a project. Import it as a transcript. {_KNOWN}",
    "zip": f"{{}} is a packed archive without a project in it. {_KNOWN}",
    "other": f"{{}} is not a project that can be read. {_KNOWN}",
}
_TABLES = (
    ({"code_text", "code_name"}, "qualcoder"),
    ({"highlight_tags"}, "taguette"),
    ({"coding", "freecode"}, "rqda"),
)
_SQLITE = b"SQLite format 3\0"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")
_HTML = re.compile(rb"<!doctype\s+html\b", re.I)
_PROJECT = re.compile(rb"<(?:[\w.-]+:)?(Project)\b")


def kind_of(name: str, data: bytes) -> str:
    """The kind of a project, a key of READERS. Raises Unreadable for every other file, with its own sentence."""
    if len(data) > LARGEST_FILE:
        raise Unreadable(f"{name} is larger than {LARGEST_FILE // MiB} MB, far more than a project.", name)
    kind = _kind(name, data)
    if kind in ("refi", "qualcoder", "taguette", "rqda"):
        return kind
    if kind in ("database", "zip", "other", "document", "xml") and (refusal := refusal_of_a_project(name)):
        raise Unreadable(refusal, name)
    raise Unreadable((REFUSALS.get(kind) or OTHERS[kind]).format(name), name)


def tables(name: str, data: bytes) -> set[str]:
    """The names of the tables of an SQLite database. Raises Unreadable where it is damaged."""
    with closing(database(data)) as connection:
        try:
            return {str(row[0]) for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        except (sqlite3.Error, UnicodeDecodeError):
            raise Unreadable(f"{name} is a damaged database. Open it in its program and save a copy.", name) from None


def database(data: bytes) -> sqlite3.Connection:
    """A database in memory that nothing can be written to. One in WAL mode is read as it was last tidied up."""
    if data[18:20] == b"\2\2":
        data = data[:18] + b"\1\1" + data[20:]
    connection = sqlite3.connect(":memory:")
    connection.deserialize(data)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA query_only = ON")
    return connection


def _kind(name: str, data: bytes) -> str:
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        return "empty"
    if data.startswith(_SQLITE):
        found = tables(name, data)
        return next((kind for wanted, kind in _TABLES if wanted <= found), "database")
    if data.startswith(_ZIP):
        return _package_kind(name, data)
    return _xml_kind(data) or _plain_kind(name, data)


def _package_kind(name: str, data: bytes) -> str:
    names = [part for part in opened(name, data).names if not is_litter(part)]
    last = {part.rpartition("/")[2].casefold() for part in names}
    if any(part.endswith(".qde") for part in last):
        return "refi"
    if "data.qda" in last:
        return "qualcoder"
    documents = ("word/", "xl/", "ppt/", "META-INF/manifest.xml")
    return "document" if any(part.startswith(documents) for part in names) else "zip"


def _xml_kind(data: bytes) -> str:
    """The kind of an XML file by its first element; "" where it is none."""
    head = data[: 64 * 1024].replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf")
    head = head.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").lstrip()
    if not head.startswith(b"<"):
        return ""
    said = head.startswith(b"<?xml") or b"xmlns" in head[:2000]
    head = head[first_mark(head) :]
    declared = head[:9].lower() == b"<!doctype"
    if _HTML.match(head):
        return "html"
    root = (_PROJECT.search if declared else _ROOT.match)(head)
    kinds = {b"Project": "refi", b"CodeBook": "codebook", b"html": "html", b"head": "html", b"body": "html"}
    if root and (kind := kinds.get(root[1]) or kinds.get(root[1].lower())):
        return kind
    return "xml" if declared or said else ""


def _plain_kind(name: str, data: bytes) -> str:
    """The kind of a file that is no project: a document of some kind, or what it is otherwise."""
    kind = kind_of_transcript(name, data)
    readable = ("text", "rtf", "pdf", "vtt", "srt", "csv", "doc")
    if kind in readable:
        return "document" if kind in readable[1:] or _reads_as_text(data) else "other"
    return kind if kind in OTHERS and kind != "binary" else "other"


def _reads_as_text(data: bytes) -> bool:
    head = data[:4096]
    return sum(byte < 32 and byte not in b"\t\n\r\f\v" for byte in head) <= 0.02 * len(head)
