"""Dispatch centres by county, for a helper to call."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from service.db import BigId, Utc

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "dispatch_centres",
        sa.Column("id", BigId, nullable=False),
        sa.Column("county", sa.String(60), nullable=False),
        sa.Column("region", sa.String(40), nullable=False),
        sa.Column("number", sa.String(16), nullable=False),
        sa.Column("checked_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("region", "county", name="uq_dispatch_centres_county"),
    )


def downgrade() -> None:
    op.drop_table("dispatch_centres")
