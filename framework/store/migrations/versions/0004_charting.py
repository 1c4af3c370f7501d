"""What charting and its review need: evidence of cells, steps and remarks, assignments, sign-offs, the topic guide."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "looks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_looks_person_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_looks_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_looks")),
        sa.UniqueConstraint("project_id", "person_id", name=op.f("uq_looks_project_id_person_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_questions_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "asked_of",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("role_group_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_asked_of_project_id")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_asked_of_question_id")),
        sa.ForeignKeyConstraint(["role_group_id"], ["role_groups.id"], name=op.f("fk_asked_of_role_group_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked_of")),
        sa.UniqueConstraint("question_id", "role_group_id", name=op.f("uq_asked_of_question_id_role_group_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("asked_of", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_asked_of_role_group_id"), ["role_group_id"], unique=False)

    op.create_table(
        "asks_about",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_asks_about_project_id")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_asks_about_question_id")),
        sa.ForeignKeyConstraint(["theme_id"], ["themes.id"], name=op.f("fk_asks_about_theme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asks_about")),
        sa.UniqueConstraint("question_id", "theme_id", name=op.f("uq_asks_about_question_id_theme_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("asks_about", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_asks_about_theme_id"), ["theme_id"], unique=False)

    op.create_table(
        "sign_offs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sign_offs_person_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_sign_offs_project_id")),
        sa.ForeignKeyConstraint(["theme_id"], ["themes.id"], name=op.f("fk_sign_offs_theme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_offs")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("sign_offs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_offs_theme_id"), ["theme_id"], unique=False)

    op.create_table(
        "assignments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_assignments_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_assignments_person_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_assignments_project_id")),
        sa.ForeignKeyConstraint(["theme_id"], ["themes.id"], name=op.f("fk_assignments_theme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
        sa.UniqueConstraint("case_id", "theme_id", name=op.f("uq_assignments_case_id_theme_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignments_theme_id"), ["theme_id"], unique=False)

    op.create_table(
        "cell_reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("cell_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["cell_id"], ["cells.id"], name=op.f("fk_cell_reviews_cell_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_cell_reviews_person_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_cell_reviews_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cell_reviews")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("cell_reviews", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cell_reviews_cell_id"), ["cell_id"], unique=False)

    op.create_table(
        "remarks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("cell_id", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("passage_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["answers"], ["remarks.id"], name=op.f("fk_remarks_answers")),
        sa.ForeignKeyConstraint(["cell_id"], ["cells.id"], name=op.f("fk_remarks_cell_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_remarks_person_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_remarks_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remarks")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("remarks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_remarks_answers"), ["answers"], unique=False)
        batch_op.create_index(batch_op.f("ix_remarks_cell_id"), ["cell_id"], unique=False)

    with op.batch_alter_table("cells", schema=None) as batch_op:
        batch_op.add_column(sa.Column("evidence", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("dynamics", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("settled", sa.Text(), server_default="", nullable=False))

    with op.batch_alter_table("designs", schema=None) as batch_op:
        batch_op.add_column(sa.Column("row_order", sa.Text(), server_default="", nullable=False))

    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.add_column(sa.Column("spans", sa.Text(), server_default="", nullable=False))
    with op.batch_alter_table("writes", schema=None) as batch_op:
        batch_op.create_index("ix_writes_table_row_id", ["table", "row_id"], unique=False)
