"""Who said yes to being asked how they are, and when that is due."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from service.db import BigId, Utc

revision: str = "0022"
down_revision: str | None = "0021"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "follow_ups",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("stage", sa.String(10), nullable=False),
        sa.Column("state", sa.String(10), nullable=False, server_default="waits"),
        sa.Column("due_at", Utc(), nullable=False),
        sa.Column("volunteer_id", BigId, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteers.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("case_id", "stage", name="uq_follow_ups_once"),
    )


def downgrade() -> None:
    op.drop_table("follow_ups")
