"""Export: the whole study or one part of it, of all cases or some, for Excel, Word, other programs or a reader."""

import streamlit as st

from framework import versions
from framework.exporting import ALL_OF_IT, WRITERS, Selection
from framework.model import Role
from framework.study import Study
from framework.themes import main_themes
from workbench import as_of, names, navigation, session
from workbench.formats import ABOUT, HOLDS
from workbench.handing_over import offer
from workbench.row_choice import choose_rows
from workbench.wording import counted


def show(study: Study) -> None:
    st.title("Export")
    st.caption(
        "A file is made when you download it, on this machine, and goes to you alone: no copy stays behind. "
        "The audit trail notes it."
    )
    st.page_link(navigation.address("formats"), label="All formats, in and out", icon=":material/description:")
    undecided = st.container(horizontal=True, vertical_alignment="center")
    selection = choose(study)
    for kind, exports in HOLDS.items():
        st.subheader(kind, anchor=False)
        if kind in ABOUT:
            st.caption(ABOUT[kind])
        for what, holds in exports.items():
            with st.container(border=True, horizontal=True, vertical_alignment="center"):
                st.markdown(f"**{WRITERS[what].title}**", width=240)
                st.text(holds, width="stretch")
                with st.container(width=200):
                    offer_if_allowed(study, what, selection)
    with undecided:  # last, so that nobody waits for it: the transcripts are looked through here
        names_left(study)


def names_left(study: Study) -> None:
    """How many places nobody has decided about, with the way there."""
    sentence = names.said(study)
    if sentence:
        st.text(sentence, width="content")
        if study.may(Role.ANALYST):
            st.page_link(navigation.address("identifiers"), label="Look at them", icon=":material/person_search:")


def offer_if_allowed(study: Study, what: str, selection: Selection) -> None:
    """The link, or who may have it. What is always whole does not follow the selection."""
    whole = WRITERS[what].whole
    if whole and not study.may(Role.LEAD):
        st.caption("For the lead of the study alone.")
    else:
        offer(study, what, ALL_OF_IT if whole else selection)


def choose(study: Study) -> Selection:
    """Which cases and themes go out, as of which version; what is chosen stands on the cover."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        version = as_of.choose_version(study)
        with versions.as_of(study, version) as stood:
            rows, words = choose_rows(stood, "export")
            main = {entry.theme.id: entry.title for entry in main_themes(stood)}
        picked = st.multiselect("Themes", list(main), format_func=main.__getitem__, placeholder="all themes", width=480)
        st.caption(f"{counted(len(rows), 'case')}. {words}")
    if not words and not picked:
        return Selection(version_id=version)
    said = [words] if words else []
    said += [f"themes {', '.join(main[id] for id in picked)}"] if picked else []
    return Selection(tuple(row.id for row in rows), frozenset(picked) or None, "; ".join(said), version)


with session.reading() as study:
    show(study)
