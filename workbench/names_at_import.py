"""Names on the import page: what may say who somebody is, replaced before anything is stored or looked at later."""

from bisect import bisect
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from framework import pseudonyms, replacing
from framework.alignment import Alignment
from framework.errors import Invalid, Unreadable
from framework.identifiers import Candidate, Kind, context
from framework.model import Draft, Transcript
from framework.pseudonyms import Key
from framework.replacing import Gone
from framework.store.key_file import EVERYWHERE, alike
from framework.store.reader import Reader
from framework.study import Study
from framework.transcripts import digest_of, line_numbers, line_starts, transcript_names
from workbench import names
from workbench.arrivals import OTHERS, Batch
from workbench.wording import counted, escaped

Log = list[tuple[str, int, str, str]]  # digest of the stored text, line, the words, the pseudonym


@dataclass(frozen=True, slots=True)
class Chosen:
    """The words a person has ticked, each with its pseudonym."""

    by: tuple[tuple[str, str], ...] = ()


def ask(study: Study, batch: Batch) -> Chosen:
    """Say how many places there are in these files, and let a person tick what is to be replaced."""
    try:
        key = names.key(study.project)
    except Unreadable as error:
        st.warning(escaped(f"Names can’t be replaced before the import: {error}"), icon=":material/key_off:")
        return Chosen()
    with st.spinner(f"Looking for names in {counted(len(batch.drafts), 'file')} …"):
        found = [_left(study, key, draft) for draft in batch.drafts]
    total = sum(map(len, found))
    if not total:
        st.caption("Check for names: nothing of the kinds it looks for was found. Other names may still be there.")
        return Chosen()
    title = f"{counted(total, 'place')} that may say who somebody is"
    with st.expander(title, icon=":material/person_search:", key="names at import"):
        st.caption(
            "Tick what is to be replaced before anything is stored: the real words then never come into the study; the "
            "key file beside it notes them. What was replaced before is ticked already. What you leave can be looked "
            "at later, under Check for names. This is a check, and no anonymisation."
        )
        per_file = [
            {"File": draft.file, "Places": len(listed), "Kinds": names.kinds_said([listed])}
            for draft, listed in zip(batch.drafts, found, strict=True)
            if listed
        ]
        st.dataframe(pd.DataFrame(per_file), hide_index=True, alt="Places that may say who somebody is, by file")
        table = st.data_editor(
            table_of(study, key, batch.drafts, found),
            key=f"names {batch.key} {names.keys(study.project).stamp}",
            hide_index=True,
            disabled=["Words", "Kind", "Places", "Files", "In context"],
            column_config={"Replace": st.column_config.CheckboxColumn(width="small")},
            alt="Words that may say who somebody is, to be ticked",
        )
    ticked = table[table["Replace"]]
    return Chosen(tuple(zip(ticked["Words"], ticked["By"].fillna("").astype(str), strict=True)))


def replaced(
    study: Study, batch: Batch, files: pd.DataFrame, voices: pd.DataFrame, chosen: Chosen
) -> tuple[Batch, pd.DataFrame, pd.DataFrame, Log]:
    """The batch as it is to be stored, the names of its speakers in both tables likewise, and what is to be noted."""
    if not chosen.by:
        return batch, files, voices, []
    key, log, drafts = names.key(study.project), Log(), []
    by = {words: _checked(pseudonym, words) for words, pseudonym in chosen.by}
    public = pseudonyms.public_words(study)
    for draft in batch.drafts:
        edits = _edits(draft, key, public, by)
        if not edits:
            drafts.append(_told(draft, key, by))
            continue
        aligned, after = Alignment.of_edits(draft.text, edits), replacing.edited(draft, edits)
        starts, digest = line_starts(after.text), digest_of(after.text)
        for start, end, pseudonym in edits:
            line = line_numbers(starts, *aligned.place(start, end))[0]
            log.append((digest, line, draft.text[start:end], pseudonym))
        drafts.append(_told(after, key, by))
    called, others = voices.copy(), files.copy()
    named = voices["Name in the study"].where(voices["Name in the study"].astype(bool), voices["Label"])
    called["Name in the study"] = [_otherwise(str(name or ""), key, by) for name in named]
    others[OTHERS] = [_otherwise(str(name or ""), key, by) for name in files[OTHERS]]
    return Batch(batch.key, drafts, batch.refused), others, called, log


