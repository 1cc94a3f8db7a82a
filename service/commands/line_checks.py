"""What the doctor asks about crisis lines: confirmed by a person, read and tried lately, and the last drill.

With the simulator nobody depends on them, so it is only told.
"""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from service.crisis import confirmed, drills
from service.crisis.confirmed import OWN, Record, key_of
from service.crisis.lines import COUNTRIES, NOWHERE, Line, line_for, owner
from service.health import Check
from service.settings import Settings

READ_LAST = timedelta(days=180)
TRIED_LAST = timedelta(days=90)
CONFIRM = 'Look each up, then run: porchlight lines confirm {what} --by "Your Name"'
TEST = 'Try it as agreed with it, then run: porchlight lines tested {key} --by "Your Name"'
DRILL = "Tell your volunteers when, then run: porchlight drill"


def check_confirmed(settings: Settings, now: datetime) -> Check:
    """Those of the home country, and our own: nothing starts before."""
    return _as_carried(settings, _confirmed(settings, confirmed.record_of(settings), now))


def check_tried(settings: Settings, now: datetime) -> Check:
    return _as_carried(settings, _tried(settings, confirmed.record_of(settings), now))


def check_drill(session: Session, settings: Settings, now: datetime) -> Check:
    """Whether the ladder was rehearsed lately."""
    last = drills.last(session)
    if last is None:
        return _as_carried(settings, Check("drill", False, "there was none yet", DRILL))
    ago = now - last.opened_at
    detail = f"last drill {ago.days} days ago"
    return _as_carried(settings, Check("drill", ago <= TRIED_LAST, detail, DRILL))


def _confirmed(settings: Settings, record: Record, now: datetime) -> Check:
    home = owner(settings.home_country)
    if missing := confirmed.unconfirmed(settings):
        told = f"{' and '.join(missing)} confirmed by nobody: nothing starts with CARRIER=twilio"
        return Check("lines", False, told, CONFIRM.format(what=missing[0]))
    mark = record.confirmed[home]
    read = max(_read_last(home), mark.at.date())
    detail = f"{home} confirmed by {mark.by} on {mark.at:%Y-%m-%d}"
    if now.date() - read > READ_LAST:
        told = f"{detail}; its sources were last read on {read}"
        return Check("lines", False, told, CONFIRM.format(what=home))
    return Check("lines", True, detail)


def _read_last(country: str) -> date:
    """When the one that was read longest ago was read."""
    rows = [line for line in COUNTRIES.get(country, NOWHERE).lines if line.confirmed]
    return min((line.verified_on for line in rows), default=date.max)


def _tried(settings: Settings, record: Record, now: datetime) -> Check:
    """Those that answers name; the others are tried when somebody finds the time."""
    late = [key for key in _named(settings) if not _is_fresh(record, key, now)]
    if not late:
        return Check("lines tested", True, f"all within {TRIED_LAST.days} days")
    detail = f"never, or more than {TRIED_LAST.days} days ago: {', '.join(late)}"
    return Check("lines tested", False, detail, TEST.format(key=late[0]))


def _named(settings: Settings) -> list[str]:
    country = owner(settings.home_country)
    found: list[Line | None] = [line_for(country, "crisis"), line_for(country, "violence")]
    keys = [key_of(country, line) for line in dict.fromkeys(found) if line]
    own = confirmed.own_of(settings)
    return [*keys, key_of(OWN, own)] if own else keys


def _is_fresh(record: Record, key: str, now: datetime) -> bool:
    mark = record.tested.get(key)
    return mark is not None and now - mark.at <= TRIED_LAST


def _as_carried(settings: Settings, check: Check) -> Check:
    if settings.carrier != "simulator" or check.ok:
        return check
    return Check(check.check, True, f"{check.detail} (with a real carrier this must be done)")
