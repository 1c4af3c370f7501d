"""The screens, by stage of the method."""

from pathlib import Path
from typing import Literal

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from workbench import session

SCREENS: dict[str, list[tuple[str, str, str]]] = {
    "Study": [
        ("overview", "Overview", ":material/home:"),
        ("setup", "Set-up", ":material/tune:"),
        ("people", "People", ":material/group:"),
        ("memos", "Memos", ":material/sticky_note_2:"),
        ("history", "Audit trail", ":material/history:"),
        ("formats", "File formats", ":material/description:"),
    ],
    "1 Familiarisation": [
        ("importing", "Import transcripts", ":material/upload_file:"),
        ("bring_in", "Bring a project in", ":material/folder_open:"),
        ("cases", "Cases", ":material/badge:"),
        ("reading", "Read", ":material/menu_book:"),
        ("identifiers", "Check for names", ":material/person_search:"),
        ("correcting", "Correct a transcript", ":material/edit_note:"),
    ],
    "2 Thematic framework": [
        ("framework", "Themes", ":material/account_tree:"),
        ("guide", "Topic guide", ":material/quiz:"),
        ("versions", "Versions", ":material/history_edu:"),
        ("codebook", "Codebook", ":material/list_alt:"),
        ("extracts", "Review extracts", ":material/format_quote:"),
        ("splitting", "Split a theme", ":material/call_split:"),
    ],
    "3 Indexing": [
        ("indexing", "Index passages", ":material/format_ink_highlighter:"),
        ("search", "Search", ":material/search:"),
        ("coverage", "Coverage", ":material/contrast:"),
        ("excerpts", "Import coded excerpts", ":material/playlist_add_check:"),
    ],
    "4 Charting": [
        ("locating", "Locating matrix", ":material/grid_on:"),
        ("summaries", "Summary matrices", ":material/table_chart:"),
        ("review", "Review", ":material/fact_check:"),
        ("case", "Along a case", ":material/arrow_forward:"),
        ("column", "Down a sub-theme", ":material/arrow_downward:"),
        ("board", "Charting board", ":material/view_kanban:"),
        ("bringing_back", "Bring a workbook back", ":material/move_to_inbox:"),
    ],
    "5 Interpretation": [
        ("comparison", "Compare", ":material/compare_arrows:"),
        ("export", "Export", ":material/download:"),
    ],
}


# Reached from the screens whose work they go on with: from Read, and from Review extracts.
UNLISTED = ("correcting", "splitting")


def page() -> StreamlitPage:
    """The screen to show. Before there is a study, only the first exists."""
    screens = SCREENS if session.project_id() is not None else {"Study": SCREENS["Study"][:1]}
    pages = {stage: [_page(*screen) for screen in listed] for stage, listed in screens.items()}
    return st.navigation(pages, expanded=True)


def _page(name: str, title: str, icon: str) -> StreamlitPage:
    script = Path(__file__).parent / "screens" / f"{name}.py"
    shown: Literal["visible", "hidden"] = "hidden" if name in UNLISTED else "visible"
    return st.Page(script, title=title, icon=icon, url_path=name, default=name == "overview", visibility=shown)


def address(name: str) -> str:
    """The script of a screen, for `st.switch_page` and `st.page_link`."""
    return str(Path(__file__).parent / "screens" / f"{name}.py")
