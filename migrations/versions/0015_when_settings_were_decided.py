"""When each setting of a person was decided last: of two texts the one that was said later counts."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("people", sa.Column("decided_at", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("people", "decided_at")
