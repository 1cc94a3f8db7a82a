"""Texts that the carrier is to forget; whether buddies may read a goal's words."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from service.db import Utc

revision: str = "0027"
down_revision: str | None = "0026"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "carrier_copies",
        sa.Column("sid", sa.String(length=34), nullable=False),
        sa.Column("delete_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("sid"),
    )
    op.create_index("ix_carrier_copies_delete_at", "carrier_copies", ["delete_at"])
    op.add_column(
        "goals", sa.Column("tells_words", sa.Boolean(), server_default=sa.false(), nullable=False)
    )


def downgrade() -> None:
    with op.batch_alter_table("goals") as goals:
        goals.drop_column("tells_words")
    op.drop_table("carrier_copies")
