"""The indexing of the invented study, what is under no theme, and what two readers think of some themes."""

from framework.coverage import dark_stretches, sweep_transcript, triage
from framework.indexing import index_passage, mark_passage, pin_theme
from framework.model import About, Consent, Dark, MemoKind, Verdict
from framework.reviewing import review_theme
from framework.store.journal import Change
from workbench.sample import outline
from workbench.sample.loading import Deed, Loading, Row, located, together
from workbench.sample.notes import write

PILOT_SITE = "LA1_"
BEFORE_SPLIT = ("LA2_", "LA3_")


def index(loading: Loading) -> None:
    """The first site is the pilot; what it taught changes the framework before the other sites are indexed.

    After three sites a sub-theme is split off another.
    """
    rows = loading.rows("index.csv")
    _index(loading, [row for row in rows if row["transcript"].startswith(PILOT_SITE)])
    outline.refine(loading)
    _index(loading, [row for row in rows if row["transcript"].startswith(BEFORE_SPLIT)])
    outline.split(loading)
    _index(loading, [row for row in rows if not row["transcript"].startswith((PILOT_SITE, *BEFORE_SPLIT))])


def _index(loading: Loading, rows: list[Row]) -> None:
    """The passages of one transcript by one analyst are one act; a memo about a passage is another."""
    for (_, analyst), some in together(rows, "transcript", "analyst"):
        loading.act(loading.people[analyst], *(_indexing(loading, row) for row in some))
    for row in rows:
        if row["memo"]:
            write(loading, row["analyst"], About.PASSAGE, loading.passages[row["id"]], row["memo"], MemoKind.MEMO)


def _indexing(loading: Loading, row: Row) -> Deed:
    def deed(change: Change) -> None:
        transcript = loading.transcript(change, row["transcript"])
        start, end = located(change.text(transcript.digest), row, "index.csv")
        themes = [loading.themes[number] for number in row["themes"].split(";")]
        loading.passages[row["id"]] = index_passage(change, transcript.id, start, end, themes).id

    return deed


def judge_dark_text(loading: Loading) -> None:
    """The pilot's transcripts are swept; some talk under no theme is irrelevant, some the beginning of a theme."""
    for row in loading.rows("reading.csv"):
        if row["transcript"].startswith(PILOT_SITE) and row["person"] == "RA":
            id = loading.transcripts[row["transcript"]].id
            loading.act(loading.people["RA"], lambda change, id=id: sweep_transcript(change, id))  # type: ignore[misc]
    for row in loading.rows("dark.csv"):
        loading.act(loading.people[row["analyst"]], _judging(loading, row))


def _judging(loading: Loading, row: Row) -> Deed:
    def deed(change: Change) -> None:
        transcript = loading.transcript(change, row["transcript"])
        text, dark = change.text(transcript.digest), dark_stretches(change, transcript)
        start, end = next(span for span in dark if text.startswith(row["begins"], span[0]))
        triage(change, transcript.id, start, end, Dark(row["verdict"]))

    return deed


def review_themes(loading: Loading) -> None:
    """Themes under the number keys, marks on passages, and judgements of themes."""
    for (initials,), some in together(loading.rows("pins.csv"), "person"):
        loading.act(loading.people[initials], *(_pinning(loading, row) for row in some))
    for row in loading.rows("marks.csv"):
        loading.act(loading.people[row["analyst"]], _marking(loading, row))
    for row in loading.rows("reviews.csv"):
        loading.act(loading.people[row["person"]], _judging_theme(loading, row))


def _pinning(loading: Loading, row: Row) -> Deed:
    return lambda change: pin_theme(change, loading.themes[row["theme"]], int(row["key"]) - 1)


def _marking(loading: Loading, row: Row) -> Deed:
    strength, key, consent = int(row["strength"] or 0), bool(row["key"]), Consent(row["consent"])
    return lambda change: mark_passage(change, loading.passages[row["passage"]], strength, key, consent)


def _judging_theme(loading: Loading, row: Row) -> Deed:
    return lambda change: review_theme(change, loading.themes[row["theme"]], Verdict(row["verdict"]), row["note"])
