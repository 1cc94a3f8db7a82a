"""Notices to groups, who runs which of them, and whom a coordinator has written down for one."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from service.db import BigId, Utc

revision: str = "0030"
down_revision: str | None = "0029"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

OPEN, TOLD = sa.text("ended_at IS NULL"), sa.text("message = 'notice.told'")
# In the order in which they can be dropped.
NEW = (
    *("notice_recipients", "notice_groups", "notice_events", "expected", "coordinators", "notices"),
)
# Whoever runs a group by now, and since when: since they were met.
RUNS = """
    INSERT INTO coordinators (group_id, person_id, since)
    SELECT groups.id, people.id, people.created_at
    FROM groups JOIN people ON people.id = groups.coordinator_id
"""


def upgrade() -> None:
    op.create_table(
        "notices",
        sa.Column("id", BigId, nullable=False),
        sa.Column("kind", sa.String(length=5), nullable=False),
        sa.Column("state", sa.String(length=8), server_default="draft", nullable=False),
        sa.Column("by_person_id", BigId, nullable=True),
        sa.Column("by_phone_id", BigId, nullable=True),
        sa.Column("fixes_id", BigId, nullable=True),
        sa.Column("meeting_id", BigId, nullable=True),
        sa.Column("on_date", sa.Date(), nullable=True),
        sa.Column("usual_at", Utc(), nullable=True),
        sa.Column("moved_to", Utc(), nullable=True),
        sa.Column("place", sa.String(length=160), nullable=True),
        sa.Column("reason", sa.String(length=60), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("recording_sid", sa.String(length=34), nullable=True),
        sa.Column("seconds", sa.Integer(), server_default="0", nullable=False),
        sa.Column("people", sa.Integer(), server_default="0", nullable=False),
        sa.Column("texts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("calls", sa.Integer(), server_default="0", nullable=False),
        sa.Column("cost_micros", BigId, server_default="0", nullable=False),
        sa.Column("sampled", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("wrong_counts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("urgent", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("held_until", Utc(), nullable=True),
        sa.Column("goes_at", Utc(), nullable=True),
        sa.Column("useful_until", Utc(), nullable=False),
        sa.Column("started_at", Utc(), nullable=True),
        sa.Column("ended_at", Utc(), nullable=True),
        sa.Column("keep_until", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["by_person_id"], ["people.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["by_phone_id"], ["phones.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["fixes_id"], ["notices.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_notices_by", "notices", ["by_person_id", "id"])
    op.create_index("ix_notices_keep", "notices", ["keep_until"])
    op.create_index(
        "ix_notices_open", "notices", ["state"], sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_table(
        "coordinators",
        sa.Column("group_id", BigId, nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("since", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("group_id", "person_id"),
    )
    op.create_index("ix_coordinators_person", "coordinators", ["person_id"])
    op.create_table(
        "expected",
        sa.Column("id", BigId, nullable=False),
        sa.Column("group_id", BigId, nullable=False),
        sa.Column("by_person_id", BigId, nullable=True),
        sa.Column("number_hash", sa.String(length=40), nullable=False),
        sa.Column("number", sa.LargeBinary(), nullable=True),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("added_at", Utc(), nullable=False),
        sa.Column("joined_at", Utc(), nullable=True),
        sa.Column("keep_until", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["by_person_id"], ["people.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("group_id", "number_hash", name="uq_expected_once"),
    )
    op.create_index("ix_expected_keep", "expected", ["keep_until"])
    op.create_index("ix_expected_number_hash", "expected", ["number_hash"])
    op.create_table(
        "notice_events",
        sa.Column("id", BigId, nullable=False),
        sa.Column("notice_id", BigId, nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("what", sa.String(length=12), nullable=False),
        sa.Column("by_person_id", BigId, nullable=True),
        sa.Column("why", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["by_person_id"], ["people.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_notice_events_notice_id", "notice_events", ["notice_id"])
    op.create_table(
        "notice_groups",
        sa.Column("notice_id", BigId, nullable=False),
        sa.Column("group_id", BigId, nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("notice_id", "group_id"),
    )
    op.create_table(
        "notice_recipients",
        sa.Column("notice_id", BigId, nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("phone_id", BigId, nullable=False),
        sa.Column("way", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["phone_id"], ["phones.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("notice_id", "person_id"),
    )
    op.create_index("ix_notice_recipients_person", "notice_recipients", ["person_id"])
    op.create_index("ix_notice_recipients_phone", "notice_recipients", ["notice_id", "phone_id"])
    op.create_index(
        "ix_outbox_notices",
        "outbox",
        ["subject_id", "phone_id"],
        sqlite_where=TOLD,
        postgresql_where=TOLD,
    )
    op.execute(sa.text(RUNS))


def downgrade() -> None:
    op.drop_index("ix_outbox_notices", "outbox")
    for table in NEW:
        op.drop_table(table)
