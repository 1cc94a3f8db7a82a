"""Who may use the console, their codes and sessions, forms that were taken, and a log nobody can edit."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from service.db import BigId, Utc

revision: str = "0033"
down_revision: str | None = "0032"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

NEW = ("console_posts", "sign_ins", "console_sessions", "forms_taken", "console_log")
# An entry, once written, stays: for us, too.
REFUSE = {
    "sqlite": """
        CREATE TRIGGER console_log_no_{verb} BEFORE {verb} ON console_log
        BEGIN SELECT RAISE(ABORT, 'the log is not edited'); END
    """,
    "postgresql": """
        CREATE TRIGGER console_log_no_{verb} BEFORE {verb} ON console_log
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_edit_the_log()
    """,
}
FUNCTION = """
    CREATE FUNCTION refuse_to_edit_the_log() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the log is not edited'; END $$
"""


def upgrade() -> None:
    _posts_and_sessions()
    op.create_table(
        "sign_ins",
        sa.Column("id", BigId, nullable=False),
        sa.Column("number_hash", sa.String(length=40), nullable=False),
        sa.Column("phone_id", BigId, nullable=True),
        sa.Column("asked_at", Utc(), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("used_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["phone_id"], ["phones.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_sign_ins_number", "sign_ins", ["number_hash", "asked_at"])
    op.create_index("ix_sign_ins_asked_at", "sign_ins", ["asked_at"])
    op.create_table(
        "forms_taken",
        sa.Column("mark", sa.String(length=40), nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("led_to", sa.String(length=200), nullable=False),
        sa.Column("taken_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("mark"),
    )
    op.create_index("ix_forms_taken_taken_at", "forms_taken", ["taken_at"])
    _log()


def downgrade() -> None:
    for table in reversed(NEW):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_to_edit_the_log()")


def _posts_and_sessions() -> None:
    op.create_table(
        "console_posts",
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("post", sa.String(length=8), nullable=False),
        sa.Column("since", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id"),
    )
    op.create_table(
        "console_sessions",
        sa.Column("token_hash", sa.String(length=40), nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("started_at", Utc(), nullable=False),
        sa.Column("seen_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_index("ix_console_sessions_person", "console_sessions", ["person_id"])
    op.create_index("ix_console_sessions_seen_at", "console_sessions", ["seen_at"])


def _log() -> None:
    op.create_table(
        "console_log",
        sa.Column("id", BigId, nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("by_person_id", BigId, nullable=True),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=True),
        sa.Column("subject_id", BigId, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_console_log_at", "console_log", ["at"])
    op.create_index("ix_console_log_subject", "console_log", ["subject_kind", "subject_id"])
    dialect = op.get_bind().dialect.name
    if dialect == "postgresql":
        op.execute(FUNCTION)
    for verb in ("UPDATE", "DELETE"):
        op.execute(REFUSE[dialect].format(verb=verb))
