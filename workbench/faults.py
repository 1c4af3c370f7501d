"""What to do when something fails that should not: a number for the user, a line in the log, never anybody's words."""

import logging
import secrets
import traceback

from framework.errors import FrameworkError
from workbench.wording import escaped

log = logging.getLogger("workbench")


def keep_words_out_of_the_log() -> None:
    """Streamlit would print each uncaught error with its message; ours, without, stands in the log already."""
    logging.getLogger("streamlit.error_util").disabled = True


def note(error: BaseException) -> str:
    """Write down where an error arose (not what it says: that may hold participants' words); returns its number."""
    number = secrets.token_hex(3)
    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames[-6:]))
    log.error("fault %s: %s at %s", number, type(error).__name__, where)
    return number


def sentence(error: BaseException) -> str:
    """What to tell the user of an error."""
    if isinstance(error, FrameworkError):
        return str(error)
    return f"Something went wrong on our side; nothing was changed. If you report it, quote fault {note(error)}."


def show(error: Exception) -> bool:
    """Streamlit's hook for what a script did not catch."""
    import streamlit as st  # the command line does without

    st.error(escaped(sentence(error)), icon=":material/error:")
    return True
