"""Problems in a group, sealed, and who may hear of them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from service.db import BigId, Utc

revision: str = "0024"
down_revision: str | None = "0023"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column(
        "volunteers",
        sa.Column("takes_reports", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "reports",
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("topic", sa.String(10), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("barred", sa.LargeBinary(), nullable=False),
        sa.Column("keep_until", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("case_id"),
    )
    op.create_table(
        "report_readers",
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("volunteer_id", BigId, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["reports.case_id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteers.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("case_id", "volunteer_id"),
    )


def downgrade() -> None:
    op.drop_table("report_readers")
    op.drop_table("reports")
    with op.batch_alter_table("volunteers") as volunteers:
        volunteers.drop_column("takes_reports")
