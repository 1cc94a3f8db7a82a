"""Wrong codes are counted for a phone that several people share."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from service.db import Utc

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column(
        "phones", sa.Column("code_failures", sa.Integer(), nullable=False, server_default="0")
    )
    for name in ("code_failed_at", "code_locked_until"):
        op.add_column("phones", sa.Column(name, Utc(), nullable=True))


def downgrade() -> None:
    for name in ("code_locked_until", "code_failed_at", "code_failures"):
        op.drop_column("phones", name)
