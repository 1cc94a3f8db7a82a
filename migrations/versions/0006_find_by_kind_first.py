"""Find by kind first: both indexes of the search hold all it ranks by, the kind before the minute."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

NAMES = {"cell": "ix_meetings_near", "remote": "ix_meetings_remote"}
BY_MINUTE = {
    "cell": ("cell", "minute_of_week", "fellowship", "attrs", "lat", "lon", "zone", "series"),
    "remote": ("remote", "fellowship", "minute_of_week"),
}
RANKED_BY = ("zone", "series", "duration_min")
BY_KIND = {
    "cell": ("cell", "fellowship", "minute_of_week", "attrs", "lat", "lon", *RANKED_BY),
    "remote": ("remote", "fellowship", "minute_of_week", "attrs", *RANKED_BY),
}


def upgrade() -> None:
    for where, name in NAMES.items():
        shown = sa.text(f"{where} IS NOT NULL")
        op.drop_index(name, "meetings")
        op.create_index(
            name,
            "meetings",
            list(BY_KIND[where]),
            postgresql_include=["id"],
            postgresql_where=shown,
            sqlite_where=shown,
        )


def downgrade() -> None:
    for where, name in NAMES.items():
        op.drop_index(name, "meetings")
        op.create_index(name, "meetings", list(BY_MINUTE[where]))
