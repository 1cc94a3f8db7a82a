"""Pages of a case by round and way; whom the ladder reaches when; what holds for a whole episode."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from service.db import BigId, Utc

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("cases") as cases:
        cases.add_column(sa.Column("wrote_at", Utc(), nullable=True))
        cases.add_column(sa.Column("paged_since", Utc(), nullable=True))
        cases.add_column(sa.Column("round", sa.Integer(), nullable=False, server_default="0"))
        cases.add_column(
            sa.Column("no_calls", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.create_index("ix_cases_phone", "cases", ["phone_id", "state"])
    op.add_column(
        "volunteers", sa.Column("role", sa.String(12), nullable=False, server_default="peer")
    )
    op.create_table(
        "case_pages",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("volunteer_id", BigId, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(4), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteers.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("case_id", "volunteer_id", "round", "way", name="uq_case_pages_once"),
    )


def downgrade() -> None:
    op.drop_table("case_pages")
    op.drop_column("volunteers", "role")
    op.drop_index("ix_cases_phone", table_name="cases")
    with op.batch_alter_table("cases") as cases:
        for name in ("no_calls", "round", "paged_since", "wrote_at"):
            cases.drop_column(name)
