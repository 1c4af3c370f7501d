"""The nouns of the Framework method, as frozen records.

Positions are code points in the stored text of a transcript, ends exclusive. Times are UTC.
Every record but Project and Person belongs to one project and carries its id.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Record(Protocol):
    """What all stored records share."""

    @property
    def id(self) -> int:
        """Given out once in a database, never again."""


class Role(StrEnum):
    """A person's role in a study, from the least to the most permitted."""

    READER = "reader"
    ANALYST = "analyst"
    SUPERVISOR = "supervisor"
    LEAD = "lead"

    def includes(self, other: "Role") -> bool:
        """True where this role may do whatever `other` may."""
        order = list(Role)
        return order.index(self) >= order.index(other)


class CaseKind(StrEnum):
    """How a case was heard."""

    FOCUS_GROUP = "focus group"
    INTERVIEW = "interview"


class AttributeKind(StrEnum):
    """The type of a case attribute's values."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes or no"
    CHOICE = "choice"


class Origin(StrEnum):
    """Where a theme came from."""

    A_PRIORI = "a priori"
    TOPIC_GUIDE = "topic guide"
    EMERGENT = "emergent"
    ANALYTICAL = "analytical"
    UNSTATED = ""


class Blank(StrEnum):
    """Why a cell of the summary matrix holds no summary (METHOD: emptiness is data only if its reason is known)."""

    NOT_CHARTED = "not charted yet"
    NOTHING_SAID = "asked, nothing said"
    NOT_ASKED = "not asked"
    NOT_APPLICABLE = "not applicable"
    WITHDRAWN = "withdrawn"
    SUPPRESSED = "suppressed"


class BlockKind(StrEnum):
    """The three voices in a cell: the analyst's summary, the participant's own words, the analyst's thought."""

    SUMMARY = "summary"
    VERBATIM = "verbatim"
    COMMENT = "comment"


class Dynamics(StrEnum):
    """How a focus group talked about a sub-theme: what no single speaker's words show."""

    CONSENSUS = "consensus"
    DISSENT = "dissent"
    SILENCE = "silence"
    SHIFT = "shift"


