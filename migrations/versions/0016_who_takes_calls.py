"""Volunteers and their shifts; cases with who took them; which of a phone's people asked to be told."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from service.db import BigId, Utc

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

CASE_COLUMNS: dict[str, Any] = {
    "language": sa.String(2),
    "claimed_at": Utc(),
    "closed_at": Utc(),
    "outcome": sa.String(20),
    "call_back_by": Utc(),
}
# SQLite adds a foreign key only by writing the table anew.
CASE_KEYS = (("person_id", "people"), ("claimed_by", "volunteers"))


def upgrade() -> None:
    _volunteers()
    with op.batch_alter_table("cases") as cases:
        for name, type_ in CASE_COLUMNS.items():
            cases.add_column(sa.Column(name, type_, nullable=True))
        for name, table in CASE_KEYS:
            cases.add_column(sa.Column(name, BigId, nullable=True))
            cases.create_foreign_key(f"fk_cases_{name}", table, [name], ["id"], ondelete="SET NULL")
    op.create_index("ix_cases_state", "cases", ["state", "opened_at"])
    _of_cases()
    with op.batch_alter_table("watches") as watches:
        watches.add_column(sa.Column("person_id", BigId, nullable=True))
        watches.create_foreign_key(
            "fk_watches_person_id", "people", ["person_id"], ["id"], ondelete="CASCADE"
        )


def _volunteers() -> None:
    op.create_table(
        "volunteers",
        sa.Column("id", BigId, nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("phone_id", BigId, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("held_until", Utc(), nullable=True),
        sa.Column("held_by", sa.String(64), nullable=True),
        sa.Column("agreed_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["phone_id"], ["phones.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("person_id"),
    )
    op.create_table(
        "shifts",
        sa.Column("id", BigId, nullable=False),
        sa.Column("volunteer_id", BigId, nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("on_date", sa.Date(), nullable=True),
        sa.Column("from_min", sa.Integer(), nullable=False),
        sa.Column("until_min", sa.Integer(), nullable=False),
        sa.Column("off", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteers.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_shifts_volunteer_id", "shifts", ["volunteer_id"])


def _of_cases() -> None:
    op.create_table(
        "case_events",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("what", sa.String(12), nullable=False),
        sa.Column("volunteer_id", BigId, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteers.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_case_events_case_id", "case_events", ["case_id"])
    op.create_table(
        "case_rings",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("volunteer_id", BigId, nullable=False),
        sa.Column("round", sa.Integer(), server_default="0", nullable=False),
        sa.Column("rung_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteers.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("case_id", "volunteer_id", "round", name="uq_case_rings_once"),
    )
    op.create_table(
        "voice_messages",
        sa.Column("recording_sid", sa.String(34), nullable=False),
        sa.Column("case_id", BigId, nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.Column("delete_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("recording_sid"),
    )
    op.create_index("ix_voice_messages_delete_at", "voice_messages", ["delete_at"])


def downgrade() -> None:
    for table in ("voice_messages", "case_rings", "case_events"):
        op.drop_table(table)
    with op.batch_alter_table("watches") as watches:
        watches.drop_constraint("fk_watches_person_id", type_="foreignkey")
        watches.drop_column("person_id")
    op.drop_index("ix_cases_state", table_name="cases")
    with op.batch_alter_table("cases") as cases:
        for name, _ in CASE_KEYS:
            cases.drop_constraint(f"fk_cases_{name}", type_="foreignkey")
            cases.drop_column(name)
        for name in CASE_COLUMNS:
            cases.drop_column(name)
    op.drop_table("shifts")
    op.drop_table("volunteers")
