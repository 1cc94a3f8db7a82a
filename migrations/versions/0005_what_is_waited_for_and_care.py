"""What people wait for, and care near them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from service.db import BigId, Utc

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "watches",
        sa.Column("id", BigId, nullable=False),
        sa.Column("phone_id", BigId, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("place", sa.String(80), nullable=False),
        sa.Column("region", sa.String(40), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("miles", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("asked_at", Utc(), nullable=False),
        sa.Column("expires_at", Utc(), nullable=False),
        sa.Column("looked_at", Utc(), nullable=False),
        sa.Column("told_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["phone_id"], ["phones.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_watches_looked", "watches", ["told_at", "looked_at"])
    op.create_table(
        "care",
        sa.Column("id", BigId, nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("phone", sa.String(20), nullable=False),
        sa.Column("town", sa.String(80), nullable=True),
        sa.Column("region", sa.String(40), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("note", sa.String(60), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def downgrade() -> None:
    op.drop_table("care")
    op.drop_index("ix_watches_looked", "watches")
    op.drop_table("watches")
