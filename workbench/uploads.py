"""Files that somebody has chosen on a page: transcripts, read with progress, and tables."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any

import streamlit as st

from framework.facesheet_rows import Sheet
from framework.importing.archives import is_litter
from framework.importing.spreadsheets import read_table
from workbench import arrivals, faults, session
from workbench.wording import counted, escaped


def read(chosen: Sequence[Any]) -> arrivals.Batch:
    """Read the chosen files, once for each choice; shows progress. Choosing other files stops it."""
    key = sha256("".join(upload.file_id for upload in chosen).encode()).hexdigest()[:16]
    # The place of the bar is kept when there is none: what comes after it would otherwise be built anew, and close.
    place = st.empty()
    known: arrivals.Batch | None = session.kept("arrivals")
    if known is not None and known.key == key:
        return known
    bar = place.progress(0.0, "Reading …")
    wanted = [upload for upload in chosen if not is_litter(upload.name)]

    def told(done: float) -> None:
        bar.progress(done / len(wanted), f"Read {int(done)} of {counted(len(wanted), 'file')}")

    batch = arrivals.read(key, ((upload.name, upload.getvalue()) for upload in wanted), told)
    bar.empty()
    session.keep("arrivals", batch)
    return batch


def table(kept: str, upload: Any, as_sheet: Callable[[str, Any], Sheet]) -> Sheet | None:
    """The table in the chosen file, read once and kept under this name; None, and a sentence, where it is refused."""
    known = session.kept(kept)
    if known is None or known[0] != upload.file_id:
        try:
            with st.spinner("Reading …"):
                known = upload.file_id, as_sheet(upload.name, read_table(upload.name, upload.getvalue()))
        except Exception as error:
            known = upload.file_id, faults.sentence(error)
        session.keep(kept, known)
    if isinstance(known[1], Sheet):
        return known[1]
    st.error(escaped(known[1]), icon=":material/error:")
    return None
