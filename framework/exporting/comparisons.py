"""Findings by site and by role, as tables: how many cases of how many voice a sub-theme, and which."""

from collections.abc import Callable, Iterable, Iterator

from framework.cases import CaseRow
from framework.exporting.selection import Chosen
from framework.exporting.table import Column, Entry, Look, Row, Run, Table, Voice
from framework.interpretation import Share
from framework.matrices import ABSENT, WITHHELD
from framework.model import About, GroupType, Memo, MemoKind, RoleGroup
from framework.study import Study
from framework.themes import Numbered

BASE = (
    "Counts are of cases (focus groups and interviews), never of passages: “3 of 6” is 3 cases of the 6 that could "
    "have voiced the sub-theme.",
    "Cases that were not asked, to which it does not apply, or that are withdrawn or suppressed are not in the base. "
    "A prompt to go back to the charts, not a measure of prevalence.",
)


def by_site(chosen: Chosen) -> Table:
    """Sub-themes × sites."""
    groups = list(dict.fromkeys(row.site for row in chosen.rows if row.site))
    return _compared(chosen, "site", groups, lambda row: row.site)


def by_role(chosen: Chosen) -> Table:
    """Sub-themes × the kinds of focus group and the roles interviewed."""
    known = [g.code for g in chosen.study.all(GroupType)] + [r.name for r in chosen.study.all(RoleGroup)]
    there = {who(row) for row in chosen.rows}
    return _compared(chosen, "role", [name for name in dict.fromkeys(known) if name in there], who)


def who(row: CaseRow) -> str:
    """Who was heard: the type of a focus group, the role of somebody interviewed."""
    return row.group or row.role


def _compared(chosen: Chosen, attribute: str, groups: list[str], value: Callable[[CaseRow], str]) -> Table:
    cases = {group: [row for row in chosen.rows if value(row) == group] for group in groups}
    messages = key_messages(chosen.study)
    return Table(
        name=f"By {attribute}",
        title=f"Findings by {attribute}",
        about=f"How many cases of how many voice each sub-theme, {attribute} by {attribute}, and which",
        columns=[
            Column("No.", 6),
            Column("Sub-theme", 26),
            Column("Key message", 44),
            *(Column(f"{group} ({len(cases[group])})", 20) for group in groups),
            Column(f"All ({len(chosen.rows)})", 9),
            Column(f"{attribute.capitalize()}s with no data", 20),
        ],
        rows=_rows(chosen, cases, messages),
        notes=BASE,
        fixed=2,
    )


def _rows(chosen: Chosen, cases: dict[str, list[CaseRow]], messages: dict[int, str]) -> Iterator[Row]:
    for column in chosen.columns:
        id = column.theme.id
        shares = {group: chosen.share(rows, id) for group, rows in cases.items()}
        silent = [group for group, rows in cases.items() if not any(_known(chosen, row, column) for row in rows)]
        yield Row(
            [
                Entry(column.number),
                Entry(column.theme.name, Look.NAME),
                Entry(messages.get(id, "")),
                *(_share(share, group) for group, share in shares.items()),
                Entry(chosen.share(chosen.rows, id).words),
                Entry(", ".join(silent)),
            ]
        )


def _known(chosen: Chosen, row: CaseRow, column: Numbered) -> bool:
    """Whether anything is known of a sub-theme in a case: that it was voiced, or that nothing was said."""
    cell = chosen.cells[row.id, column.theme.id]
    return chosen.has(row.id, column.theme.id) or (cell.mark == ABSENT and cell.blank not in WITHHELD)


def _share(share: Share, group: str) -> Entry:
    if not share.cases:
        return Entry(share.words)
    return Entry((Run(share.words, Voice.STRONG), Run(f"\n{_briefly(share.cases, group)}")))


def _briefly(cases: Iterable[str], group: str) -> str:
    """The cases without what their column says already.

    >>> _briefly(["LA1, FG1", "LA1, Manager 2"], "LA1")
    'FG1, Manager 2'
    >>> _briefly(["LA1, Manager 1", "LA1, Manager 3", "LA2, Manager 1"], "Manager")
    'LA1 (1, 3); LA2 (1)'
    """
    numbers: dict[str, list[str]] = {}
    for name in cases:
        site, _, heard = name.partition(", ")
        known, more = (heard, "") if site == group else (site, heard.removeprefix(group).strip())
        numbers.setdefault(known, []).extend([more] if more else [])
    said = [f"{known} ({', '.join(of)})" if of else known for known, of in numbers.items()]
    return ("; " if any(numbers.values()) else ", ").join(said)


def key_messages(study: Study) -> dict[int, str]:
    """Theme id → its latest theme note."""
    notes = study.find(Memo, about=About.THEME.value, kind=MemoKind.THEME_NOTE.value)
    return {note.about_id: note.text for note in sorted(notes, key=lambda note: note.id)}
