"""The thematic framework of the invented study: a pilot, what that taught, and a sub-theme split off later."""

from itertools import groupby

from framework.model import Origin, Theme
from framework.refining import split_theme
from framework.reviewing import clear_due
from framework.store.journal import Change
from framework.themes import add_theme, choose_example, define_theme, rename_theme
from framework.versions import freeze_framework
from workbench.sample.loading import Deed, Loading, Row
from workbench.sample.setup import add_topic_guide

PILOT_NOTE = "Tried out on the transcripts of LA1."
REFINED_NOTE = "Three names and three limits changed after LA1 had been indexed."
# Number → what the sub-theme was called in the pilot, and why that was changed.
PILOT_NAMES = {
    "1.2": ("Influences on confidence", "Nobody could say what was no influence; the question is what shapes it"),
    "2.1": ("University", "Diplomas and placements belong here as well"),
    "2.6": ("Responsibility", "Read as professional responsibility by both analysts"),
}
# Number → what belongs there, what does not, and why that had to be said.
LIMITS = {
    "1.1": ("Where people place themselves or a colleague", "Why they stand there: 1.2", "Mixed up with 1.2 in LA1"),
    "2.1": ("Degree, diploma, placement", "Courses an employer pays for later: 2.2", "Two passages stood under both"),
    "2.6": ("Whose task training is", "Whether there was time to go: 2.2.2", "Overlapped with 2.2.2 in LA1, FG2"),
}
# Number → the passage that shows what is meant.
EXAMPLES = {
    "1.1": "LA1_FG1-01",
    "2.1": "LA1_FG1-06",
    "2.2.2": "LA1_FG1-10",
    "2.4.3": "LA1_FG1-26",
    "2.5": "LA1_FG1-12",
    "2.6": "LA1_FG1-15",
}

# The sub-theme that was split off the one above it when LA1 to LA3 had been indexed, who did so, and why.
SPLIT_OFF, SPLIT_BY = "2.2.8", "TL"
SPLIT_REASON = "Interpreters come up in three sites and in their own right, not as one more obstacle to training"
# Who has looked again at transcripts that the split had made due; the others wait still.
LOOKED_AGAIN = {
    "LA1_FG2": "TL",
    "LA3_FG1": "RA",
    "LA3_FG2": "TL",
    "LA3_Manager_1": "RA",
    "LA3_Manager_2": "TL",
    "LA3_Manager_3": "RA",
}


def build(loading: Loading) -> None:
    """The thematic framework, one act for each main theme, and the topic guide that asks about it."""
    rows = [row for row in loading.rows("framework.csv") if row["number"] != SPLIT_OFF]
    for _, some in groupby(rows, lambda row: row["number"].split(".")[0]):
        loading.act(loading.lead, *(_adding_theme(loading, row) for row in some))
    loading.themes[SPLIT_OFF] = loading.themes[SPLIT_OFF.rpartition(".")[0]]
    add_topic_guide(loading)
    loading.act(loading.lead, lambda change: freeze_framework(change, "Pilot", PILOT_NOTE))


def refine(loading: Loading) -> None:
    """What the pilot taught, each change with its reason; then the framework is frozen again."""
    for number, (_, reason) in PILOT_NAMES.items():
        name = next(row["name"] for row in loading.rows("framework.csv") if row["number"] == number)
        loading.reasoned(reason, lambda change, n=number, name=name: rename_theme(change, loading.themes[n], name))  # type: ignore[misc]
    for number, (include, exclude, reason) in LIMITS.items():
        loading.reasoned(reason, _limiting(loading, number, include, exclude))
    for number, passage in EXAMPLES.items():
        loading.act(loading.lead, _exemplifying(loading, number, passage))
    loading.act(loading.lead, lambda change: freeze_framework(change, "After the pilot", REFINED_NOTE))


def split(loading: Loading) -> None:
    """One sub-theme is split off another with what belongs there; some transcripts are looked at again."""
    loading.reasoned(SPLIT_REASON, lambda change: _split_off(loading, change), loading.people[SPLIT_BY])
    for name, initials in LOOKED_AGAIN.items():
        id = loading.transcripts[name].id
        loading.act(loading.people[initials], lambda change, id=id: clear_due(change, id))  # type: ignore[misc]


def _split_off(loading: Loading, change: Change) -> None:
    row = next(row for row in loading.rows("framework.csv") if row["number"] == SPLIT_OFF)
    above = loading.themes[row["parent"]]
    about = [row["id"] for row in loading.rows("index.csv") if SPLIT_OFF in row["themes"].split(";")]
    passages = [loading.passages[id] for id in about if id in loading.passages]
    part = {"name": row["name"], "definition": row["definition"], "passages": passages}
    (loading.themes[SPLIT_OFF],) = split_theme(change, above, [part])


def _limiting(loading: Loading, number: str, include: str, exclude: str) -> Deed:
    def deed(change: Change) -> None:
        theme = change.get(Theme, loading.themes[number])
        define_theme(change, theme.id, theme.definition, theme.origin, include, exclude)

    return deed


def _exemplifying(loading: Loading, number: str, passage: str) -> Deed:
    return lambda change: choose_example(change, loading.themes[number], loading.passages[passage])


def _adding_theme(loading: Loading, row: Row) -> Deed:
    """*Other* is there with its main theme and is only defined."""

    def deed(change: Change) -> None:
        parent, origin = loading.themes.get(row["parent"]), Origin(row["origin"])
        other = next((t for t in change.find(Theme, parent_id=parent) if t.other and t.name == row["name"]), None)
        if other is None:
            name = PILOT_NAMES.get(row["number"], (row["name"], ""))[0]
            theme = add_theme(change, parent, name, row["definition"], origin)
        else:
            theme = define_theme(change, other.id, row["definition"], origin)
        loading.themes[row["number"]] = theme.id

    return deed
