"""What the doctor asks about money: how much of what notices may cost this month is used."""

from datetime import datetime

from sqlalchemy.orm import Session

from service.health import Check
from service.notices import spending
from service.settings import Settings

MUCH = 0.8
FIX = "See: porchlight notices spending. NOTICES_MONTH_CAP_CENTS raises it; above it notices are refused."


def check_money(session: Session, settings: Settings, now: datetime) -> Check:
    spent = spending.since(session, settings, spending.month_of(settings, now))
    cap = settings.notices_month_cap_cents
    so_far = f"notices: ${(spent.micros + spent.going_micros) / 1_000_000:.2f} this month"
    if not cap:
        return Check("money", True, f"{so_far}, no limit is set")
    share = spent.share_of(cap)
    return Check("money", share < MUCH, f"{so_far}, {share:.0%} of ${cap / 100:.2f}", FIX)
