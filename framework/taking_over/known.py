"""What of another program's project a study holds already: by GUID, by name, by the words of a transcript."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from framework import foreign
from framework.cases import case_names
from framework.exporting.refi.elements import Guids
from framework.importing.labelled import Meaning, meaning
from framework.model import Attribute, Case, Cell, Identity, IndexEntry, Memo, Passage, Theme, Transcript
from framework.people import names
from framework.store.reader import Reader
from framework.taking_over.terms import Wishes
from framework.themes import index
from framework.transcripts import digest_of

# The kinds of records that have a GUID in a project, as the keys of identities name them.
_KINDS: Mapping[str, type[Any]] = {
    "theme": Theme,
    "attribute": Attribute,
    "case": Case,
    "transcript": Transcript,
    "passage": Passage,
    "entry": IndexEntry,
    "memo": Memo,
    "margin": Memo,
    "cell": Cell,
}


class Known:
    """(kind, GUID) → the id of our record: what came with that GUID, and what of ours once left with it."""

    def __init__(self, reader: Reader) -> None:
        self.guids = Guids(reader)
        self.keys = {identity.key for identity in reader.find(Identity)}
        self._ids: dict[tuple[str, str], int] = {}
        if self.keys or reader.count(Theme) or reader.count(Transcript):
            for kind, record in _KINDS.items():
                self._ids |= {(kind, self.guids(kind, one.id)): one.id for one in reader.find(record)}
            self._ids |= {("person", self.guids("person", id)): id for id in names(reader)}

    def id(self, kind: str, guid: str) -> int | None:
        """Our record of a kind that has this GUID."""
        return self._ids.get((kind, guid)) if guid else None


def meanings(project: foreign.Project) -> dict[str, Meaning]:
    """GUID of a code → what its description says it means."""
    return {code.guid: meaning(code.description) for code in project.codes}


def own_name(code: foreign.Code, said: Meaning) -> str:
    """The name of a theme: that of its code, unless this was made different from others when it was written."""
    name = " ".join(code.name.split()) or "(no name)"
    return said.name if said.name and name.startswith(said.name) else name


def wanted_codes(project: foreign.Project, wishes: Wishes) -> list[foreign.Code]:
    """The codes that come in, each after the one above it."""
    out: set[str] = set(wishes.codes_out)
    kept = []
    for code in project.codes:
        if code.guid in out or code.parent in out:
            out.add(code.guid)
        else:
            kept.append(code)
    return kept


def themes_known(reader: Reader, known: Known, project: foreign.Project, wishes: Wishes) -> dict[str, int]:
    """GUID of a code → the theme of ours that it is: by its GUID, else by its name and the names above it.

    No theme stands for two codes.
    """
    by_path: dict[tuple[str, ...], int] = {}
    paths: dict[int, tuple[str, ...]] = {}
    for entry in index(reader):
        above = paths.get(entry.theme.parent_id or 0, ())
        paths[entry.theme.id] = (*above, entry.theme.name.casefold())
        by_path.setdefault(paths[entry.theme.id], entry.theme.id)
    said, found, taken = meanings(project), dict[str, int](), set[int]()
    at: dict[str, tuple[str, ...]] = {"": (" ".join(wishes.under.split()).casefold(),) if wishes.under.strip() else ()}
    codes = wanted_codes(project, wishes)
    for code in codes:
        if own := known.id("theme", code.guid):
            found[code.guid] = own
            taken.add(own)
    for code in codes:
        at[code.guid] = (*at.get(code.parent, ()), own_name(code, said[code.guid]).casefold())
        theme = found.get(code.guid) or by_path.get(at[code.guid])
        if theme and (code.guid in found or theme not in taken):
            found[code.guid] = theme
            taken.add(theme)
            at[code.guid] = paths[theme]
    return found


def transcripts_known(reader: Reader, known: Known, sources: Sequence[foreign.Source]) -> dict[str, int]:
    """GUID of a source → the transcript of ours with the same words; of several, that of its GUID, else of its name.

    No transcript stands for two sources: answers to a survey are often alike.
    """
    transcripts = reader.by_id(Transcript)
    digests = {source.guid: digest_of(source.text) for source in sources if source.text is not None}
    called = {source.guid: " ".join(source.name.split()) for source in sources}
    found: dict[str, int] = {}
    for guid, digest in digests.items():
        if (own := known.id("transcript", guid)) and transcripts[own].digest == digest:
            found[guid] = own
    taken = set(found.values())
    alike: dict[str, list[Transcript]] = {}
    for transcript in transcripts.values():
        if transcript.id not in taken:
            alike.setdefault(transcript.digest, []).append(transcript)
    for guid, digest in digests.items():
        if guid not in found and (fitting := alike.get(digest)):
            best = min(fitting, key=lambda one: one.source != called[guid])
            fitting.remove(best)
            found[guid] = best.id
    return found


def changed_since(reader: Reader, known: Known, sources: Iterable[foreign.Source]) -> dict[str, int]:
    """GUID of a source → the transcript of ours that it was, whose words are others now."""
    digests = {transcript.id: transcript.digest for transcript in reader.all(Transcript)}
    found = {}
    for source in sources:
        id = known.id("transcript", source.guid)
        if source.text is not None and id and digests[id] != digest_of(source.text):
            found[source.guid] = id
    return found


def cases_known(
    reader: Reader, known: Known, cases: Sequence[foreign.Case], transcripts: Mapping[str, int]
) -> dict[str, int]:
    """GUID of a case → the case of ours: by its GUID, else that of its transcripts, else by its name.

    `transcripts`: GUID of a source → the transcript of ours that it is. No case stands for two.
    """
    by_name = {name.casefold(): id for id, name in case_names(reader).items()}
    of = {transcript.id: transcript.case_id for transcript in reader.all(Transcript)}
    found = {case.guid: id for case in cases if (id := known.id("case", case.guid))}
    taken = set(found.values())
    for case in cases:
        heard = [of[transcripts[guid]] for guid in case.sources if guid in transcripts]
        for id in (*heard, by_name.get(" ".join(case.name.split()).casefold())):
            if case.guid not in found and id and id not in taken:
                found[case.guid] = id
                taken.add(id)
    return found


def people_known(reader: Reader, known: Known, project: foreign.Project) -> dict[str, int]:
    """GUID of a user → the person of this workspace: by the GUID, else by the name."""
    by_name: dict[str, int] = {}
    for id, name in names(reader).items():
        by_name.setdefault(name.casefold(), id)
    found = {}
    for user in project.users:
        if person := known.id("person", user.guid) or by_name.get(" ".join(user.name.split()).casefold()):
            found[user.guid] = person
    return found


def person_name(user: foreign.User) -> str:
    """What somebody is called here."""
    return " ".join(user.name.split()) or f"unknown ({user.guid[:8]})"
