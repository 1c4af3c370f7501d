"""What the format knows: which elements stand in which, with which attributes. All else is told, never an error."""

from collections import Counter
from collections.abc import Iterator

from framework.importing.plain_xml import Element

_MADE = "creatingUser creationDateTime modifyingUser modifiedDateTime"
_TEXT = f"guid name richTextPath plainTextPath {_MADE}"
_FILE = f"guid name path currentPath {_MADE}"
_SPAN = f"guid name {_MADE}"
_BOX = "firstX firstY secondX secondY"
_SAID = "Description Coding NoteRef"
_ENDS = f"{_SAID} VariableValue"
_PLAIN = f"PlainTextContent PlainTextSelection {_ENDS}"
_VALUES = ("TextValue", "BooleanValue", "IntegerValue", "FloatValue", "DateValue", "DateTimeValue")
_REFERENCES = ("CodeRef", "SourceRef", "SelectionRef", "VariableRef", "NoteRef")

# Element → its attributes, and the elements in it.
_KNOWN: dict[str, tuple[str, str]] = {
    "Project": (
        "name origin creatingUserGUID creationDateTime modifyingUserGUID modifiedDateTime basePath",
        "Users CodeBook Variables Cases Sources Notes Links Sets Graphs Description NoteRef",
    ),
    "Users": ("", "User"),
    "User": ("guid name id", ""),
    "CodeBook": ("origin", "Codes Sets"),
    "Codes": ("", "Code"),
    "Code": ("guid name isCodable color", "Description NoteRef Code"),
    "Variables": ("", "Variable"),
    "Variable": ("guid name typeOfVariable", "Description"),
    "Cases": ("", "Case"),
    "Case": ("guid name", "Description CodeRef VariableValue SourceRef SelectionRef"),
    "VariableValue": ("", f"VariableRef {' '.join(_VALUES)}"),
    "Sources": ("", "TextSource PictureSource PDFSource AudioSource VideoSource"),
    "TextSource": (_TEXT, _PLAIN),
    "Note": (_TEXT, _PLAIN),
    "Representation": (_TEXT, _PLAIN),
    "TextDescription": (_TEXT, _PLAIN),
    "PlainTextSelection": (f"{_SPAN} startPosition endPosition", _SAID),
    "PictureSource": (_FILE, f"{_ENDS} TextDescription PictureSelection"),
    "PictureSelection": (f"{_SPAN} {_BOX}", _SAID),
    "PDFSource": (_FILE, f"{_ENDS} PDFSelection Representation"),
    "PDFSelection": (f"{_SPAN} {_BOX} page", f"{_SAID} Representation"),
    "AudioSource": (_FILE, f"{_ENDS} Transcript AudioSelection"),
    "VideoSource": (_FILE, f"{_ENDS} Transcript VideoSelection"),
    "AudioSelection": (f"{_SPAN} begin end", _SAID),
    "VideoSelection": (f"{_SPAN} begin end", _SAID),
    "Transcript": (_TEXT, "Description PlainTextContent SyncPoint TranscriptSelection NoteRef"),
    "SyncPoint": ("guid timeStamp position", ""),
    "TranscriptSelection": (f"{_SPAN} fromSyncPoint toSyncPoint", _SAID),
    "Coding": ("guid creatingUser creationDateTime", "CodeRef NoteRef"),
    "Notes": ("", "Note"),
    "Links": ("", "Link"),
    "Link": ("guid name direction color originGUID targetGUID", "NoteRef"),
    "Sets": ("", "Set"),
    "Set": ("guid name", "Description MemberCode MemberSource MemberNote"),
    "Graphs": ("", "Graph"),
    "Graph": ("guid name", "Vertex Edge"),
    "Vertex": (f"guid representedGUID name {_BOX} shape color", ""),
    "Edge": ("guid representedGUID name sourceVertex targetVertex color direction lineStyle", ""),
    **dict.fromkeys(("MemberCode", "MemberSource", "MemberNote"), ("targetGUID guid", "")),
    **dict.fromkeys(_REFERENCES, ("targetGUID", "")),
    **dict.fromkeys((*_VALUES, "Description", "PlainTextContent"), ("", "")),
}
_SETS = {name: ({*attributes.split()}, {*children.split()}) for name, (attributes, children) in _KNOWN.items()}


def strangers(project: Element) -> Iterator[str]:
    """Sentences on elements and attributes that have no place in the format, by their names."""
    elements: Counter[str] = Counter()
    attributes: Counter[str] = Counter()
    waiting = [project]
    while waiting:
        element = waiting.pop()
        expected, within = _SETS[str(element.tag)]
        attributes.update(
            f"{element.tag}/{key}" for key in map(str, element.attrib) if key not in expected and _plain(key)
        )
        for child in element:
            if child.tag in within:
                waiting.append(child)
            else:
                elements[f"{element.tag}/{child.tag}"] += 1
    if elements:
        yield f"Elements that the format doesn’t know at their place were left out: {_listed(elements)}."
    if attributes:
        yield f"Attributes that the format doesn’t know were left out: {_listed(attributes)}."


def _plain(key: str) -> bool:
    """Those of other namespaces (where the schema lies) are nobody’s work, nor is a description that was read."""
    return key != "description" and not key.startswith("{") and ":" not in key


def _listed(found: Counter[str]) -> str:
    """The most frequent names with their numbers."""
    names = [f"{name[:80]} ({count:,})" for name, count in found.most_common(6)]
    return f"{', '.join(names)}{' …' if len(found) > 6 else ''}"
