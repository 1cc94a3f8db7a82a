"""Phones whose person asked to be erased, until nothing of them is left."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from service.db import BigId, Utc

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "erasures",
        sa.Column("phone_id", BigId, nullable=False),
        sa.Column("asked_at", Utc(), nullable=False),
        sa.Column("look_at", Utc(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["phone_id"], ["phones.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("phone_id"),
    )
    op.create_index("ix_erasures_due", "erasures", ["look_at"])


def downgrade() -> None:
    op.drop_table("erasures")
