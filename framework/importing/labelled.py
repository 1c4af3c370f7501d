"""What the description of a code says in paragraphs with labels, as our own exports write them."""

import re
from dataclasses import dataclass

from framework.model import Origin

_LABELLED = re.compile(r"^(Include|Exclude|Origin|Status|Name):[ \t]*", re.MULTILINE)
_ORIGINS = {origin.value: origin for origin in Origin if origin.value}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a theme means; `name` is its own where that of its code was made different from others."""

    definition: str
    include: str = ""
    exclude: str = ""
    origin: Origin = Origin.UNSTATED
    retired: bool = False
    name: str = ""


def meaning(description: str) -> Meaning:
    """The parts of a description; what comes before the first label is the definition.

    >>> meaning("Talk of time.\\n\\nInclude: caseloads\\n\\nStatus: retired")
    Meaning(definition='Talk of time.', include='caseloads', exclude='', origin=<Origin.UNSTATED: ''>, retired=True, \
name='')
    """
    definition, *labelled = _LABELLED.split(description)
    said: dict[str, str] = {}
    for label, words in zip(labelled[::2], labelled[1::2], strict=True):
        said[label] = f"{said[label]}\n{words.strip()}" if label in said else words.strip()
    return Meaning(
        definition.strip(),
        said.get("Include", ""),
        said.get("Exclude", ""),
        _ORIGINS.get(said.get("Origin", "").casefold(), Origin.UNSTATED),
        said.get("Status", "").casefold() == "retired",
        " ".join(said.get("Name", "").split()),
    )
