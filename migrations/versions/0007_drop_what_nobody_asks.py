"""Drop what nobody asks: places are found by the gazetteer, never by a meeting's postal code."""

from collections.abc import Sequence

from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.drop_index("ix_meetings_postal", "meetings")


def downgrade() -> None:
    op.create_index("ix_meetings_postal", "meetings", ["postal_code"])
