"""What the doctor asks about those on call: can each be rung, and at which hours is nobody there?"""

from datetime import timedelta

from sqlalchemy.orm import Session

from service.crisis.volunteers import WEEK, standing, uncovered
from service.health import Check
from service.house import House
from service.meetings.joining import may_be_dialled
from service.settings import Settings

HOUR = timedelta(hours=1)
NO_FALLBACK = "none: with the database away, nobody is called (CRISIS_FALLBACK_NUMBERS)"
FIX = "Let them say START to the line, or run: porchlight oncall remove ID"


def check_fallback_numbers(settings: Settings) -> Check:
    """Whom the process calls by itself when the roster can't be read or reaches nobody."""
    wrong = [
        str(phone) for phone in settings.fallback_phones if not may_be_dialled(phone, settings)
    ]
    if wrong:
        fix = "Give others, or add their country to DIAL_COUNTRIES."
        return Check("fallback numbers", False, f"may not be dialled: {', '.join(wrong)}", fix)
    count = len(settings.fallback_phones)
    if not count:
        return Check("fallback numbers", True, NO_FALLBACK)
    detail = f"{count} called when nobody on the roster can be told of imminent danger"
    return Check("fallback numbers", True, detail)


def check_roster(session: Session, house: House) -> Check:
    """A roster without anybody is a choice: then who asks for a person is told the crisis line."""
    settings, now = house.settings, house.clock.now()
    everyone = standing(session, settings, now)
    if not everyone:
        return Check("on call", True, "nobody: who asks for a person is told the crisis line")
    mute = [one for one in everyone if one.stopped or one.phone.e164 == settings.line_number]
    if mute:
        ids = ", ".join(str(one.id) for one in mute)
        return Check("on call", False, f"can't be rung, by STOP or as the line itself: {ids}", FIX)
    alone = round(uncovered(session, settings, now) / HOUR)
    people = f"{len(everyone)} volunteer{'s' if len(everyone) > 1 else ''}"
    return Check("on call", True, f"{people}; nobody for {alone} of the next {WEEK // HOUR} hours")
