"""What a project says of itself in its description: what leaves with it above all, and what could not."""

from collections.abc import Collection, Iterator

from framework.exporting.selection import Chosen
from framework.model import Consent, Passage

CONFIDENTIAL = (
    "CONFIDENTIAL: this file holds whole transcripts and the names of the analysts. Handle it as the study itself."
)
NO_PLACE = (
    "Left out, because the format has no place for them: who speaks in which turn (the labels stand in the texts), "
    "times of the recordings, reviews and sign-offs, the topic guide, versions of the framework, the audit trail."
)


QUESTIONS = "Research questions:\n"
LEFT_OUT = ("Cells marked withdrawn", "Left out, because")  # how paragraphs begin that say what did not leave
UTF16 = "Positions are counted in UTF-16, as NVivo does: other programs need the project for other programs."


def remarks(chosen: Chosen, passage_ids: Collection[int], odd: int, *, wide: bool) -> str:
    """The description of a project with these passages, in paragraphs.

    `odd`: how many transcripts hold characters that are two in UTF-16; `wide`: whether positions count them so.
    """
    said = [*_paragraphs(chosen, passage_ids), NO_PLACE]
    if odd and not wide:
        said.append(
            f"Transcripts with emoji or the like: {odd}. NVivo counts these differently from other programs and would "
            "shift what is coded behind them: for NVivo, export the project for NVivo."
        )
    return "\n\n".join([*said, UTF16] if wide else said)


def _paragraphs(chosen: Chosen, passage_ids: Collection[int]) -> Iterator[str]:
    if questions := chosen.study.design.questions:
        yield f"{QUESTIONS}{questions}"
    if chosen.selection.words:
        yield f"Selection: {chosen.selection.words}"
    yield CONFIDENTIAL
    refused = chosen.study.find(Passage, consent=Consent.REFUSED.value)
    if unquotable := sum(passage.id in passage_ids for passage in refused):
        yield f"Passages that may not be quoted: {unquotable}. Their words stand in the transcripts all the same."
    cases = {row.id for row in chosen.rows}
    if withheld := sum(case_id in cases for case_id, _ in chosen.withheld):
        yield (
            f"Cells marked withdrawn or suppressed: {withheld}. Their summaries and codings are left out, but what was "
            "said stands in the transcripts all the same."
        )
