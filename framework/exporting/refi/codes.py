"""The thematic framework as codes: the hierarchy in the order of the index, with what each theme means.

A code's description holds the definition and, each in a paragraph with its label, what a theme includes and excludes,
where it came from and whether it is retired; `framework.importing.refi_codebook` reads them back. Numbers are not
written: they follow from the order.

No two codes have the same name: programs that know a code by its name (QualCoder) would lose all that is coded under
the second one, and every main theme ends in *Other*. Names that are there twice are followed by that of the theme
above, and the description holds the name itself.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from framework.errors import Invalid
from framework.exporting.refi.elements import (
    ORIGIN,
    Element,
    Guids,
    described,
    document,
    inside,
    on_one_line,
    refer,
    root,
)
from framework.exporting.selection import Chosen
from framework.model import Theme
from framework.themes import colours, index

NAMESPACE = "urn:QDA-XML:codebook:1.0"
# The palette of the screens (theme_tree.css).
PALETTE = (
    *("#4477aa", "#cc6677", "#228833", "#aa7711", "#882255", "#2f9e9e"),
    *("#6655cc", "#999933", "#ee7733", "#aa4499", "#3399cc", "#7a7a7a"),
)


def codebook(chosen: Chosen) -> bytes:
    """The framework as a REFI-QDA codebook (.qdc). Raises Invalid where there are no themes: it can't be empty."""
    book = root("CodeBook", NAMESPACE, origin=ORIGIN)
    if not add_codes(book, chosen):
        raise Invalid("There are no themes yet, and a codebook for other programs can't be empty.")
    return document(book)


def add_codes(book: Element, chosen: Chosen, notes: Mapping[int, Sequence[str]] | None = None) -> bool:
    """The chosen themes, with those above them, as codes; returns whether there are any.

    `notes`: theme id → the GUIDs of the notes about it.
    """
    guids, colour = Guids(chosen.study), colours(chosen.study)
    shown, names = shown_themes(chosen), code_names(chosen)
    holders: dict[int | None, Element] = {}
    for entry in index(chosen.study):
        theme = entry.theme
        if theme.id not in shown:
            continue
        if not holders:
            holders[None] = inside(book, "Codes")
        holders[theme.id] = code = inside(
            holders[theme.parent_id],
            "Code",
            guid=guids("theme", theme.id),
            name=names[theme.id],
            isCodable="true",
            color=PALETTE[colour[theme.id] % len(PALETTE)],
        )
        described(code, description(theme, names[theme.id]))
        refer(code, "NoteRef", *(notes or {}).get(theme.id, ()))
    return bool(holders)


def shown_themes(chosen: Chosen) -> set[int]:
    """The chosen themes and all above them."""
    themes = chosen.study.by_id(Theme)
    shown: set[int] = set()
    for theme_id in chosen.themes:
        id: int | None = theme_id
        while id is not None and id not in shown:
            shown.add(id)
            id = themes[id].parent_id
    return shown


def code_names(chosen: Chosen) -> dict[int, str]:
    """Theme id → the name of its code, of all themes of the study."""
    entries, themes = index(chosen.study), chosen.study.by_id(Theme)
    often = Counter(_folded(theme.name) for theme in themes.values())
    found: dict[int, str] = {}
    taken: set[str] = set()
    for entry in entries:
        theme = entry.theme
        name = on_one_line(theme.name, len(theme.name))
        if often[_folded(name)] > 1:
            above = themes[theme.parent_id].name if theme.parent_id is not None else entry.number
            name = f"{name} ({on_one_line(above, len(above))})"
            if _folded(name) in taken or _folded(name) in often:
                name = f"{name} {entry.number}"
        taken.add(_folded(name))
        found[theme.id] = name
    return found


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def description(theme: Theme, code_name: str) -> str:
    """What a theme means, in paragraphs."""
    own = on_one_line(theme.name, len(theme.name))
    labelled = (
        ("Include", theme.include),
        ("Exclude", theme.exclude),
        ("Origin", theme.origin.value),
        ("Status", "retired" if theme.retired else ""),
        ("Name", own if own != code_name else ""),
    )
    said = [theme.definition, *(f"{label}: {words}" for label, words in labelled if words)]
    return "\n\n".join(filter(None, said))
