"""What is due by way: texts and calls have a pace of their own, so neither is read past the other."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

QUEUED = sa.text("state = 'queued'")


def upgrade() -> None:
    _replace(["way", "priority", "not_before"])


def downgrade() -> None:
    _replace(["priority", "not_before"])


def _replace(columns: list[str]) -> None:
    op.drop_index("ix_outbox_queued", "outbox")
    op.create_index(
        "ix_outbox_queued", "outbox", columns, sqlite_where=QUEUED, postgresql_where=QUEUED
    )
