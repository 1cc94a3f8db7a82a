"""Why a day is silent is its case's rule: nobody asks the day itself."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0034"
down_revision: str | None = "0033"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    # Not as a batch: SQLite would copy the table, and with the old one lose whom a day was told to.
    op.drop_column("check_in_days", "doubted")


def downgrade() -> None:
    op.add_column(
        "check_in_days",
        sa.Column("doubted", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
