"""Every table, on one page. The migrations in `migrations/` bring a database to exactly this.

Words of participants stand in `texts` and in the quotes of `passages`; the journal repeats the quotes only.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

from framework import model

HEAD = "0006"

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UTCTime(TypeDecorator[datetime]):
    """A time in UTC: aware in Python, without a zone in the database."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value else None


def _table(name: str, *columns: Any) -> Table:
    """A table whose ids are never given out twice, so that undo can bring a row back under its own."""
    return Table(name, metadata, Column("id", Integer, primary_key=True), *columns, sqlite_autoincrement=True)


def _text(name: str, **options: Any) -> Column[str]:
    return Column(name, Text, nullable=False, **options)


def _later_text(name: str) -> Column[str]:
    """A text that rows written before the column existed have empty."""
    return _text(name, server_default="")


def _number(name: str, *, optional: bool = False) -> Column[int]:
    return Column(name, Integer, nullable=optional)


def _time(name: str) -> Column[datetime]:
    return Column(name, UTCTime, nullable=False)


def _yes_no(name: str, *, later: bool = False) -> Column[bool]:
    """`later`: rows written before the column existed have no."""
    return Column(name, Boolean, nullable=False, server_default="0" if later else None)


def _ref(name: str, target: str, *, optional: bool = False, index: bool = False) -> Column[int]:
    return Column(name, Integer, ForeignKey(f"{target}.id"), nullable=optional, index=index)


def _project() -> Column[int]:
    return _ref("project_id", "projects")


people = _table("people", _text("name"), _text("initials"))

projects = _table(
    "projects",
    _text("guid", unique=True),
    _number("version"),
    _text("versions"),  # JSON: table name -> the version at which it last changed
    _time("created_at"),
)

designs = _table(
    "designs",
    Column("project_id", ForeignKey("projects.id"), nullable=False, unique=True),
    _text("title"),
    _text("questions"),
    _later_text("row_order"),
)

memberships = _table(
    "memberships", _project(), _ref("person_id", "people"), _text("role"), UniqueConstraint("project_id", "person_id")
)

sites = _table(
    "sites",
    _project(),
    _number("position"),
    _text("code"),
    _text("geography"),
    _text("level"),
    _number("managers", optional=True),
    _number("social_workers", optional=True),
    UniqueConstraint("project_id", "code"),
)

role_groups = _table(
    "role_groups", _project(), _number("position"), _text("name"), UniqueConstraint("project_id", "name")
)

group_types = _table(
    "group_types", _project(), _number("position"), _text("code"), _text("name"), UniqueConstraint("project_id", "code")
)

abbreviations = _table("abbreviations", _project(), _text("term"), _text("meaning"))

cases = _table(
    "cases",
    _project(),
    _text("kind"),
    _ref("site_id", "sites", optional=True),
    _ref("role_group_id", "role_groups", optional=True),
    _ref("group_type_id", "group_types", optional=True),
    _number("number"),
    _later_text("called"),
    Index("ix_cases_project_id", "project_id"),
)

attributes = _table(
    "attributes",
    _project(),
    _number("position"),
    _text("name"),
    _text("kind"),
    _text("choices"),
    UniqueConstraint("project_id", "name"),
)

attribute_values = _table(
    "attribute_values",
    _project(),
    _ref("case_id", "cases"),
    _ref("attribute_id", "attributes", index=True),
    _text("value"),
    UniqueConstraint("case_id", "attribute_id"),
)

participants = _table(
    "participants",
    _project(),
    _ref("case_id", "cases", index=True),
    _number("position"),
    _text("label"),
    _yes_no("moderator"),
)

# Each text once, for ever, under the SHA-256 of its UTF-8 form: acts refer to it and never repeat it.
texts = Table("texts", metadata, Column("digest", Text, primary_key=True), _text("text"))

transcripts = _table(
    "transcripts",
    _project(),
    _ref("case_id", "cases", index=True),
    _text("source"),
    Column("digest", Text, ForeignKey("texts.digest"), nullable=False),
    _text("layout"),
    _number("words"),
    _number("lines"),
    _time("at"),
    Index("ix_transcripts_project_id", "project_id"),
)

turns = _table(
    "turns",
    _project(),
    _ref("transcript_id", "transcripts"),
    _number("number"),
    _ref("participant_id", "participants", optional=True, index=True),
    _number("start"),
    _number("speech"),
    _number("end"),
    _number("seconds", optional=True),
    Index("ix_turns_transcript_id_number", "transcript_id", "number"),
)

sync_points = _table(
    "sync_points",
    _project(),
    _ref("transcript_id", "transcripts"),
    _number("position"),
    _number("seconds"),
    Index("ix_sync_points_transcript_id_position", "transcript_id", "position"),
)

