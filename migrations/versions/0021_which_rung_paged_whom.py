"""Which rung of a round a page belongs to, and whether it was passed on."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from service.db import Utc

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("case_pages", sa.Column("rung", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("case_pages", sa.Column("passed_at", Utc(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("case_pages") as pages:
        pages.drop_column("passed_at")
        pages.drop_column("rung")
