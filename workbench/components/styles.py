"""Style sheets that travel with their component.

Named as a file, Streamlit puts a style sheet in as a link, which is fetched anew at every opening of a page and comes
after the component: a large table is then laid out plainly, styled, and laid out again, which takes seconds.
"""

from pathlib import Path

_ASSETS = Path(__file__).parent / "assets"


def style(*names: str) -> str:
    """The text of these style sheets, one after the other."""
    return "\n".join((_ASSETS / name).read_text("utf-8") for name in names)
