"""The head of a transcript: its metadata, which nobody speaks, and its legend, which says who the labels are."""

import re
from collections.abc import Iterator

from framework.importing.labels import aliased, alike, is_plausible, is_role, is_role_word
from framework.importing.lines import TextLine, lines_of

_META = re.compile(
    r"\W{0,6}(?:age|attendees|audio|born|case|code|date|details|duration|ethnicity|file|filename|gender|id|"
    r"interviewees?|interview (?:date|id|length|no|number|type)|interviewers?|key|keywords|language|legend|length|"
    r"local authority|location|name|notes?|occupation|participants?|place|present|project|recorded|recording|"
    r"respondents?|role|setting|sex|site|speakers?|start|study|summary keywords|time|title|topic|transcribed|"
    r"transcriber|transcription|transcript|venue|version)\b"
    r"(?: (?:of|no|by|id|key|number|code|name|date)\b[^:\t]{0,20})?"
    r"\W{0,6}(?:[:\t]\W*(?P<value>.*))?",
    re.IGNORECASE | re.DOTALL,
)
_LISTING = re.compile(
    r"\W{0,6}(?:attendees|interviewees|interviewers|key|legend|participants|present|respondents|speakers"
    r"|(?:speaker|transcript(?:ion)?) key)\W{0,6}(?:[:\t]\W*(?P<value>.*))?",
    re.IGNORECASE | re.DOTALL,
)
_EQUALS = re.compile(r"\W{0,3}(?P<alias>[^\W_][\w.]{0,7})\s*(?:=|\s[-–]\s)\s*(?P<name>[^=:]{2,40})")
_DEFINES = re.compile(r"\W{0,3}(?P<alias>[^\W_][\w.]{0,7})\s*[:：]\s*(?P<name>[^:]{2,40})")
_ROLE_VALUE = re.compile(r"\W{0,6}(?P<role>[^:\t]{1,40})[:\t]\s*(?P<value>[^.?!]{0,60})")
# A code (P03) or a full name; a single word may well be all that somebody says.
_NAMED = re.compile(r"[^\W\d_]{1,4}[ -]?\d{1,3}|[A-Z]{1,3}|[^\W\d_a-z][\w.'’-]*(?: [^\W\d_a-z][\w.'’-]*){1,3}")
_FACT = re.compile(r"[\W_]*(?P<name>[^\W_][^:\t]{0,39}?)[\s*_]*[:\t][:\s*_]*(?P<value>[^\s*_].*)")
_TITLES = frozenset(["content", "speaker", "text", "time", "transcript", "utterance", "words"])
_FAR = 4
_TOP = 20_000
_SHORT = 200


def header_end(lines: list[TextLine]) -> int:
    """How many lines at the top are metadata; 0 where the talk begins at once."""
    end = since = 0
    for index, line in enumerate(lines):
        if line.blank:
            continue
        if _is_talk(line.text):
            break
        if _is_metadata(line.text):
            end, since = index + 1, 0
        else:
            since += 1
        if since > _FAR:
            break
    return _to_block_end(lines, end) if end else 0


def facts_of(text: str) -> Iterator[tuple[str, str]]:
    """What the head of a transcript says of itself: `Date: 3 May` → ("Date", "3 May"). Who speaks is no such fact."""
    lines = lines_of(text[:_TOP])
    for line in lines[: header_end(lines)]:
        found = _FACT.fullmatch(line.text.strip())
        if found and found["value"].casefold() in _TITLES:  # the first row of a table: Speaker, Text
            continue
        if found and _META.fullmatch(line.text.strip()) and not _LISTING.fullmatch(line.text.strip()):
            yield " ".join(found["name"].split()), found["value"].strip(" \t*_")


def legend_of(lines: list[TextLine]) -> dict[str, str]:
    """Key of a label (`labels.alike`) → the label that stands for it, from the lists and equations of a header.

    A role stands for its short form (W → Interviewer 1); a name never does: JS stays JS, and a pseudonym one.
    """
    legend: dict[str, str] = {}
    for name, alias in _entries(lines):
        label = name if is_role_word(name) or not alias else alias
        for written in (name, alias):
            if written and is_plausible(written):
                legend[alike(written)] = label
    return legend


def _entries(lines: list[TextLine]) -> Iterator[tuple[str, str]]:
    """(name, short form or "") for everybody the header mentions."""
    listing = False
    for line in lines:
        equation = _EQUALS.fullmatch(line.text.strip()) or _role_defined(line.text.strip())
        found = _LISTING.fullmatch(line.text.strip())
        if equation:
            yield equation["name"].strip(), equation["alias"]
        elif found:
            listing = not (found["value"] or "").strip()
            yield from map(_entry, _items(found["value"] or ""))
        elif listing and not line.blank and not _is_metadata(line.text):
            yield from map(_entry, _items(line.text))
        listing = listing and (bool(found) or not line.blank)


def _role_defined(line: str) -> re.Match[str] | None:
    found = _DEFINES.fullmatch(line)
    return found if found and is_role_word(found["name"].strip()) and not is_role_word(found["alias"]) else None


def _items(value: str) -> list[str]:
    return [item.strip() for item in re.split(r"[,;]|\band\b", value) if 0 < len(item.strip()) <= _SHORT]


def _entry(item: str) -> tuple[str, str]:
    equation = _EQUALS.fullmatch(item) or _DEFINES.fullmatch(item)
    if equation:
        return equation["name"].strip(), equation["alias"]
    return aliased(item) or (item, "")


def _is_metadata(line: str) -> bool:
    """True for `Date: 3 May`, `SPEAKERS`, `Date of birth<tab>: 1902`, `W = Interviewer 1`."""
    if len(line) > _SHORT:
        return False
    found = _META.fullmatch(line.strip())
    if found and is_role_word(_before_colon(line)):
        return _is_list(line, found["value"] or "")
    return bool(found or _EQUALS.fullmatch(line.strip()) or _role_defined(line.strip()))


def _is_list(line: str, value: str) -> bool:
    """True where a role is followed by a list of people, not by something said: PARTICIPANTS: Jo (J), Mia (M)."""
    plural = _before_colon(line).casefold().endswith("s")
    return plural or any(aliased(item) for item in _items(value))


def _before_colon(line: str) -> str:
    return line.split(":")[0].strip(" \t#*_>•–—-")


def _is_talk(line: str) -> bool:
    """True where somebody speaks in sentences."""
    label, colon, said = (part.strip(" \t*_") for part in line.partition(":"))
    if not colon or not is_plausible(label) or (_META.match(line.strip()) and not is_role(label)):
        return False
    return said.endswith((".", "?", "!", "…")) or (is_role(label) and len(said.split()) > 8)


def _to_block_end(lines: list[TextLine], end: int) -> int:
    """Past the values that go on from the last metadata line: names under SPEAKERS, `Participant: P03`."""
    if _LISTING.fullmatch(lines[end - 1].text.strip()) and end < len(lines) and lines[end].blank:
        end += 1
    while end < len(lines) and not lines[end].blank and _is_value(lines, end):
        end += 1
    return end


def _is_value(lines: list[TextLine], index: int) -> bool:
    line = lines[index].text.strip()
    found = _ROLE_VALUE.fullmatch(line)
    if found:
        return is_role(found["role"].strip()) and bool(_NAMED.fullmatch(found["value"].strip()))
    return bool(_LISTING.fullmatch(lines[index - 1].text.strip())) and ":" not in line and len(line) <= _SHORT
