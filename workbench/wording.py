"""Words on the screen: text of people made safe for Markdown, and numbers in sentences."""

import re
from datetime import datetime

# What means something to Markdown. The rest stays as it is: screen readers are given labels with their backslashes.
_PUNCTUATION = re.compile(r"([!#$&(-+\-./:<-?@\[-`{-~])")


def escaped(text: str) -> str:
    """Text for where Streamlit reads Markdown (labels, captions, notices), so that it shows letter for letter."""
    return _PUNCTUATION.sub(r"\\\1", re.sub(r"\s+", " ", text))


def counted(number: int, noun: str, nouns: str = "") -> str:
    """“1 passage”, “2 passages”."""
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"


def moment(at: datetime) -> str:
    """A time as people write it, in this machine's time zone: “22 Nov 2026, 14:05”."""
    local = at.astimezone()
    return f"{local.day} {local:%b %Y, %H:%M}"


def clock(seconds: int | None) -> str:
    """A time in a recording: “1:02:33”, “0:07”; “” where none is known."""
    if seconds is None:
        return ""
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes}:{seconds % 60:02}"
