"""The gate through which transcripts come in: bytes → drafts. It never touches the store.

A new format is one file with `read(name, data) -> Draft` and one line in READERS. A reader whose drafts may have
`unseen` words takes a third argument: whether to take them into the text. `read` here does its work in this
process; files from elsewhere go through `sandbox.read_all`, which does the same in a child process with limits.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import import_module

from framework.errors import Unreadable
from framework.importing.header import facts_of
from framework.importing.kinds import REFUSALS, kind_of, refusal_of_a_project
from framework.importing.layouts import Layout
from framework.importing.times import times_in
from framework.model import Draft

Reader = Callable[[str, bytes], Draft]

# Kind of file → the module that reads it, loaded when the first such file comes: some take a while.
READERS: Mapping[str, str] = {
    "text": "text",
    "docx": "docx",
    "odt": "open_document",
    "rtf": "rich_text",
    "pdf": "pdf",
    "html": "web_page",
    "vtt": "captions",
    "srt": "captions",
    "csv": "turn_table",
    "xlsx": "turn_table",
    "doc": "old_word",
}
LARGEST_FILE = 50 * 1024 * 1024
LONGEST_TEXT = 5_000_000


def read(name: str, data: bytes) -> Draft:
    """The transcript in a file, whatever its name says it is.

    Raises Unreadable, with a sentence that names the file, where it can't be read.
    """
    if len(data) > LARGEST_FILE:
        raise Unreadable(f"{name} is larger than {LARGEST_FILE // 1024**2} MB, far more than a transcript.", name)
    kind = kind_of(name, data)
    if kind not in READERS:
        known = refusal_of_a_project(name) if kind in ("database", "zip", "archive", "xml") else ""
        raise Unreadable(known or REFUSALS[kind].format(name), name)
    reader = import_module(f"{__name__}.{READERS[kind]}").read
    draft = _finished(reader(name, data), name)
    if not draft.unseen:
        return draft
    return replace(draft, taken=replace(_finished(reader(name, data, True), name), unseen=draft.unseen))


def _finished(draft: Draft, name: str) -> Draft:
    """A draft as it leaves the gate. Raises Unreadable for one that is no transcript."""
    if len(draft.text) > LONGEST_TEXT:
        raise Unreadable(f"{name} has more than {LONGEST_TEXT:,} characters, far more than a transcript.", name)
    if not draft.text.strip() and not draft.unseen:
        raise Unreadable(f"{name} has no words.", name)
    return replace(
        draft,
        remarks=(*draft.remarks, *_doubt(draft)),
        times=draft.times or tuple(times_in(draft.text, draft.turns)),
        facts=tuple(facts_of(draft.text)),
    )


def _doubt(draft: Draft) -> tuple[str, ...]:
    """A sentence where nobody in the file is labelled."""
    if any(turn.label for turn in draft.turns):
        return ()
    if draft.layout == Layout.CAPTIONS:
        return ("The captions name nobody. They were joined up to the end of each sentence; every time was kept.",)
    return ("No speaker labels were found; every paragraph stands for itself.",)
