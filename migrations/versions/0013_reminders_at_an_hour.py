"""Reminders at an hour of the day, and by the way their person is reached."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    # What it held was how the line is reached, not what anybody asked for.
    op.drop_column("reminders", "way")
    op.add_column("reminders", sa.Column("way", sa.String(4), nullable=True))
    op.add_column("reminders", sa.Column("at_min", sa.Integer(), nullable=True))
    op.add_column(
        "reminders",
        sa.Column("at_any_hour", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    for column in ("at_any_hour", "at_min", "way"):
        op.drop_column("reminders", column)
    op.add_column(
        "reminders", sa.Column("way", sa.String(4), nullable=False, server_default="text")
    )
