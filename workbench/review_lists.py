"""The lists of the review: which cells are in them and in which order, and what a row says of a cell."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import streamlit as st

from framework import approval
from framework.matrices import Status
from framework.model import Role, Stage
from framework.people import names
from framework.review_queue import Charted
from framework.study import Study
from workbench import cell_here, session
from workbench.components.review_list import review_list
from workbench.payloads import packed
from workbench.wording import counted, moment

MOST = 300  # rows in one list; whoever has more narrows it down
HANDED_IN = (Status.SUBMITTED, Status.CHANGES_ASKED, Status.APPROVED)
OPEN = "review cell"  # the name under which the open cell is kept


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cells a queue holds: of a matrix (0: of all), a site and an analyst, in these states; a share of them."""

    theme_id: int = 0
    site: str = ""
    person_id: int = 0
    states: tuple[str, ...] = ()
    percent: int = 100
    seed: int = 0

    @property
    def is_sample(self) -> bool:
        """Whether only a part of the cells is drawn."""
        return self.percent < 100


def choose(study: Study, found: Sequence[Charted]) -> Wanted:
    """The filters above the queue, and the sample with its share and its seed."""
    mains = {0: "All themes", **{cell.main.theme.id: cell.main.title for cell in found}}
    sites = ["", *dict.fromkeys(cell.row.site for cell in found if cell.row.site)]
    known = names(study)
    people = {0: "Everybody", **{cell.person_id: known[cell.person_id] for cell in found}}
    states = [state.value for state in Status if state is not Status.NOT_STARTED]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        theme = st.selectbox(
            "Theme", list(mains), format_func=mains.__getitem__, width=190, key="review theme", persist_state="session"
        )
        site = st.selectbox(
            "Site",
            sites,
            format_func=lambda site: site or "All sites",
            width=110,
            key="review site",
            persist_state="session",
        )
        person = st.selectbox(
            "Analyst",
            list(people),
            format_func=people.__getitem__,
            width=150,
            key="review analyst",
            persist_state="session",
        )
        sampled = st.toggle("Random sample", key="review sampled", persist_state="session")
        percent, seed = 100, 0
        if sampled:
            percent = int(
                st.number_input("Share, in %", 1, 99, 20, width=95, key="review share", persist_state="session")
            )
            seed = int(st.number_input("Seed", 0, 999_999, 42, width=120, key="review seed", persist_state="session"))
        picked = st.multiselect(
            "State",
            states,
            placeholder="all handed in" if sampled else "submitted",
            width=210,
            key="review states",
            persist_state="session",
        )
    return Wanted(theme or 0, site or "", person or 0, tuple(picked), percent, seed)


def matching(found: Iterable[Charted], wanted: Wanted) -> list[Charted]:
    """The cells that are wanted. Without states: the submitted ones, of a sample all that were ever handed in."""
    states = wanted.states or (HANDED_IN if wanted.is_sample else (Status.SUBMITTED,))
    return [
        cell
        for cell in found
        if (not wanted.theme_id or cell.main.theme.id == wanted.theme_id)
        and (not wanted.site or cell.row.site == wanted.site)
        and (not wanted.person_id or cell.person_id == wanted.person_id)
        and cell.written.status in states
    ]


def queue(found: Sequence[Charted], wanted: Wanted) -> tuple[list[Charted], str]:
    """The cells of a queue, and in words what it is."""
    fitting = matching(found, wanted)
    said = f"{counted(len(fitting), 'cell')} in the queue."
    if wanted.is_sample:
        strata = [(cell.place, cell.person_id, cell.main.theme.id) for cell in fitting]
        drawn = set(approval.sample(strata, wanted.percent / 100, wanted.seed))
        said = (
            f"Sample of {wanted.percent} %, seed {wanted.seed}: {len(drawn)} of {counted(len(fitting), 'cell')}, "
            "drawn from each analyst and theme. The same seed draws the same cells again."
        )
        fitting = [cell for cell in fitting if cell.place in drawn]
    return steady(found, fitting, wanted), said


