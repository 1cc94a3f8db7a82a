"""What may still be unread: how far the carrier's list was taken, and which spools hold texts."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from service.db import Utc

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "catch_ups",
        sa.Column("line", sa.String(20), nullable=False),
        sa.Column("taken_until", Utc(), nullable=False),
        sa.Column("looked_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("line"),
    )
    op.create_table(
        "waiting",
        sa.Column("spool", sa.String(26), nullable=False),
        sa.Column("texts", sa.Integer(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("spool"),
    )


def downgrade() -> None:
    op.drop_table("waiting")
    op.drop_table("catch_ups")
