"""Lists of people that are looked at before anything of them is saved."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from service.crypto import SealedFile, SealedJson
from service.db import BigId, Utc

revision: str = "0037"
down_revision: str | None = "0036"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

LISTS = "people_lists"
FROM_LIST = "fk_expected_list"


def upgrade() -> None:
    _lists()
    op.create_table(
        "people_list_pieces",
        sa.Column("list_id", BigId, nullable=False),
        sa.Column("at", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", SealedFile(), nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["people_lists.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("list_id", "at"),
    )
    op.create_table(
        "people_list_rows",
        sa.Column("list_id", BigId, nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("number_hash", sa.String(length=40), nullable=True),
        sa.Column("entry", SealedJson(), nullable=True),
        sa.ForeignKeyConstraint(["list_id"], ["people_lists.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("list_id", "line"),
    )
    op.create_index("ix_people_list_rows_number_hash", "people_list_rows", ["number_hash"])
    with op.batch_alter_table("expected") as expected:
        expected.add_column(sa.Column("list_id", BigId, nullable=True))
        expected.create_foreign_key(FROM_LIST, LISTS, ["list_id"], ["id"], ondelete="SET NULL")
        expected.create_index("ix_expected_list_id", ["list_id"])


def downgrade() -> None:
    with op.batch_alter_table("expected") as expected:
        expected.drop_index("ix_expected_list_id")
        expected.drop_constraint(FROM_LIST, type_="foreignkey")
        expected.drop_column("list_id")
    for table in ("people_list_rows", "people_list_pieces", LISTS):
        op.drop_table(table)


def _lists() -> None:
    op.create_table(
        LISTS,
        sa.Column("id", BigId, nullable=False),
        sa.Column("by_person_id", BigId, nullable=False),
        sa.Column("group_id", BigId, nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("encoding", sa.String(length=12), nullable=False),
        sa.Column("separator", sa.String(length=1), nullable=False),
        sa.Column("has_head", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=True),
        sa.Column("sees_all", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("has_proof", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("sample", SealedJson(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("read_to", sa.Integer(), server_default="0", nullable=False),
        sa.Column("taken_to", sa.Integer(), server_default="0", nullable=False),
        sa.Column("refused", sa.String(length=20), nullable=True),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("wanted_at", Utc(), nullable=True),
        sa.Column("lease_until", Utc(), nullable=True),
        sa.Column("keep_until", Utc(), nullable=True),
        sa.Column("ended_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["by_person_id"], ["people.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_people_lists_state", LISTS, ["state"])
