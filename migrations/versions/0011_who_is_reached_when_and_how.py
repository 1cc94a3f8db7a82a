"""Dates off and moved, own hours and ways, a code, who comes and who needs a ride."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from service.db import BigId, Utc

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    for table, columns in _added().items():
        for column in columns:
            op.add_column(table, column)
    _meeting_dates()
    _attendances()
    _rides()
    op.create_table(
        "suppressions",
        sa.Column("number_hash", sa.String(40), nullable=False),
        sa.Column("stopped_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("number_hash"),
    )


def downgrade() -> None:
    for table in ("suppressions", "rides", "attendances", "meeting_dates"):
        op.drop_table(table)
    for table, columns in _added().items():
        for column in columns:
            op.drop_column(table, column.name)


def _added() -> dict[str, tuple[sa.Column[Any], ...]]:
    return {
        "people": (
            sa.Column("reach", sa.String(4), nullable=True),
            sa.Column("contact_from_min", sa.Integer(), nullable=True),
            sa.Column("contact_until_min", sa.Integer(), nullable=True),
            sa.Column("code_hash", sa.String(80), nullable=True),
            sa.Column("code_failures", sa.Integer(), nullable=False, server_default="0"),
            sa.Column("code_locked_until", Utc(), nullable=True),
        ),
        "phones": (sa.Column("looked_up_at", Utc(), nullable=True),),
        "meetings": (sa.Column("starts_on", sa.Date(), nullable=True),),
        "outbox": (
            sa.Column("at_any_hour", sa.Boolean(), nullable=False, server_default=sa.false()),
        ),
    }


def _meeting_dates() -> None:
    op.create_table(
        "meeting_dates",
        sa.Column("id", BigId, nullable=False),
        sa.Column("meeting_id", BigId, nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("starts_at", Utc(), nullable=True),
        sa.Column("place", sa.String(160), nullable=True),
        sa.Column("reason", sa.String(60), nullable=True),
        sa.Column("changed_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("meeting_id", "on_date", name="uq_meeting_dates_once"),
    )


def _attendances() -> None:
    op.create_table(
        "attendances",
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("meeting_id", BigId, nullable=False),
        sa.Column("occurs_at", Utc(), nullable=False),
        sa.Column("answer", sa.String(10), nullable=False),
        sa.Column("answered_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", "meeting_id", "occurs_at"),
    )
    op.create_index("ix_attendances_meeting", "attendances", ["meeting_id", "occurs_at"])


def _rides() -> None:
    op.create_table(
        "rides",
        sa.Column("id", BigId, nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("phone_id", BigId, nullable=False),
        sa.Column("meeting_id", BigId, nullable=False),
        sa.Column("occurs_at", Utc(), nullable=False),
        sa.Column("shares_number", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("asked_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["phone_id"], ["phones.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("person_id", "meeting_id", "occurs_at", name="uq_rides_once"),
    )