def gone(reader: Reader, log: Log) -> list[tuple[Gone, str]]:
    """What was replaced in the transcripts that are stored, and by which pseudonym, for the key file."""
    stored = {transcript.digest: transcript.id for transcript in reader.all(Transcript)}
    known = transcript_names(reader)
    return [
        (Gone(known[stored[digest]], line, words), pseudonym)
        for digest, line, words, pseudonym in log
        if digest in stored
    ]


def _left(study: Study, key: Key, draft: Draft) -> list[Candidate]:
    """The candidates of a draft without those that are kept everywhere."""
    listed = pseudonyms.found_in(draft.text, digest_of(draft.text), key.names, pseudonyms.public_words(study))
    return [one for one in listed if (alike(draft.text[one.start : one.end]), EVERYWHERE) not in key.kept]


def table_of(study: Study, key: Key, drafts: Sequence[Draft], found: list[list[Candidate]]) -> pd.DataFrame:
    """One row for the same words of one kind, the surest kinds first.

    What was replaced in this study before is ticked: a file that comes again doesn't bring the names back.
    """
    rows: dict[tuple[Kind, str], tuple[str, str]] = {}
    places, files = Counter[tuple[Kind, str]](), Counter[tuple[Kind, str]]()
    for draft, listed in zip(drafts, found, strict=True):
        seen = set()
        for one in listed:
            words = " ".join(draft.text[one.start : one.end].split())
            row = one.kind, alike(words)
            before, after = context(draft.text, one)
            rows.setdefault(row, (words, f"{before}[{words}]{after}"))
            places[row] += 1
            seen.add(row)
        files.update(seen)
    order = sorted(rows, key=lambda row: (list(Kind).index(row[0]), -places[row], row[1]))
    by = pseudonyms.offered(((rows[row][0], row[0]) for row in order), key, pseudonyms.taken_numbers(study, key))
    shown = [
        (
            bool(pseudonyms.known(rows[row][0], key)),
            rows[row][0],
            pseudonym,
            row[0].value,
            places[row],
            files[row],
            rows[row][1],
        )
        for row, pseudonym in zip(order, by, strict=True)
    ]
    return pd.DataFrame(shown, columns=["Replace", "Words", "By", "Kind", "Places", "Files", "In context"])


def _edits(draft: Draft, key: Key, public: frozenset[str], by: dict[str, str]) -> list[replacing.Edit]:
    """The places of all words that are ticked; of two that overlap the longer. None reaches over two turns."""
    listed = pseudonyms.found_in(draft.text, digest_of(draft.text), key.names, public)
    spans = [
        (end - start, start, end, pseudonym)
        for words, pseudonym in by.items()
        for start, end in pseudonyms.places(draft.text, words, pseudonyms.is_loose(words, key.names), listed)
    ]
    cuts = sorted({place for turn in draft.turns for place in (turn.start, turn.speech)})
    taken: list[replacing.Edit] = []
    for _, start, end, pseudonym in sorted(spans, key=lambda span: (-span[0], span[1])):
        at = bisect(taken, (start, end))
        free = (at == 0 or taken[at - 1][1] <= start) and (at == len(taken) or end <= taken[at][0])
        if free and not replacing.crosses(cuts, start, end):
            taken.insert(at, (start, end, pseudonym))
    return taken


def _told(draft: Draft, key: Key, by: dict[str, str]) -> Draft:
    """A draft whose name and head say nothing else than its text does."""
    file = draft.file
    for words, pseudonym in _longest_first(by):
        file = replacing.file_otherwise(file, words, pseudonym)
    return replace(draft, file=file, facts=tuple((name, _otherwise(value, key, by)) for name, value in draft.facts))


def _otherwise(text: str, key: Key, by: dict[str, str]) -> str:
    for words, pseudonym in _longest_first(by):
        edits = replacing.edits_of(text, words, pseudonym, pseudonyms.is_loose(words, key.names))
        text = Alignment.of_edits(text, edits).new
    return text


def _longest_first(by: dict[str, str]) -> list[tuple[str, str]]:
    """So that no part of a name is left over beside the pseudonym of another part."""
    return sorted(by.items(), key=lambda pair: -len(pair[0]))


def _checked(pseudonym: str, words: str) -> str:
    """The pseudonym in its brackets; where a person wrote none that can be one, words that say nothing."""
    try:
        return pseudonyms.checked(pseudonym, words)
    except Invalid:
        return "[Left out]"
