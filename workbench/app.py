"""The entry script: what stands around every screen. Runs at each change of page and each click outside a fragment."""

from pathlib import Path

import streamlit as st

from workbench import frame, navigation, session
from workbench.components.outbox import outbox

st.set_page_config(page_icon=str(Path(__file__).parent / "icon.png"), layout="wide")
session.start_page()
frame.style()
outbox()
page = navigation.page()
st.set_page_config(page_title=f"{page.title} – Workbench")
frame.sidebar()
frame.notices()
page.run()
