"""Codes become themes: those of the first level main themes, or sub-themes of one; each main theme ends in *Other*."""

from collections.abc import Iterator

from framework import foreign
from framework.exporting.refi.codes import PALETTE
from framework.importing.labelled import Meaning
from framework.model import Origin, Theme
from framework.store.journal import Change
from framework.taking_over.known import Known, meanings, own_name, themes_known, wanted_codes
from framework.taking_over.terms import Account, Wishes
from framework.themes import COLOURS, OTHER, OTHER_DEFINED, index, new_theme

Level = list[tuple[foreign.Code, int | None]]


def place_codes(
    change: Change, known: Known, project: foreign.Project, wishes: Wishes, account: Account
) -> dict[str, int]:
    """Make the themes that are missing; returns GUID of a code → id of its theme."""
    said, found = meanings(project), themes_known(change, known, project, wishes)
    before = len(found)
    found[""] = _above_all(change, wishes) or 0
    waiting = [code for code in wanted_codes(project, wishes) if code.guid not in found]
    while waiting:
        level = [(code, found[code.parent] or None) for code in waiting if code.parent in found]
        if not level:  # what is above them is not in the file: they stand at the top
            level = [(code, found[""] or None) for code in waiting]
        found |= _place_level(change, level, said, set(found.values()))
        waiting = [code for code in waiting if code.guid not in found]
    del found[""]
    _colour(change, project, found, len(found) > before)
    account.new("Themes", len(found) - before, before)
    left = len(project.codes) - len(wanted_codes(project, wishes))
    account.leave(left, "Codes left out, as you wished, with all coded under them: {}.")
    return found


def _above_all(change: Change, wishes: Wishes) -> int | None:
    """The main theme that takes in all codes of the first level, made where it is missing."""
    name = " ".join(wishes.under.split())
    if not name:
        return None
    for theme in change.all(Theme):
        if theme.parent_id is None and theme.name.casefold() == name.casefold():
            return theme.id
    return new_theme(change, None, name, "", Origin.UNSTATED).id


def _place_level(change: Change, level: Level, said: dict[str, Meaning], taken: set[int]) -> dict[str, int]:
    """Make themes of codes whose parents are there; the last called Other beneath a main theme is its *Other*."""
    themes = change.by_id(Theme)
    others = {theme.parent_id: theme for theme in themes.values() if theme.other and theme.id not in taken}
    last = {at: code.guid for code, at in level if own_name(code, said[code.guid]).casefold() == OTHER.casefold()}
    found: dict[str, int] = {}
    rows: list[tuple[str, dict[str, object]]] = []
    places: dict[int | None, int] = {}
    for theme in themes.values():
        if not theme.other:
            places[theme.parent_id] = max(places.get(theme.parent_id, -1), theme.position)
    for code, parent in level:
        name, meant = own_name(code, said[code.guid]), said[code.guid]
        other = others.get(parent) if last.get(parent) == code.guid else None
        if other is not None:
            found[code.guid] = other.id
            change.update(other, definition=meant.definition or other.definition, **_limits(meant))
            continue
        places[parent] = places.get(parent, -1) + 1
        rows.append((code.guid, {"parent_id": parent, "position": places[parent], "name": name, **_fields(meant)}))
    ids = change.add_many(Theme, [row for _, row in rows])
    found |= dict(zip((guid for guid, _ in rows), ids, strict=True))
    change.add_many(Theme, [_other(id) for id, (_, row) in zip(ids, rows, strict=True) if row["parent_id"] is None])
    return found


def _fields(meant: Meaning) -> dict[str, object]:
    return {"definition": meant.definition, "other": False, **_limits(meant)}


def _limits(meant: Meaning) -> dict[str, object]:
    return {
        "include": meant.include,
        "exclude": meant.exclude,
        "origin": meant.origin,
        "retired": meant.retired,
    }


def _other(main: int) -> dict[str, object]:
    return {"parent_id": main, "position": 0, "name": OTHER, **_fields(Meaning(OTHER_DEFINED)), "other": True}


def _colour(change: Change, project: foreign.Project, found: dict[str, int], any_new: bool) -> None:
    """Give themes the colours of their codes, or those of the palette that are nearest to them."""
    if not any_new:
        return
    wanted = {found[code.guid]: _nearest(code.colour) for code in project.codes if code.colour and code.guid in found}
    change.update_each((theme, {"colour": colour}) for theme, colour in _differing(change, wanted))


def _differing(change: Change, wanted: dict[int, int]) -> Iterator[tuple[Theme, int]]:
    """The themes whose colour would else be another: that of the theme above, or of the place of the main theme."""
    shown: dict[int, int] = {}
    for entry in index(change):
        theme = entry.theme
        default = (entry.main - 1) % COLOURS if theme.parent_id is None else shown[theme.parent_id]
        shown[theme.id] = default if theme.colour is None else theme.colour % COLOURS
        colour = wanted.get(theme.id)
        if colour is not None and theme.colour is None and colour != default:
            shown[theme.id] = colour
            yield theme, colour


def _nearest(colour: str) -> int:
    """The place in the palette of a colour (#rrggbb), or of the one most like it."""
    own = _parts(colour)
    return min(
        range(len(PALETTE)),
        key=lambda n: sum((a - b) ** 2 for a, b in zip(own, _parts(PALETTE[n]), strict=True)),
    )


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))
