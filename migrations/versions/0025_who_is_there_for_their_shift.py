"""What each volunteer was asked about each of their shifts, and who took it instead."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from service.db import BigId, Utc

revision: str = "0025"
down_revision: str | None = "0024"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "shift_asks",
        sa.Column("id", BigId, nullable=False),
        sa.Column("volunteer_id", BigId, nullable=False),
        sa.Column("begins_at", Utc(), nullable=False),
        sa.Column("ends_at", Utc(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("off_from", Utc(), nullable=True),
        sa.Column("looked_at", Utc(), nullable=True),
        sa.Column("taken_by", BigId, nullable=True),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteers.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["taken_by"], ["volunteers.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("volunteer_id", "begins_at", name="uq_shift_asks_once"),
    )
    op.create_index("ix_shift_asks_ends", "shift_asks", ["ends_at"])


def downgrade() -> None:
    op.drop_table("shift_asks")
