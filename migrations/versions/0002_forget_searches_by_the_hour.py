"""Forget a search by the hour it was made, not by how long a conversation has been silent."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from service.db import Utc

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("conversations", sa.Column("forget_at", Utc(), nullable=True))
    op.create_index("ix_conversations_forget", "conversations", ["forget_at"])
    # When the searches in these memos were made nobody wrote down: they go with the next round.
    op.execute("UPDATE conversations SET forget_at = changed_at WHERE NOT forgotten")
    op.drop_column("conversations", "forgotten")


def downgrade() -> None:
    op.add_column(
        "conversations",
        sa.Column("forgotten", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.drop_index("ix_conversations_forget", "conversations")
    op.drop_column("conversations", "forget_at")
