"""Finding the turns of a transcript again, with other choices about its labels. The text and all on it stay."""

from framework.corrections import Corrected, add_turns, as_draft
from framework.errors import Conflict, Invalid
from framework.model import Participant, Role, Transcript
from framework.operations import operation
from framework.store.journal import Change
from framework.transcripts import speakers, transcript_names, turns_of


@operation("Read the turns again", needs=Role.ANALYST)
def read_turns_again(change: Change, transcript_id: int, corrected: Corrected) -> list[Participant]:
    """Give a transcript other turns and voices over the same text; returns who speaks now.

    Raises Conflict where the text is another by now, Invalid where nobody's turn would change, NotFound.
    """
    transcript = change.get(Transcript, transcript_id)
    now = as_draft(change, transcript)
    if corrected.draft.text != now.draft.text:
        raise Conflict("The text of the transcript is another by now: look at its turns again.")
    if told(corrected) == told(now):
        raise Invalid("These are the turns that the transcript has.", "turns")
    known = {voice.label: voice for voice in speakers(change, transcript).values()}
    change.remove_many(turns_of(change, transcript.id))
    change.update(transcript, layout=corrected.draft.layout)
    add_turns(change, transcript, corrected, known)
    heard = speakers(change, transcript)
    turns = [turn for turn in turns_of(change, transcript.id) if turn.participant_id in heard]
    name = transcript_names(change)[transcript.id]
    change.tell(f"read the turns of {name} again: {len(turns)} of {', '.join(voice.label for voice in heard.values())}")
    return list(heard.values())


def told(corrected: Corrected) -> list[tuple[tuple[str, bool] | None, int, int]]:
    """Who says what: the voice, the start and the end of each turn as it would be stored."""
    turns: list[tuple[tuple[str, bool] | None, int, int]] = []
    for turn in corrected.draft.turns:
        voice = corrected.voices.get(turn.label) if turn.label else None
        if turn.label and voice is None and turns:
            turns[-1] = (*turns[-1][:2], turn.end)
        else:
            turns.append((voice, turn.speech if voice else turn.start, turn.end))
    return turns
