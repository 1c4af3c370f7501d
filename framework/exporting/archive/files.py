"""The files that records name: texts of transcripts, now and before corrections, and what is carried for others."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from framework.cases import case_names, case_rows
from framework.model import CarriedFile, EarlierText, Transcript
from framework.store.whole import Whole
from framework.study import Study

NOW, EARLIER, KNOWN_TO_HISTORY, CARRIED = "transcript", "earlier text", "text of the history", "carried file"
_UNSAFE = re.compile(r"[^A-Za-z0-9-]+")


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of the archive that records name by its digest."""

    path: str
    digest: str
    what: str
    content: bytes
    transcript_id: int | None = None
    number: int | None = None

    @property
    def row(self) -> tuple[object, ...]:
        """What files.csv says of it."""
        return (self.path, self.digest, self.what, *("" if n is None else n for n in (self.transcript_id, self.number)))


def kept_files(study: Study, whole: Whole) -> Iterator[Kept]:
    """All of them: transcripts in the order of the cases."""
    names = _transcript_names(study)
    number = whole.numbers
    told: set[str] = set()
    known = set(whole.texts())
    for transcript in sorted(study.all(Transcript), key=lambda transcript: names[transcript.id]):
        id, name = number("transcripts", transcript.id), names[transcript.id]
        yield _text(study, f"transcripts/{name}.txt", transcript.digest, NOW, id)
        told.add(transcript.digest)
        for text in study.find(EarlierText, transcript_id=transcript.id):
            if text.digest not in known:
                continue
            path = f"transcripts/earlier/{name}_text_{text.number}.txt"
            yield _text(study, path, text.digest, EARLIER, id, text.number)
            told.add(text.digest)
    rest = [digest for digest in whole.texts() if digest not in told]
    for place, digest in enumerate(rest, 1):
        yield _text(study, f"transcripts/history/text_{place}.txt", digest, KNOWN_TO_HISTORY)
    suffixes = {file.digest: _suffix(file.name) for file in study.find(CarriedFile)}
    for place, digest in enumerate(whole.files(), 1):
        path = f"carried/{place:04d}.{suffixes.get(digest, 'file')}"
        yield Kept(path, digest, CARRIED, study.file(digest))


def _text(study: Study, path: str, digest: str, what: str, id: int | None = None, number: int | None = None) -> Kept:
    return Kept(path, digest, what, study.text(digest).encode(), id, number)


def _transcript_names(study: Study) -> dict[int, str]:
    """Transcript → the name of its file, safe on every system: a number, and the name of its case."""
    names = case_names(study)
    place = {row.id: place for place, row in enumerate(case_rows(study))}
    ordered = sorted(study.all(Transcript), key=lambda transcript: (place[transcript.case_id], transcript.id))
    width = max(2, len(str(len(ordered))))
    return {t.id: f"{n:0{width}d}_{_safe(names[t.case_id])[:60]}".rstrip("_") for n, t in enumerate(ordered, 1)}


def _safe(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return _UNSAFE.sub("_", plain).strip("_")


def _suffix(name: str) -> str:
    return _safe(name.rpartition(".")[2])[:10].lower() or "file"
