"""Transcripts that somebody has chosen on a page, read with progress."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import streamlit as st

from framework.importing.archives import is_litter
from workbench import arrivals, session
from workbench.wording import counted


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
