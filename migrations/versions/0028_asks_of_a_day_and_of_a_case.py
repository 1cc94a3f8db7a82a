"""The asks of a check-in's day, and the days of a silence's case, are found without reading all others."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0028"
down_revision: str | None = "0027"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

ASKS, HANDED = sa.text("message = 'checkin.ask'"), sa.text("case_id IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_outbox_asks", "outbox", ["subject_id"], sqlite_where=ASKS, postgresql_where=ASKS
    )
    op.create_index(
        "ix_check_in_days_case", "check_in_days", ["case_id"],
        sqlite_where=HANDED, postgresql_where=HANDED,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_check_in_days_case", "check_in_days")
    op.drop_index("ix_outbox_asks", "outbox")
