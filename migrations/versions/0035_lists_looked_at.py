"""Lists of meetings that are looked at before they are taken, and what is to be known of a group."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from service.crypto import SealedFile, SealedJson, SealedText
from service.db import BigId, Utc

revision: str = "0035"
down_revision: str | None = "0034"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "group_facts",
        sa.Column("group_id", BigId, nullable=False),
        sa.Column("led_by", sa.String(length=12), nullable=True),
        sa.Column("structure", sa.String(length=12), nullable=True),
        sa.Column("commitment", sa.String(length=12), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("group_id"),
    )
    op.create_table(
        "list_imports",
        sa.Column("id", BigId, nullable=False),
        sa.Column("by_person_id", BigId, nullable=True),
        sa.Column("asked_at", Utc(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("claimed_until", Utc(), nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("url", SealedText(), nullable=True),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("copy", SealedFile(), nullable=True),
        sa.Column("etag", sa.String(length=200), nullable=True),
        sa.Column("last_modified", sa.String(length=64), nullable=True),
        sa.Column("base", sa.String(length=64), nullable=True),
        sa.Column("found", SealedJson(), nullable=True),
        sa.Column("accepts_shrink", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["by_person_id"], ["people.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_list_imports_state", "list_imports", ["state", "claimed_until"])
    op.create_index("ix_list_imports_asked_at", "list_imports", ["asked_at"])


def downgrade() -> None:
    op.drop_table("list_imports")
    op.drop_table("group_facts")
