"""Six-digit codes that were wrong, counted for everybody together."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from service.db import BigId, Utc

revision: str = "0029"
down_revision: str | None = "0028"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "code_tries",
        sa.Column("id", BigId, nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_code_tries_at", "code_tries", ["at"])


def downgrade() -> None:
    op.drop_table("code_tries")
