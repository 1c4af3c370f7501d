"""Projects of other programs as bytes, made element by element: whatever a program may write, right or wrong."""

from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape, quoteattr

from word_files import package

from framework.foreign import Project
from framework.importing.foreign import read

NAMESPACE = "urn:QDA-XML:project:1.0"
HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
CODE, CASE, USER, TEXT = (f"{digit}" * 8 + "-0000-4000-8000-000000000001" for digit in "acbd")


def guid(number: int, kind: str = "e") -> str:
    """A GUID of ours."""
    return f"{kind * 8}-0000-4000-8000-{number:012}"


def element(tag: str, *inner: str, **attributes: object) -> str:
    """An element; its attributes are quoted, what is in it is taken as XML."""
    said = "".join(f" {key}={quoteattr(str(value))}" for key, value in attributes.items())
    return f"<{tag}{said}>{''.join(inner)}</{tag}>" if inner else f"<{tag}{said}/>"


def words(tag: str, text: str) -> str:
    """An element with a text in it."""
    return element(tag, escape(text))


def ref(name: str, target: str) -> str:
    """A reference."""
    return element(name, targetGUID=target)


def code(guid: str = CODE, *inner: str, name: str = "Support", **more: object) -> str:
    """A code."""
    return element("Code", *inner, guid=guid, name=name, **{"isCodable": "true", **more})


def coding(target: str = CODE, number: int = 1, *inner: str, **more: object) -> str:
    """A coding under a code, or a case."""
    return element("Coding", ref("CodeRef", target), *inner, guid=guid(number, "f"), **more)


def selection(start: object, end: object, *inner: str, number: int = 1, name: str = "", **more: object) -> str:
    """A selection of a plain text."""
    places = {"startPosition": start, "endPosition": end}
    return element("PlainTextSelection", *inner, guid=guid(number), name=name, **{**places, **more})


def source(*inner: str, text: str | None = None, own: str = TEXT, name: str = "LA1", **more: object) -> str:
    """A text source, with its text in the XML, or without."""
    content = [words("PlainTextContent", text)] if text is not None else []
    return element("TextSource", *content, *inner, guid=own, name=name, **more)


def filed(*inner: str, path: str = f"internal://{TEXT}.txt", **more: object) -> str:
    """A text source whose text is in a file of the package."""
    return source(*inner, plainTextPath=path, **more)


def project(*parts: str, origin: str = "Another", namespace: str = NAMESPACE, **more: object) -> str:
    """The XML of a project; the codes and the sources stand in their containers already."""
    space = {"xmlns": namespace} if namespace else {}
    return HEAD + element("Project", *parts, name="Study", origin=origin, **{**space, **more})


def codes(*inner: str) -> str:
    """A codebook."""
    return element("CodeBook", element("Codes", *inner))


def sources(*inner: str) -> str:
    """All sources."""
    return element("Sources", *inner)


def qdpx(xml: str | bytes, files: Mapping[str, bytes | str] | None = None, qde: str = "project.qde") -> bytes:
    """A package with a project and other parts."""
    return package({qde: xml, **(files or {})})


def opened(*parts: str, files: Mapping[str, bytes | str] | None = None, **more: object) -> Project:
    """What is read of a project."""
    return read("study.qdpx", qdpx(project(*parts, **more), files))  # type: ignore[arg-type]


def one_text(text: str | bytes, *marks: str, origin: str = "Another", of: Iterable[str] = ()) -> Project:
    """What is read of a project with one code, and one text in a file with these selections."""
    raw = text if isinstance(text, bytes) else text.encode()
    parts = (codes(code()), *of, sources(filed(*marks)))
    return opened(*parts, files={f"sources/{TEXT}.txt": raw}, origin=origin)


def said_at(project: Project) -> list[str]:
    """The words of all selections."""
    return [(s.text or "")[place.start : place.end] for s in project.sources for place in s.selections]
