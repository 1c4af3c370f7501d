"""A batch of transcripts between their files and the study: what the page and the command line show and store."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from framework.cases import add_attribute, attribute_names
from framework.corrections import Corrected, correct_transcript, moves, resembles
from framework.design import set_group_types, set_role_groups, set_sites
from framework.errors import Invalid
from framework.importing.file_names import guess
from framework.importing.sandbox import read_all
from framework.importing.voices import begun, label_table, offered_merges, wants_a_name, with_others_called
from framework.model import Attribute, AttributeKind, CaseKind, Draft, GroupType, RoleGroup, Site, Transcript
from framework.store.journal import Change
from framework.store.reader import Reader
from framework.transcripts import Arrival, digest_of, import_transcripts, transcript_names

NEW = "a case of its own"
OTHERS = "Others are called"
UNSEEN = "Unseen words"
NONE, DECIDE, LEAVE_OUT, TAKE_IN = "none", "decide", "leave out", "take in"
VOICES = SPEAKS, LEADS, NOBODY = "speaks", "leads the talk", "is no speaker"


@dataclass(frozen=True, slots=True)
class Batch:
    """The files read so far: drafts, and the sentences on those that could not be read."""

    key: str
    drafts: list[Draft]
    refused: list[str]


def read(key: str, files: Iterable[tuple[str, bytes]], told: Callable[[float], None]) -> Batch:
    """Read files, each a name and its bytes. `told` is told how many are done, and may raise to stop it."""
    batch = Batch(key, [], [])
    for found in read_all(files, told):
        if isinstance(found, Draft):
            batch.drafts.append(found)
        else:
            batch.refused.append(str(found))
    return batch


def file_table(study: Reader, batch: Batch) -> pd.DataFrame:
    """One row a file: what it holds and where its name says it belongs."""
    sites, roles = [s.code for s in study.all(Site)], [r.name for r in study.all(RoleGroup)]
    types, versions = [g.code for g in study.all(GroupType)], versions_of(study)
    known = {transcript.digest: f"in the study already, as {transcript.source}" for transcript in study.all(Transcript)}
    rows = []
    for draft in batch.drafts:
        guessed = guess(draft.file, sites, roles, types)
        digest = digest_of(draft.text)
        both = [digest, *([digest_of(draft.taken.text)] if draft.taken else [])]
        doubt = next((known[one] for one in both if one in known), "")
        corrected = None if doubt else resembles(study, draft)
        alike = f"{'called' if corrected.source == draft.file else 'much'} like {corrected.source}" if corrected else ""
        remarks = [doubt or alike, unseen_said(draft)]
        known.setdefault(digest, f"the same words as {draft.file}")
        rows.append(
            {
                "Import": not doubt,
                "File": draft.file,
                UNSEEN: DECIDE if draft.unseen else NONE,
                "Store as": versions[corrected.id] if corrected else NEW,
                "Site": guessed.site or "",
                "Kind": guessed.kind.value,
                "Role": guessed.role or "",
                "Group": guessed.group_type or "",
                "Words": len(draft.text.split()),
                "Turns": len(begun(draft)),
                "Layout": draft.layout,
                "Doubt": "; ".join(filter(None, remarks)),
                OTHERS: wants_a_name(draft) or "",
            }
        )
    return pd.DataFrame(rows)


def unseen_said(draft: Draft) -> str:
    """“2 deleted, 1 blacked out”, where a document holds words that nobody sees in it."""
    found = Counter(why for why, _ in draft.unseen)
    return ", ".join(f"{count} {why}" for why, count in found.items())


def decided(batch: Batch, files: pd.DataFrame) -> Batch:
    """The files as they read by what a person has decided about their unseen words in the table of files."""
    wanted = [str(row[UNSEEN]) for row in _records(files)]
    drafts = [reading(draft, choice) for draft, choice in zip(batch.drafts, wanted, strict=True)]
    taken = "".join("1" if choice == TAKE_IN else "0" for choice in wanted)
    return replace(batch, key=f"{batch.key} {taken}" if "1" in taken else batch.key, drafts=drafts)


def reading(draft: Draft, choice: str) -> Draft:
    """A file with its unseen words, where that is the choice, or without them."""
    return draft.taken if choice == TAKE_IN and draft.taken else draft


def undecided(batch: Batch, files: pd.DataFrame) -> list[str]:
    """The files to be imported about whose unseen words nobody has decided."""
    rows = zip(batch.drafts, _records(files), strict=True)
    return [
        draft.file for draft, row in rows if row["Import"] and draft.unseen and row[UNSEEN] not in (LEAVE_OUT, TAKE_IN)
    ]


def fact_table(study: Reader, batch: Batch) -> pd.DataFrame:
    """One row a fact that the heads of the files tell: in how many, an example, and the attribute it could become."""
    known = {name.casefold(): name for name in attribute_names(study)}
    told: dict[str, list[tuple[str, str]]] = {}
    for draft in batch.drafts:
        for name, value in {name.casefold(): (name, value) for name, value in draft.facts}.values():
            told.setdefault(name.casefold(), []).append((name, value))
    rows = [
        (False, said[0][0], len(said), said[0][1], known.get(key, said[0][0].capitalize()))
        for key, said in told.items()
    ]
    return pd.DataFrame(rows, columns=["Keep", "Says", "Files", "For example", "As attribute"])


def settled_facts(facts: pd.DataFrame) -> dict[str, str]:
    """What a person has settled in the table of facts: name in the files, in small letters → name of the attribute."""
    return {
        row["Says"].casefold(): " ".join(str(row["As attribute"] or row["Says"]).split())
        for row in _records(facts)
        if row["Keep"]
    }


def versions_of(study: Reader) -> dict[int, str]:
    """Transcript id → what it is called where a file can become its new version."""
    return {id: f"a correction of {name}" for id, name in transcript_names(study).items()}


def corrections_said(study: Reader, batch: Batch, files: pd.DataFrame) -> list[str]:
    """What each file that is to correct a transcript would do to the passages in it."""
    ids = {name: id for id, name in versions_of(study).items()}
    rows = zip(batch.drafts, _records(files), strict=True)
    wanted = [(draft, row["Store as"]) for draft, row in rows if row["Import"] and row["Store as"] in ids]
    return [f"{draft.file}, {name}: {moves(study, ids[name], draft.text).said}" for draft, name in wanted]


def voice_table(batch: Batch) -> pd.DataFrame:
    """One row a label: how much it says, what it is called in the study, and whether it leads the talk."""
    counts = label_table(batch.drafts)
    merges = offered_merges(counts)
    columns = ["Label", "Files", "Turns", "Words", "Name in the study", "This label"]
    rows = [
        (c.label, c.files, c.turns, c.words, merges.get(c.label, c.label), LEADS if c.moderator_guess else SPEAKS)
        for c in counts
    ]
    return pd.DataFrame(rows, columns=columns)


def settled_voices(voices: pd.DataFrame) -> dict[str, tuple[str, bool] | None]:
    """What a person has settled in the table of voices: label → (name in the study, whether they lead the talk)."""
    return {
        row["Label"]: None
        if row["This label"] == NOBODY
        else (str(row["Name in the study"]).strip() or row["Label"], row["This label"] == LEADS)
        for row in _records(voices)
    }


def store(
    change: Change,
    batch: Batch,
    files: pd.DataFrame,
    voices: pd.DataFrame,
    facts: pd.DataFrame,
    progress: Callable[[float], object],
) -> None:
    """Store what is ticked, as one act. `progress` is told the share done.

    Raises Invalid where it is not decided what becomes of unseen words, and what the acts of it raise.
    """
    if waiting := undecided(batch, files):
        raise Invalid(f"Decide what becomes of the unseen words of {'; '.join(waiting)}.")
    # Two files may have one name: a file is known by its place in the table.
    rows = zip(batch.drafts, _records(files), strict=True)
    ticked = [(with_others_called(draft, str(row[OTHERS] or "")), row) for draft, row in rows if row["Import"]]
    ids = {name: id for id, name in versions_of(change).items()}
    new = [(draft, row) for draft, row in ticked if row["Store as"] not in ids]
    settled = _Settled(change, [row for _, row in new], voices, facts)
    if listed := [settled.arrival(draft, row) for draft, row in new]:
        import_transcripts(change, listed, lambda done: progress(done / len(listed)))
    for draft, row in ticked:
        if id := ids.get(row["Store as"]):
            correct_transcript(change, id, Corrected(draft, settled.voices_of(draft)))


class _Settled:
    """What the tables of the screen say, with the ids of sites, roles and group types, new ones made first."""

    def __init__(self, change: Change, rows: list[dict[str, Any]], voices: pd.DataFrame, facts: pd.DataFrame) -> None:
        self.sites = _ids(change, Site, "code", [row["Site"] for row in rows], set_sites)
        self.roles = _ids(change, RoleGroup, "name", [row["Role"] for row in rows], set_role_groups)
        groups = [row["Group"] for row in rows if row["Kind"] == CaseKind.FOCUS_GROUP]
        self.groups = _ids(change, GroupType, "code", groups, set_group_types)
        self.voices = settled_voices(voices)
        self.facts = {name: _attribute(change, wanted) for name, wanted in settled_facts(facts).items()}

    def arrival(self, draft: Draft, row: dict[str, Any]) -> Arrival:
        """A draft with what was settled about it."""
        return Arrival(
            draft,
            CaseKind(row["Kind"]),
            self.sites.get(_name(row["Site"])),
            self.roles.get(_name(row["Role"])),
            self.groups.get(_name(row["Group"])),
            self.voices_of(draft),
            {self.facts[name.casefold()]: value for name, value in draft.facts if name.casefold() in self.facts},
        )

    def voices_of(self, draft: Draft) -> dict[str, tuple[str, bool] | None]:
        """Who speaks in a draft."""
        labels = {turn.label for turn in draft.turns if turn.label}
        named = {label: (label, False) for label in sorted(labels - self.voices.keys())}
        return {label: self.voices[label] for label in self.voices if label in labels} | named


def _attribute(change: Change, name: str) -> int:
    """The id of the attribute of this name, made where the study has none."""
    known = {attribute.name.casefold(): attribute.id for attribute in change.all(Attribute)}
    return known.get(name.casefold()) or add_attribute(change, name, AttributeKind.TEXT, []).id


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _name(value: object) -> str:
    return str(value or "").strip().casefold()


def _ids(
    change: Change, record: type[Any], key: str, wanted: Sequence[Any], set_table: Callable[..., None]
) -> dict[str, int]:
    """Name, ignoring case → id. Names that the study doesn't have yet are added to its table."""
    stored = change.all(record)
    known = {_name(getattr(row, key)) for row in stored}
    new = {_name(name): str(name).strip() for name in wanted if _name(name) and _name(name) not in known}
    if new:
        fields = [field for field in record.__dataclass_fields__ if field not in ("project_id", "position")]
        rows = [{field: getattr(row, field) for field in fields} for row in stored]
        set_table(change, [*rows, *({key: name} for name in new.values())])
    return {_name(getattr(row, key)): row.id for row in change.all(record)}