readings = _table(
    "readings",
    _project(),
    _ref("transcript_id", "transcripts"),
    _ref("person_id", "people"),
    _time("at"),
    UniqueConstraint("transcript_id", "person_id"),
)

themes = _table(
    "themes",
    _project(),
    _ref("parent_id", "themes", optional=True, index=True),
    _number("position"),
    _text("name"),
    _text("definition"),
    _text("origin"),
    _yes_no("other"),
    _yes_no("retired"),
    _later_text("include"),
    _later_text("exclude"),
    Column("example_id", Integer),  # no foreign key: passages refer to themes and not the other way round
    _number("colour", optional=True),
    Index("ix_themes_project_id", "project_id"),
)

questions = _table("questions", _project(), _number("position"), _text("text"))

asked_of = _table(
    "asked_of",
    _project(),
    _ref("question_id", "questions"),
    _ref("role_group_id", "role_groups", index=True),
    UniqueConstraint("question_id", "role_group_id"),
)

asks_about = _table(
    "asks_about",
    _project(),
    _ref("question_id", "questions"),
    _ref("theme_id", "themes", index=True),
    UniqueConstraint("question_id", "theme_id"),
)

passages = _table(
    "passages",
    _project(),
    _ref("transcript_id", "transcripts"),
    _number("start"),
    _number("end"),
    _number("first_line"),
    _number("last_line"),
    _text("quote"),
    _ref("person_id", "people"),
    _time("at"),
    _number("strength", optional=True),
    _yes_no("key", later=True),
    _later_text("consent"),
    _yes_no("adrift", later=True),
    Index("ix_passages_transcript_id_start", "transcript_id", "start", "end"),
)

# By transcript for opening one, by theme for the matrices and for retrieval, by person for their latest themes.
index_entries = _table(
    "index_entries",
    _project(),
    _ref("passage_id", "passages"),
    _ref("theme_id", "themes"),
    _ref("transcript_id", "transcripts"),
    _ref("person_id", "people"),
    _time("at"),
    UniqueConstraint("passage_id", "theme_id"),
    Index("ix_index_entries_transcript_id", "transcript_id", "passage_id", "theme_id"),
    Index("ix_index_entries_theme_id", "theme_id", "transcript_id", "passage_id"),
    Index("ix_index_entries_person", "project_id", "person_id", "id"),
)

cells = _table(
    "cells",
    _project(),
    _ref("case_id", "cases"),
    _ref("theme_id", "themes", index=True),
    _number("version"),
    Column("blank", Text),
    _ref("person_id", "people"),
    _time("at"),
    Column("evidence", Text),
    _later_text("dynamics"),
    _later_text("settled"),
    UniqueConstraint("case_id", "theme_id"),
)

blocks = _table(
    "blocks",
    _project(),
    _ref("cell_id", "cells", index=True),
    _number("position"),
    _text("kind"),
    _text("text"),
)

links = _table(
    "links",
    _project(),
    _ref("block_id", "blocks"),
    _ref("passage_id", "passages", index=True),
    _later_text("spans"),
    UniqueConstraint("block_id", "passage_id"),
)

cell_reviews = _table(
    "cell_reviews",
    _project(),
    _ref("cell_id", "cells", index=True),
    _number("version"),
    _text("stage"),
    _ref("person_id", "people"),
    _time("at"),
)

remarks = _table(
    "remarks",
    _project(),
    _ref("cell_id", "cells", index=True),
    _ref("answers", "remarks", optional=True, index=True),
    _text("words"),
    _number("passage_id", optional=True),  # no foreign key: a remark outlives the passage it is about
    _text("text"),
    _yes_no("settled"),
    _ref("person_id", "people"),
    _time("at"),
)

assignments = _table(
    "assignments",
    _project(),
    _ref("case_id", "cases"),
    _ref("theme_id", "themes", index=True),
    _ref("person_id", "people"),
    UniqueConstraint("case_id", "theme_id"),
)

sign_offs = _table(
    "sign_offs",
    _project(),
    _ref("theme_id", "themes", index=True),
    _number("version"),
    _text("note"),
    _ref("person_id", "people"),
    _time("at"),
)

looks = _table(
    "looks", _project(), _ref("person_id", "people"), _number("version"), UniqueConstraint("project_id", "person_id")
)

memos = _table(
    "memos",
    _project(),
    _text("about"),
    _number("about_id"),
    _text("kind"),
    _text("text"),
    _number("start", optional=True),
    _number("end", optional=True),
    _ref("person_id", "people"),
    _time("at"),
    _yes_no("pinned", later=True),
    Index("ix_memos_about", "project_id", "about", "about_id"),
)

pins = _table(
    "pins",
    _project(),
    _ref("person_id", "people"),
    _ref("theme_id", "themes", index=True),
    _number("position"),
    UniqueConstraint("project_id", "person_id", "position"),
)

