"""Places grown from feeds: postal codes and towns the file of places doesn't have."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from service.db import BigId

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "gazetteer",
        sa.Column("id", BigId, nullable=False),
        sa.Column("feed_id", BigId, nullable=True),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("region", sa.String(length=40), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_gazetteer_key", "gazetteer", ["kind", "key"])
    op.create_index("ix_gazetteer_feed", "gazetteer", ["feed_id"])


def downgrade() -> None:
    op.drop_table("gazetteer")
