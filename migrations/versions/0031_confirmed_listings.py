"""When somebody who runs a group last said that its meeting is listed as it is."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from service.db import Utc

revision: str = "0031"
down_revision: str | None = "0030"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("meetings", sa.Column("confirmed_at", Utc(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("meetings") as meetings:
        meetings.drop_column("confirmed_at")
