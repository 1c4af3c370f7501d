"""Who speaks in a batch of drafts: the table in which a person merges, renames and rejects labels before the import."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from framework.importing.labels import alike, leads
from framework.importing.layouts import Layout
from framework.importing.turns import OTHER_VOICE
from framework.model import Draft, DraftTurn

__all__ = [
    "LabelCount",
    "alike",
    "begun",
    "label_table",
    "leaders",
    "offered_merges",
    "wants_a_name",
    "with_others_called",
]

_HEARD = 3


@dataclass(frozen=True, slots=True)
class LabelCount:
    """A label as the files write it, in how many files, turns and words; and whether its speaker seems to lead."""

    label: str
    files: int
    turns: int
    words: int
    moderator_guess: bool


def label_table(drafts: Iterable[Draft]) -> list[LabelCount]:
    """Every label of the drafts, the most frequent first."""
    files, turns, words, led = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for draft in drafts:
        spoken = [turn for turn in draft.turns if turn.label]
        files.update({turn.label for turn in spoken})
        turns.update(turn.label for turn in begun(draft))
        led.update(leaders(draft))
        for turn in spoken:
            words[turn.label] += len(draft.text[turn.speech : turn.end].split())
    return [
        LabelCount(label, files[label], count, words[label], 2 * led[label] > files[label])
        for label, count in turns.most_common()
    ]


def begun(draft: Draft) -> list[DraftTurn]:
    """The turns with a label, but for what only goes on after the numbers at the foot of a page."""
    goes_on = [
        turn.speech == turn.start and not between.label and before.label == turn.label
        for before, between, turn in zip(draft.turns, draft.turns[1:], draft.turns[2:], strict=False)
    ]
    return [
        turn for turn, again in zip(draft.turns, [False, False, *goes_on], strict=False) if turn.label and not again
    ]


def leaders(draft: Draft) -> set[str]:
    """Who leads the talk: a label that says so, else the one voice that asks far more than all others."""
    labels = {turn.label for turn in draft.turns if turn.label}
    # Beside an F, an M stands for a man and not for a moderator.
    named = {label for label in labels if leads(label) and not (label == "M" and "F" in labels)}
    return named if named and (named != labels or len(labels) == 1) else _who_asks(draft)


def wants_a_name(draft: Draft) -> str | None:
    """What those whom nobody labels are called for now: “Participant” beside a moderator, “” for paragraphs of nobody.

    None where the file labels all who speak.
    """
    unnamed = {Layout.MODERATOR_ONLY: OTHER_VOICE, Layout.PARAGRAPHS: "", Layout.CAPTIONS: ""}
    return unnamed.get(Layout(draft.layout))


def with_others_called(draft: Draft, name: str) -> Draft:
    """The draft in which those whom nobody labels have this name; as it is where it labels all, or without a name."""
    unnamed = wants_a_name(draft)
    if unnamed is None or not name.strip():
        return draft
    turns = (replace(turn, label=name.strip()) if turn.label == unnamed else turn for turn in draft.turns)
    return replace(draft, turns=tuple(turns))


def offered_merges(table: Sequence[LabelCount]) -> dict[str, str]:
    """Label → the more frequent label it seems to be a variant of (Interviewer1 → Interviewer 1)."""
    variants: dict[str, list[LabelCount]] = defaultdict(list)
    for count in table:
        variants[alike(count.label)].append(count)
    best = {key: max(counts, key=lambda count: count.turns).label for key, counts in variants.items()}
    return {count.label: best[alike(count.label)] for count in table if best[alike(count.label)] != count.label}


def _who_asks(draft: Draft) -> set[str]:
    """The voice that asks at least twice as much as anybody else, word for word."""
    turns, questions, words = Counter[str](), Counter[str](), Counter[str]()
    for turn in draft.turns:
        said = draft.text[turn.speech : turn.end]
        turns[turn.label] += 1
        questions[turn.label] += said.count("?")
        words[turn.label] += len(said.split())
    voices = [label for label, count in turns.items() if label and count >= _HEARD]
    shares = sorted(((questions[label] / max(1, words[label]), label) for label in voices), reverse=True)
    if len(shares) < 2 or questions[shares[0][1]] < _HEARD or shares[0][0] < 2 * shares[1][0]:
        return set()
    return {shares[0][1]}
