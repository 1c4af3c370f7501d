"""What a file is, told from its content; a name can lie. And what is said of files that can't be read."""

import re

from framework.importing.zip_guard import Package

_SIGNS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"BM\x00", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"ID3", "recording"),
    (b"\xff\xfb", "recording"),
    (b"OggS", "recording"),
    (b"fLaC", "recording"),
    (b"RIFF", "recording"),
    (b"\x1aE\xdf\xa3", "recording"),
    (b"SQLite format 3\x00", "database"),
    (b"7z\xbc\xaf", "archive"),
    (b"Rar!", "archive"),
    (b"\x1f\x8b", "archive"),
)
_CONTENTS = (
    (re.compile(r"word/[^/]+\.xml$"), "docx"),
    (re.compile(r"xl/[^/]+\.(?:xml|bin)$"), "xlsx"),
    (re.compile(r"ppt/[^/]+\.xml$"), "slides"),
    (re.compile(r"project\.qde$", re.IGNORECASE), "qdpx"),
    (re.compile(r"Index/.*\.iwa$|Index\.zip$"), "pages"),
)
_SRT = re.compile(rb"\s*\d+\s*\r?\n\s*\d{1,2}:\d{2}:\d{2}[,.]\d{1,3}\s*-->")
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,400}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_XML = re.compile(rb"\s*<\?xml\b")
_TABLE_NAME = re.compile(r"\.(?:csv|tsv)$", re.IGNORECASE)

_SAVE = "Open it in a word processor, save it as .docx or .txt, and import that."
_EXPORT = "Open it in {}, export it there as a REFI-QDA project (.qdpx), and bring that in."
# Projects in a form of their own, which only the program itself can open; told by their names.
_PROJECTS = (
    (re.compile(r"\.nvpx?$", re.I), "an NVivo project", "NVivo"),
    (re.compile(r"\.(?:mx|mex|mqda|mqb)\d*$", re.I), "a MAXQDA project", "MAXQDA"),
    (re.compile(r"\.(?:atlproj\d*|atlcb|hpr\d)$", re.I), "an ATLAS.ti project", "ATLAS.ti"),
    (re.compile(r"\.(?:qrk|qpd)$", re.I), "a Quirkos project", "Quirkos"),
    (re.compile(r"\.(?:ppj|wpj|qdp)$", re.I), "a QDA Miner project", "QDA Miner"),
    (re.compile(r"\.f4a$", re.I), "an f4analyse project", "f4analyse"),
)
REFUSALS = {
    "empty": "{} is empty.",
    "locked": "{} is protected by a password. Save it without one and import it again.",
    "xml": f"{{}} is an XML file, not a transcript. {_SAVE}",
    "slides": "{} is a presentation, not a transcript.",
    "pages": "{} is an Apple iWork document. Export it as a Word document (.docx) and import that.",
    "qdpx": "{} is a project of another analysis program (REFI-QDA), not a transcript. Use “Bring a project in”.",
    "image": "{} is a picture. Its words would have to be typed or recognised first.",
    "recording": "{} is a recording. Import its transcript instead.",
    "database": "{} is a database, not a transcript. “Bring a project in” takes those of QualCoder, Taguette, RQDA.",
    "archive": "{} is a packed archive. Unpack it and import the transcripts in it.",
    "zip": "{} is a packed archive, or lies inside one. Unpack it and import the transcripts in it.",
    "binary": "{} doesn’t hold text. If it is a transcript, save it as .docx or .txt and import that.",
}


def refusal_of_a_project(name: str) -> str:
    """What is said of a project in a form that only its own program opens, told by its name; empty for all others."""
    known = next(((what, tool) for form, what, tool in _PROJECTS if form.search(name)), None)
    if known is None:
        return ""
    what, tool = known
    return f"{name} is {what} in that program’s own form. {_EXPORT.format(tool)}"


def kind_of(name: str, data: bytes) -> str:
    """The kind of a file, a key of READERS or of REFUSALS; its name only decides between two kinds of plain text.

    Raises Unreadable for a ZIP package that breaks the guard's limits.
    """
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        return "empty"
    for sign, kind in _SIGNS:
        if data.startswith(sign):
            return kind
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return "locked" if "EncryptedPackage".encode("utf-16-le") in data else "doc"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _package_kind(name, data)
    return "recording" if data[4:8] == b"ftyp" else _text_kind(name, data)


def _package_kind(name: str, data: bytes) -> str:
    package = Package(name, data)
    if "mimetype" in package.names and package.read("mimetype").startswith(b"application/vnd.oasis.opendocument"):
        return "odt"
    for sign, kind in _CONTENTS:
        if any(sign.match(part) for part in package.names):
            return kind
    return "zip"


def _text_kind(name: str, data: bytes) -> str:
    # Without marks and NULs, UTF-16 shows its Latin letters as plainly as UTF-8 does.
    head = (
        data[:4096]
        .replace(b"\0", b"")
        .removeprefix(b"\xef\xbb\xbf")
        .removeprefix(b"\xff\xfe")
        .removeprefix(b"\xfe\xff")
    )
    if head.lstrip().startswith(b"WEBVTT"):
        return "vtt"
    for pattern, kind in ((_SRT, "srt"), (_HTML, "html"), (_XML, "xml")):
        if pattern.match(head):
            return kind
    return "csv" if _TABLE_NAME.search(name) else "text"


def is_binary(text: str) -> bool:
    """True where too many of the first characters are controls that no typist ever wrote."""
    head = text[:4096]
    strange = sum(character < " " and character not in "\t\n\v\f\x1a\x1b" for character in head)
    return strange > 0.02 * len(head)
