"""Keep feeds fresh: where each came from, when it is due again, and which meeting repeats which."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from service.db import BigId, Utc

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def _new_columns() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("terms", sa.JSON(), nullable=True),
        sa.Column("url", sa.LargeBinary(), nullable=True),
        sa.Column("etag", sa.String(length=200), nullable=True),
        sa.Column("last_modified", sa.String(length=64), nullable=True),
        sa.Column("next_at", Utc(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("failing_since", Utc(), nullable=True),
        sa.Column("alarm_at", Utc(), nullable=True),
        sa.Column("alarm_why", sa.String(length=200), nullable=True),
    )


def upgrade() -> None:
    for column in _new_columns():
        op.add_column("feeds", column)
    op.add_column("meetings", sa.Column("twin_of", BigId, nullable=True))


def downgrade() -> None:
    op.drop_column("meetings", "twin_of")
    for column in reversed(_new_columns()):
        op.drop_column("feeds", column.name)
