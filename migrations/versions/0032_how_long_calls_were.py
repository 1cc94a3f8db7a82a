"""How long a call of ours was up, and for how long of that it was joined to another."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0032"
down_revision: str | None = "0031"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("attempts", sa.Column("seconds", sa.Integer(), nullable=True))
    op.add_column("attempts", sa.Column("joined_s", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("attempts") as attempts:
        attempts.drop_column("joined_s")
        attempts.drop_column("seconds")
