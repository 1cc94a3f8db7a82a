"""Check-ins, contacts, goals, notes and first visits."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from service.db import BigId, Utc

revision: str = "0026"
down_revision: str | None = "0025"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# In the order in which they can be dropped.
NEW = (
    *("contact_tellings", "check_in_days", "visits", "goal_marks", "notes", "invitations"),
    *("goals", "contacts", "check_ins"),
)


def upgrade() -> None:
    op.create_table(
        "check_ins",
        sa.Column("id", BigId, nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("phone_id", BigId, nullable=False),
        sa.Column("second_phone_id", BigId, nullable=True),
        sa.Column("way", sa.String(length=4), nullable=True),
        sa.Column("asks", sa.String(length=10), server_default="feeling", nullable=False),
        sa.Column("at_min", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("grace_min", sa.Integer(), server_default="120", nullable=False),
        sa.Column("agreed_at", Utc(), nullable=True),
        sa.Column("proposed_by", BigId, nullable=True),
        sa.Column("on", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("away_until", Utc(), nullable=True),
        sa.Column("next_at", Utc(), nullable=True),
        sa.Column("called", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["phone_id"], ["phones.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["proposed_by"], ["people.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["second_phone_id"], ["phones.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("person_id", name="uq_check_ins_person"),
    )
    op.create_index("ix_check_ins_phone_id", "check_ins", ["phone_id"])
    op.create_table(
        "contacts",
        sa.Column("id", BigId, nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("phone_id", BigId, nullable=False),
        sa.Column("stands", sa.String(length=10), nullable=False),
        sa.Column("called", sa.LargeBinary(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("agreed_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["phone_id"], ["phones.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("person_id", "phone_id", "stands", name="uq_contacts_once"),
    )
    op.create_index("ix_contacts_person_id", "contacts", ["person_id"])
    op.create_index("ix_contacts_phone_id", "contacts", ["phone_id"])
    op.create_table(
        "goals",
        sa.Column("id", BigId, nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("phone_id", BigId, nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("since", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["phone_id"], ["phones.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("person_id", name="uq_goals_person"),
    )
    op.create_table(
        "invitations",
        sa.Column("id", BigId, nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("stands", sa.String(length=10), nullable=False),
        sa.Column("called", sa.LargeBinary(), nullable=True),
        sa.Column("code_hash", sa.String(length=80), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("expires_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code_hash"),
    )
    op.create_index("ix_invitations_expires_at", "invitations", ["expires_at"])
    op.create_index("ix_invitations_person_id", "invitations", ["person_id"])
    op.create_table(
        "notes",
        sa.Column("id", BigId, nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("phone_id", BigId, nullable=False),
        sa.Column("visit_at", Utc(), nullable=False),
        sa.Column("return_at", Utc(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("recording_sid", sa.String(length=34), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["phone_id"], ["phones.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("person_id", name="uq_notes_person"),
    )
    op.create_table(
        "goal_marks",
        sa.Column("id", BigId, nullable=False),
        sa.Column("goal_id", BigId, nullable=False),
        sa.Column("done_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["goal_id"], ["goals.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_goal_marks_goal_id", "goal_marks", ["goal_id"])
    op.create_table(
        "visits",
        sa.Column("id", BigId, nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("phone_id", BigId, nullable=False),
        sa.Column("meeting_id", BigId, nullable=False),
        sa.Column("occurs_at", Utc(), nullable=False),
        sa.Column("asked_at", Utc(), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("keep_until", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["phone_id"], ["phones.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("person_id", "meeting_id", name="uq_visits_once"),
    )
    op.create_table(
        "check_in_days",
        sa.Column("id", BigId, nullable=False),
        sa.Column("check_in_id", BigId, nullable=False),
        sa.Column("occurs_at", Utc(), nullable=False),
        sa.Column("state", sa.String(length=10), server_default="asking", nullable=False),
        sa.Column("counts_from", Utc(), nullable=False),
        sa.Column("rung", sa.Integer(), server_default="0", nullable=False),
        sa.Column("round", sa.Integer(), server_default="0", nullable=False),
        sa.Column("contact_id", BigId, nullable=True),
        sa.Column("doubted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("case_id", BigId, nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("answered_at", Utc(), nullable=True),
        sa.Column("ended_at", Utc(), nullable=True),
        sa.Column("keep_until", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["check_in_id"], ["check_ins.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("check_in_id", "occurs_at", name="uq_check_in_days_once"),
    )
    op.create_index("ix_check_in_days_keep", "check_in_days", ["keep_until"])
    op.create_index("ix_check_in_days_occurs", "check_in_days", ["occurs_at"])
    op.create_index(
        "ix_check_in_days_open",
        "check_in_days",
        ["check_in_id"],
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "contact_tellings",
        sa.Column("id", BigId, nullable=False),
        sa.Column("day_id", BigId, nullable=False),
        sa.Column("contact_id", BigId, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("told_at", Utc(), nullable=False),
        sa.Column("said", sa.String(length=10), nullable=True),
        sa.Column("said_at", Utc(), nullable=True),
        sa.Column("cleared_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["day_id"], ["check_in_days.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("day_id", "contact_id", "round", name="uq_contact_tellings_once"),
    )
    op.add_column("people", sa.Column("paused_until", Utc(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("people") as people:
        people.drop_column("paused_until")
    for table in NEW:
        op.drop_table(table)