class Stage(StrEnum):
    """How far a written cell has come: the analyst submits it, a supervisor asks for changes or approves it."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CHANGES_ASKED = "changes asked"
    APPROVED = "approved"


class About(StrEnum):
    """What a memo is about."""

    STUDY = "study"
    TRANSCRIPT = "transcript"
    PASSAGE = "passage"
    THEME = "theme"
    CASE = "case"
    CELL = "cell"


class MemoKind(StrEnum):
    """What sort of memo it is. A margin note stands beside a stretch of a transcript and is not an index entry."""

    MEMO = "memo"
    MARGIN_NOTE = "margin note"
    READING_NOTE = "reading note"
    THEME_NOTE = "theme note"
    METHOD_NOTE = "method note"
    CASE_SUMMARY = "case summary"


class Consent(StrEnum):
    """Whether a passage may be quoted."""

    NOT_ASKED = ""
    GRANTED = "may be quoted"
    REFUSED = "may not be quoted"


class Verdict(StrEnum):
    """What somebody thinks of a theme after reading all that stands under it (2013's reviewing of data extracts)."""

    COHERENT = "coherent"
    SPLIT = "split"
    MERGE = "merge"
    MOVE = "move"
    REDEFINE = "redefine"


class Dark(StrEnum):
    """What somebody decided about a stretch of talk that stands under no theme."""

    IRRELEVANT = "irrelevant"
    NEW_IDEA = "new idea"


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A study. `version` is the number of its latest act."""

    id: int
    guid: str
    version: int
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """What the study is called and what it asks: its title and research questions.

    `row_order`: the names of the attributes, one a line, by which the rows of every matrix are ordered; empty: site,
    then group, then role.
    """

    id: int
    project_id: int
    title: str
    questions: str
    row_order: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question of the topic guide."""

    id: int
    project_id: int
    position: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedOf:
    """That a question is put to a role. A question without any is put to everybody."""

    id: int
    project_id: int
    question_id: int
    role_group_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AsksAbout:
    """That a question asks about a theme."""

    id: int
    project_id: int
    question_id: int
    theme_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who works with this workspace."""

    id: int
    name: str
    initials: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A person's role in a study."""

    id: int
    project_id: int
    person_id: int
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A place where the study listens; its code (LA1) is its only public name."""

    id: int
    project_id: int
    position: int
    code: str
    geography: str
    level: str
    managers: int | None
    social_workers: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGroup:
    """A group of roles as reported: "Manager", "Social worker"."""

    id: int
    project_id: int
    position: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupType:
    """A kind of focus group: FG1, safeguarding teams."""

    id: int
    project_id: int
    position: int
    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Abbreviation:
    """A term the study shortens, and what it stands for."""

    id: int
    project_id: int
    term: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One row of every matrix: a focus group or an interview.

    `number` tells interviews of one site and role apart (Manager 1, Manager 2); it is never cited. `called`: the name
    it came with from another program, in place of the one that would follow from site, group and role.
    """

    id: int
    project_id: int
    kind: CaseKind
    site_id: int | None
    role_group_id: int | None
    group_type_id: int | None
    number: int
    called: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """A typed property the team records of its cases. `choices` are separated by line ends."""

    id: int
    project_id: int
    position: int
    name: str
    kind: AttributeKind
    choices: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeValue:
    """The value of one attribute for one case, as text in the attribute's own form."""

    id: int
    project_id: int
    case_id: int
    attribute_id: int
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """A voice in a case: a speaker by pseudonym (S1), or whoever leads the talk (`moderator`)."""

    id: int
    project_id: int
    case_id: int
    position: int
    label: str
    moderator: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """What was said in a case. The text itself is stored under its `digest` and never changes."""

    id: int
    project_id: int
    case_id: int
    source: str
    digest: str
    layout: str
    words: int
    lines: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A span of a transcript by one speaker; from `speech` on it is what was said, before it the label.

    No participant: a header or another stretch that nobody speaks. `seconds`: time in the recording, where known.
    """

    id: int
    project_id: int
    transcript_id: int
    number: int
    participant_id: int | None
    start: int
    speech: int
    end: int
    seconds: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncPoint:
    """That a place in a transcript is this many seconds into its recording."""

    id: int
    project_id: int
    transcript_id: int
    position: int
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """That a person has read a transcript through."""

    id: int
    project_id: int
    transcript_id: int
    person_id: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A theme or sub-theme of the index. Its number (3.2) follows from its place and is not stored.

    `other` marks the sub-theme that ends each main theme. A retired theme keeps its passages but takes no new ones.
    `include` and `exclude` say what belongs under it and what does not; `example_id` is a telling passage; `colour` is
    a place in the palette, where it is not that of its main theme.
    """

    id: int
    project_id: int
    parent_id: int | None
    position: int
    name: str
    definition: str
    origin: Origin
    other: bool
    retired: bool
    include: str = ""
    exclude: str = ""
    example_id: int | None = None
    colour: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of a transcript that somebody has placed in the index. `quote` is text[start:end].

    `strength`: 1 to 3, how strongly it speaks for its themes, where somebody has said so. `key`: a key quotation.
    `adrift`: its words are not found in the corrected transcript; positions and lines are those of the earlier text.
    """

    id: int
    project_id: int
    transcript_id: int
    start: int
    end: int
    first_line: int
    last_line: int
    quote: str
    person_id: int
    at: datetime
    strength: int | None = None
    key: bool = False
    consent: Consent = Consent.NOT_ASKED
    adrift: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexEntry:
    """That a passage stands under a theme."""

    id: int
    project_id: int
    passage_id: int
    theme_id: int
    transcript_id: int
    person_id: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Where a case meets a sub-theme: written in blocks, or blank for a reason.

    `version` is the study's version at which it was last written: two people who saw the same one saw the same cell.
    `evidence` is the fingerprint of the passages it was written from (None: written before fingerprints were kept);
    `dynamics` and `settled` (remarks of the guides the analyst has answered) are names, one a line.
    """

    id: int
    project_id: int
    case_id: int
    theme_id: int
    version: int
    blank: Blank | None
    person_id: int
    at: datetime
    evidence: str | None = None
    dynamics: str = ""
    settled: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One voice in a cell."""

    id: int
    project_id: int
    cell_id: int
    position: int
    kind: BlockKind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """That a block rests on a passage: the stretches `spans` of it ("0-34 80-120", code points), or all of it."""

    id: int
    project_id: int
    block_id: int
    passage_id: int
    spans: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellReview:
    """A step of a cell's review. It holds for the version of the cell it was taken on and for no later one."""

    id: int
    project_id: int
    cell_id: int
    version: int
    stage: Stage
    person_id: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What a reviewer or an analyst says about a cell: the cell itself, some `words` of it, or one of its passages.

    `answers`: the remark that began the thread. Only such a first remark is `settled`.
    """

    id: int
    project_id: int
    cell_id: int
    answers: int | None
    words: str
    passage_id: int | None
    text: str
    settled: bool
    person_id: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Who charts a case in the matrix of a main theme."""

    id: int
    project_id: int
    case_id: int
    theme_id: int
    person_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOff:
    """That a supervisor stands behind the matrix of a main theme as it was at `version` of the study."""

    id: int
    project_id: int
    theme_id: int
    version: int
    note: str
    person_id: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Up to which version of the study a person has looked at what changed in the charts."""

    id: int
    project_id: int
    person_id: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Memo:
    """A note about something. `start` and `end` are set for margin notes in a transcript."""

    id: int
    project_id: int
    about: About
    about_id: int
    kind: MemoKind
    text: str
    start: int | None
    end: int | None
    person_id: int
    at: datetime
    pinned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """A theme that a person keeps under a number key; `position` 0 is the key 1."""

    id: int
    project_id: int
    person_id: int
    theme_id: int
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """That a person has judged every passage of a transcript for the index."""

    id: int
    project_id: int
    transcript_id: int
    person_id: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """That a transcript has to be looked at again, and why: a theme under which it is indexed was split or merged."""

    id: int
    project_id: int
    transcript_id: int
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Triage:
    """What a person decided about text[start:end] of a transcript, which stands under no theme."""

    id: int
    project_id: int
    transcript_id: int
    start: int
    end: int
    verdict: Dark
    person_id: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkVersion:
    """The thematic framework as it was frozen: v1, v2 … `study_version` is the study's version at that moment."""

    id: int
    project_id: int
    number: int
    name: str
    note: str
    study_version: int
    person_id: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenTheme:
    """A theme as it stood in a version of the framework. `theme_id` and `parent_id` are the themes' own ids."""

    id: int
    project_id: int
    framework_version_id: int
    theme_id: int
    parent_id: int | None
    place: int
    number: str
    name: str
    definition: str
    include: str
    exclude: str
    origin: Origin
    other: bool
    retired: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeReview:
    """A judgement of a theme after reading what stands under it."""

    id: int
    project_id: int
    theme_id: int
    verdict: Verdict
    note: str
    person_id: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierText:
    """A text that a transcript had before it was corrected, kept under its digest."""

    id: int
    project_id: int
    transcript_id: int
    number: int
    digest: str
    note: str
    person_id: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The GUID under which other programs know something of ours, which came from them; `key`: “theme:12”."""

    id: int
    project_id: int
    key: str
    guid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """An element of another program's project that is not shown here and is written back as it came.

    `kind`: the container it stood in (Sources, Links, Sets, Graphs).
    """

    id: int
    project_id: int
    kind: str
    guid: str
    xml: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedFile:
    """A file of such an element (a picture, a recording), kept under its digest."""

    id: int
    project_id: int
    carried_id: int
    name: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One line of the audit trail: what somebody did. Its number is the study's version after it."""

    id: int
    project_id: int
    number: int
    operation: str
    label: str
    sentence: str
    person_id: int
    at: datetime
    undoes: int | None
    undone_by: int | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DraftTurn:
    """A turn as a reader found it; positions as in Turn."""

    label: str
    start: int
    speech: int
    end: int
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A transcript as read from a file, before anything is stored.

    `text` is exactly what was extracted (line ends as LF). `remarks` are sentences about what the reader noticed.
    `times`: (position, seconds in the recording), wherever the file gives a time. `facts`: what its head says of
    itself, (name, value). `unseen`: words that nobody sees in the document (why, words); none of them is in the text,
    and `taken` is the same file with all of them in it, for a person to decide.
    """

    file: str
    text: str
    layout: str
    turns: tuple[DraftTurn, ...]
    remarks: tuple[str, ...] = ()
    times: tuple[tuple[int, int], ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    unseen: tuple[tuple[str, str], ...] = ()
    taken: "Draft | None" = None
