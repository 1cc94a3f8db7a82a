"""What a line of a case's timeline came from: written again in one text, it is one line."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("case_events", sa.Column("source_key", sa.String(64), nullable=True))
    op.create_index("uq_case_events_source", "case_events", ["source_key"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_case_events_source", "case_events")
    op.drop_column("case_events", "source_key")