sweeps = _table(
    "sweeps",
    _project(),
    _ref("transcript_id", "transcripts"),
    _ref("person_id", "people"),
    _time("at"),
    UniqueConstraint("transcript_id", "person_id"),
)

dues = _table("dues", _project(), _ref("transcript_id", "transcripts", index=True), _text("reason"), _time("at"))

triages = _table(
    "triages",
    _project(),
    _ref("transcript_id", "transcripts", index=True),
    _number("start"),
    _number("end"),
    _text("verdict"),
    _ref("person_id", "people"),
    _time("at"),
)

framework_versions = _table(
    "framework_versions",
    _project(),
    _number("number"),
    _text("name"),
    _text("note"),
    _number("study_version"),
    _ref("person_id", "people"),
    _time("at"),
    UniqueConstraint("project_id", "number"),
)

frozen_themes = _table(
    "frozen_themes",
    _project(),
    _ref("framework_version_id", "framework_versions", index=True),
    _number("theme_id"),
    _number("parent_id", optional=True),
    _number("place"),
    _text("number"),
    _text("name"),
    _text("definition"),
    _text("include"),
    _text("exclude"),
    _text("origin"),
    _yes_no("other"),
    _yes_no("retired"),
)

theme_reviews = _table(
    "theme_reviews",
    _project(),
    _ref("theme_id", "themes", index=True),
    _text("verdict"),
    _text("note"),
    _ref("person_id", "people"),
    _time("at"),
)

earlier_texts = _table(
    "earlier_texts",
    _project(),
    _ref("transcript_id", "transcripts", index=True),
    _number("number"),
    Column("digest", Text, ForeignKey("texts.digest"), nullable=False),
    _text("note"),
    _ref("person_id", "people"),
    _time("at"),
)

identities = _table(
    "identities",
    _project(),
    _text("key"),
    _text("guid"),
    UniqueConstraint("project_id", "key"),
    Index("ix_identities_guid", "project_id", "guid"),
)

carried = _table("carried", _project(), _text("kind"), _text("guid"), _text("xml"))

# The files of what is carried, each once under the SHA-256 of its bytes; like texts, acts never repeat them.
files = Table("files", metadata, Column("digest", Text, primary_key=True), Column("data", LargeBinary, nullable=False))

carried_files = _table(
    "carried_files",
    _project(),
    _ref("carried_id", "carried", index=True),
    _text("name"),
    Column("digest", Text, ForeignKey("files.digest"), nullable=False),
)

# The journal. An act's number is the study's version after it; `request` is what makes a repeated request harmless.
acts = _table(
    "acts",
    _project(),
    _number("number"),
    _text("operation"),
    _text("label"),
    _text("sentence"),
    _ref("person_id", "people"),
    _time("at"),
    Column("request", Text, unique=True),
    _ref("undoes", "acts", optional=True),
    _ref("undone_by", "acts", optional=True),
    _later_text("reason"),
    UniqueConstraint("project_id", "number"),
    Index("ix_acts_person", "project_id", "person_id", "id"),
)

# Before and after image of each row an act has written (JSON), in the order of writing.
writes = _table(
    "writes",
    _ref("act_id", "acts", index=True),
    _text("table"),
    _number("row_id"),
    Column("before", Text),
    Column("after", Text),
    Index("ix_writes_table_row_id", "table", "row_id"),
)

TABLES: dict[type, Table] = {
    model.Project: projects,
    model.Person: people,
    model.Design: designs,
    model.Membership: memberships,
    model.Site: sites,
    model.RoleGroup: role_groups,
    model.GroupType: group_types,
    model.Abbreviation: abbreviations,
    model.Case: cases,
    model.Attribute: attributes,
    model.AttributeValue: attribute_values,
    model.Participant: participants,
    model.Transcript: transcripts,
    model.Turn: turns,
    model.SyncPoint: sync_points,
    model.Reading: readings,
    model.Theme: themes,
    model.Question: questions,
    model.AskedOf: asked_of,
    model.AsksAbout: asks_about,
    model.Passage: passages,
    model.IndexEntry: index_entries,
    model.Cell: cells,
    model.Block: blocks,
    model.Link: links,
    model.CellReview: cell_reviews,
    model.Remark: remarks,
    model.Assignment: assignments,
    model.SignOff: sign_offs,
    model.Look: looks,
    model.Memo: memos,
    model.Pin: pins,
    model.Sweep: sweeps,
    model.Due: dues,
    model.Triage: triages,
    model.FrameworkVersion: framework_versions,
    model.FrozenTheme: frozen_themes,
    model.ThemeReview: theme_reviews,
    model.EarlierText: earlier_texts,
    model.Identity: identities,
    model.Carried: carried,
    model.CarriedFile: carried_files,
    model.Act: acts,
}
