"""What indexing at an analyst's pace needs: versions of the framework, sweeps, pins, triage, corrections."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "framework_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("study_version", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_framework_versions_person_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_framework_versions_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_framework_versions")),
        sa.UniqueConstraint("project_id", "number", name=op.f("uq_framework_versions_project_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "frozen_themes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("framework_version_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("include", sa.Text(), nullable=False),
        sa.Column("exclude", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("other", sa.Boolean(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["framework_version_id"], ["framework_versions.id"], name=op.f("fk_frozen_themes_framework_version_id")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_frozen_themes_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen_themes")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("frozen_themes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_frozen_themes_framework_version_id"), ["framework_version_id"], unique=False
        )

    op.create_table(
        "pins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_pins_person_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_pins_project_id")),
        sa.ForeignKeyConstraint(["theme_id"], ["themes.id"], name=op.f("fk_pins_theme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pins")),
        sa.UniqueConstraint("project_id", "person_id", "position", name=op.f("uq_pins_project_id_person_id_position")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("pins", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pins_theme_id"), ["theme_id"], unique=False)

    op.create_table(
        "theme_reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_theme_reviews_person_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_theme_reviews_project_id")),
        sa.ForeignKeyConstraint(["theme_id"], ["themes.id"], name=op.f("fk_theme_reviews_theme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_reviews")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("theme_reviews", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_theme_reviews_theme_id"), ["theme_id"], unique=False)

    op.create_table(
        "dues",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("transcript_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_dues_project_id")),
        sa.ForeignKeyConstraint(["transcript_id"], ["transcripts.id"], name=op.f("fk_dues_transcript_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dues")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("dues", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dues_transcript_id"), ["transcript_id"], unique=False)

    op.create_table(
        "earlier_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("transcript_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["digest"], ["texts.digest"], name=op.f("fk_earlier_texts_digest")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_earlier_texts_person_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_earlier_texts_project_id")),
        sa.ForeignKeyConstraint(["transcript_id"], ["transcripts.id"], name=op.f("fk_earlier_texts_transcript_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earlier_texts")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("earlier_texts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_earlier_texts_transcript_id"), ["transcript_id"], unique=False)

    op.create_table(
        "sweeps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("transcript_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sweeps_person_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_sweeps_project_id")),
        sa.ForeignKeyConstraint(["transcript_id"], ["transcripts.id"], name=op.f("fk_sweeps_transcript_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sweeps")),
        sa.UniqueConstraint("transcript_id", "person_id", name=op.f("uq_sweeps_transcript_id_person_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "triages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("transcript_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_triages_person_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_triages_project_id")),
        sa.ForeignKeyConstraint(["transcript_id"], ["transcripts.id"], name=op.f("fk_triages_transcript_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_triages")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("triages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_triages_transcript_id"), ["transcript_id"], unique=False)

    with op.batch_alter_table("acts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reason", sa.Text(), server_default="", nullable=False))

    with op.batch_alter_table("memos", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pinned", sa.Boolean(), server_default="0", nullable=False))

    with op.batch_alter_table("passages", schema=None) as batch_op:
        batch_op.add_column(sa.Column("strength", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("key", sa.Boolean(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("consent", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("adrift", sa.Boolean(), server_default="0", nullable=False))

    with op.batch_alter_table("themes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("include", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("exclude", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("example_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("colour", sa.Integer(), nullable=True))
    op.create_index("ix_index_entries_person", "index_entries", ["project_id", "person_id", "id"])
