"""What a person has to know of, and what a receipt or a refusal said of one attempt."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from service.db import BigId, Utc

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", BigId, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("detail", sa.String(160), nullable=False),
        sa.Column("first_at", Utc(), nullable=False),
        sa.Column("last_at", Utc(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("paused_until", Utc(), nullable=True),
        sa.Column("told_at", Utc(), nullable=True),
        sa.Column("cleared_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("kind"),
    )
    op.add_column("attempts", sa.Column("status", sa.Integer(), nullable=True))
    op.add_column("attempts", sa.Column("said", sa.LargeBinary(), nullable=True))
    op.add_column("attempts", sa.Column("failed_at", Utc(), nullable=True))


def downgrade() -> None:
    for name in ("failed_at", "said", "status"):
        op.drop_column("attempts", name)
    op.drop_table("alerts")