def steady(found: Sequence[Charted], fitting: Iterable[Charted], signature: object) -> list[Charted]:
    """The cells of a list as it was first shown, those that came since at its end.

    What does not fit any more (approved, sent back, submitted again) keeps its place: one can go back to it.
    """
    shown_for, before = session.kept("review places", (None, []))
    before = before if shown_for == signature else []
    places = [*before, *(cell.place for cell in fitting if cell.place not in set(before))]
    session.keep("review places", (signature, places))
    by_place = {cell.place: cell for cell in found}
    return [by_place[place] for place in places if place in by_place]


def begin_anew() -> None:
    """Leave what is dealt with out of the list when it is shown next."""
    session.keep("review places", (None, []))


def work_through(
    study: Study,
    listed: Sequence[Charted],
    signature: str,
    empty: str,
    told: dict[str, str],
    *,
    approving: bool = False,
) -> None:
    """A list of cells with the open one in the editor below it. `told`: cell → what is said of it beside its state."""
    ids = [name(cell) for cell in listed]
    selected = session.kept(OPEN)
    if selected in ids:
        cell = listed[ids.index(selected)]
        looked_at(study)[selected] = cell.written.seen
    approving = approving and study.may(Role.SUPERVISOR)
    asked = review_list("review list", payload(study, listed[:MOST], signature, selected, empty, told, approving))
    cell_here.follow("review go", asked.go, OPEN)
    if len(listed) > MOST:
        st.caption(f"The first {MOST} of {len(listed):,} cells are listed.")
    if selected in ids:
        at = ids.index(selected)
        around = {"up": ids[at - 1] if at else None, "down": ids[at + 1] if at + 1 < len(ids) else None}
        cell_here.edit(study, selected, {**around, "left": None, "right": None}, OPEN)


def payload(
    study: Study,
    listed: Sequence[Charted],
    signature: str,
    selected: str | None,
    empty: str,
    told: dict[str, str],
    approving: bool,
) -> bytes:
    """A list of cells for the browser."""
    known, looked = names(study), looked_at(study)

    def shown(cell: Charted) -> dict[str, object]:
        steps = approval.next_steps(study, cell.written, cell.person_id, cell.step)
        why_not = steps.get(
            Stage.APPROVED, f"Only a submitted cell can be approved; this one is: {cell.written.status}."
        )
        return {
            "id": name(cell),
            "seen": cell.written.seen,
            "case": cell.row.name,
            "theme": cell.column.title,
            "analyst": known[cell.person_id],
            "status": cell.written.status,
            "told": told.get(name(cell), ""),
            "remarks": cell.written.remarks,
            "words": _begins(cell.written.text) or f"left blank: {cell.written.blank}",
            "looked": looked.get(name(cell)) == cell.written.seen,
            "may_approve": not why_not,
            "why_not": why_not,
        }

    return packed(
        {
            "signature": signature,
            "selected": selected,
            "name": "Cells to look at",
            "may_approve": approving,
            "empty": empty,
            "rows": [shown(cell) for cell in listed],
        }
    )


def looked_at(study: Study) -> dict[str, int]:
    """Cell → its version when this person last had it open in this window."""
    kept = f"looked at by {study.person_id}"
    session.keep(kept, session.kept(kept, {}))
    found: dict[str, int] = session.kept(kept)
    return found


def name(cell: Charted) -> str:
    """“case:theme”, as cells are called in the browser."""
    return f"{cell.row.id}:{cell.column.theme.id}"


def stepped(study: Study, listed: Iterable[Charted]) -> dict[str, str]:
    """Cell → who took the last step of its review, and when; what its evidence has taken back is named."""
    known = names(study)
    told = {}
    for cell in listed:
        if cell.step is not None:
            done = "" if cell.step.stage.value == cell.written.status.value else f"{cell.step.stage.value} before "
            told[name(cell)] = f"{done}by {known[cell.step.person_id]}, {moment(cell.step.at)}"
    return told


def _begins(text: str) -> str:
    return text if len(text) <= 110 else text[:110].rpartition(" ")[0] + " …"
