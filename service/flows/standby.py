"""What a fallback number hears, from the process alone: neutral before a key, then how to reach them.

The two are joined by keys, each with the line's number before them; whoever is in danger presses one, too, so
that no machine and nobody else of the household is joined.
"""

from sqlalchemy.orm import Session

from service import members
from service.carrier import twiml
from service.crisis import cases
from service.crisis.episodes import open_case, see_to
from service.crisis.screen import Kind
from service.crisis.standby import BOTH, TAKEN, Trouble, unseal
from service.house import House
from service.meetings.joining import may_be_dialled
from service.models import CaseStep
from service.settings import Settings
from service.text.phone import Phone
from service.text.words import prompt, spoken

KEY = "1"
TIMES_ASKED = 3


def gate(settings: Settings, where: str) -> str:
    """Whoever picks up hears nothing of it; a machine presses no key."""
    return _asked(settings, "standby.gate", f"{where}/hear")


def hear(settings: Settings, where: str, trouble: Trouble) -> str:
    if not may_be_dialled(Phone(trouble.number), settings):
        return twiml.response(*_said(settings, "standby.no_way"), twiml.hangup())
    key = "standby.hear_unsafe" if trouble.kind == Kind.VIOLENCE else "standby.hear"
    return _asked(settings, key, f"{where}/join")


def taken(settings: Settings) -> str:
    return twiml.response(*_said(settings, "standby.taken"), twiml.hangup())


def join(settings: Settings, where: str, trouble: Trouble) -> str:
    """Their phone rings, from the line's number."""
    limit_s = settings.talk_most_minutes * 60
    number = Phone(trouble.number).e164
    dial = twiml.dial(
        f"{where}/over", number, shown=settings.line_number, tones="", limit_s=limit_s,
        first=f"{where}/back",
    )  # fmt: skip
    return twiml.response(*_said(settings, "standby.joining"), dial)


def back(settings: Settings, where: str) -> str:
    """Whoever picks up there hears no topic, and is joined by a key."""
    return _asked(settings, "standby.back", f"{where}/in", times=2)


def over(settings: Settings, where: str, have_talked: bool) -> str:
    key = "standby.talked" if have_talked else "standby.not_reached"
    return _asked(settings, key, f"{where}/join")


def note(session: Session, house: House, told: str, what: int) -> None:
    """The books learn that fallback numbers were called, or that one has taken it; the case is opened where
    the text itself is still under way."""
    trouble, now = unseal(house.keyring, told), house.clock.now()
    if trouble is None:
        return
    phone = members.find_or_add_phone(session, house.keyring, Phone(trouble.number), now)
    episode = open_case(session, trouble.key, phone.id, trouble.finding, now)
    see_to(session, episode, trouble.finding, now)
    step = CaseStep.STANDBY_TOOK if what == TAKEN else CaseStep.STANDBY
    cases.note(session, episode.case_id, step, now)


def _asked(settings: Settings, key: str, action: str, times: int = TIMES_ASKED) -> str:
    question = twiml.gather(action, *_said(settings, key), tells_silence=False)
    return twiml.response(*[question] * times, twiml.hangup())


def _said(settings: Settings, key: str) -> list[str]:
    return [
        twiml.say(spoken(prompt(key, caller=settings.caller_name(one)), one), one) for one in BOTH
    ]
