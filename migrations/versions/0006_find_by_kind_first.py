"""Find by kind first: both indexes of the search hold all it ranks by, the kind before the minute."""

from collections.abc import Sequence

from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

NEAR = ("cell", "minute_of_week", "fellowship", "attrs", "lat", "lon", "zone", "series")
REMOTE = ("remote", "fellowship", "minute_of_week")
RANKED_BY = ("zone", "series", "duration_min")
NEAR_BY_KIND = ("cell", "fellowship", "minute_of_week", "attrs", "lat", "lon", *RANKED_BY)
REMOTE_BY_KIND = ("remote", "fellowship", "minute_of_week", "attrs", *RANKED_BY)


def upgrade() -> None:
    _replace(NEAR_BY_KIND, REMOTE_BY_KIND)


def downgrade() -> None:
    _replace(NEAR, REMOTE)


def _replace(near: Sequence[str], remote: Sequence[str]) -> None:
    for name, columns in (("ix_meetings_near", near), ("ix_meetings_remote", remote)):
        op.drop_index(name, "meetings")
        op.create_index(name, "meetings", list(columns))
