"""Where in a transcript which moment of its recording is."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "sync_points",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("transcript_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_sync_points_project_id")),
        sa.ForeignKeyConstraint(["transcript_id"], ["transcripts.id"], name=op.f("fk_sync_points_transcript_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_points")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("sync_points", schema=None) as batch_op:
        batch_op.create_index("ix_sync_points_transcript_id_position", ["transcript_id", "position"], unique=False)
