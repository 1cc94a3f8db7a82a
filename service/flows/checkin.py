"""A check-in is asked, at the hour its member chose or when they want it, and answered by a digit.

The digits are the same on a text and on a call; plain words do as well. Whoever is asked has answered as
soon as one of them comes, however late. What we start names nobody and tells nothing before OPEN, and on a
phone that several share never.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from service.checkins import answers, contacts, days, plans
from service.checkins.asks import ASK
from service.clock import zone
from service.flows import caller
from service.flows.headings import NOTHING
from service.flows.turn import (
    ABOUT,
    CAME_IN,
    Channel,
    Choose,
    End,
    Go,
    Reply,
    Say,
    Turn,
    closing,
    go,
    step,
)
from service.flows.whose import is_shared, known_person
from service.models import Asks, CheckIn, CheckInDay, DayState, Person
from service.text.times import day_and_time, hour_of
from service.text.words import Prompt, Slot, Voiced, prompt

GATE, VOICEMAIL = "checkin.gate", "checkin.voicemail"
LABEL = "label.checkin"
LATER = 6
A_DAY = timedelta(days=1)
# How many rungs have had their turn once they are asked again.
SECOND_ASK = 2
# Each digit's step, by what is asked; and what is kept of each.
CHOICES: dict[str, dict[int, str]] = {
    Asks.FEELING: {
        1: "checkin.great",
        2: "checkin.ok",
        3: "checkin.so_so",
        4: "checkin.low",
        5: "checkin.very_low",
    },
    Asks.ALL_RIGHT: {1: "checkin.all_right"},
    Asks.GOAL: {1: "checkin.done", 2: "checkin.not_yet"},
}
ANSWERS = frozenset(name for steps in CHOICES.values() for name in steps.values())


@dataclass(frozen=True, slots=True)
class About:
    """Whose check-in it is, and which date; None where it is answered before its hour."""

    check_in: CheckIn
    day: CheckInDay | None

    @property
    def day_id(self) -> int | None:
        return self.day.id if self.day else None


def about(turn: Turn, day_id: int | None) -> About | None:
    """The date that is asked of this phone; None where it is not theirs, or is there no more."""
    if day_id is None:
        check_in = plan_here(turn)
        return About(check_in, None) if check_in else None
    day = turn.session.get(CheckInDay, day_id)
    check_in = turn.session.get(CheckIn, day.check_in_id) if day else None
    if check_in is None or turn.phone_id not in (check_in.phone_id, check_in.second_phone_id):
        return None
    return About(check_in, day) if _is_theirs(turn, check_in) else None


def _is_theirs(turn: Turn, check_in: CheckIn) -> bool:
    """On a call it is known who it is. A text is from whom it was for: it names nothing to the others."""
    by_text = turn.channel is Channel.TEXT
    return by_text or not is_shared(turn) or known_person(turn) == check_in.person_id


def plan_here(turn: Turn) -> CheckIn | None:
    """The check-in of whoever it is, once they have said yes to it."""
    person_id = known_person(turn)
    check_in = None if person_id is None else plans.of_person(turn.session, person_id)
    return check_in if check_in and check_in.agreed_at else None


# --- asked ----------------------------------------------------------------------------------------------


@step(ASK)
def ask(turn: Turn, day_id: int) -> Reply:
    """What is texted, while the day goes on."""
    found = about(turn, day_id)
    if found is None or found.day is None or found.day.ended_at is not None:
        return said(turn, prompt("checkin.over"))
    return question(turn, found, _hello(turn, found, found.day))


@step(GATE)
def gate(turn: Turn, day_id: int, _occurs_at: str | None = None) -> Reply:
    """A call: who picked up is not known, so nothing is said before a key, and none of them is an answer."""
    choices = {1: go("checkin.heard", day_id), 8: go("account.stop")}
    what, again = caller.gate(GATE, turn.settings, turn.language), go(GATE, day_id)
    return Choose(what, choices, LABEL, back=again, when_silent=go("call.nobody"))


@step(VOICEMAIL)
def voicemail(turn: Turn) -> Reply:
    """No more than who called: others may listen to it."""
    return End(caller.voicemail(VOICEMAIL, turn.settings, turn.language))


@step("checkin.now")
def now(turn: Turn) -> Reply | Go:
    """Check in now: for the date that waits, or comes soon, or was answered already; who
    has none sets one up."""
    check_in = plan_here(turn)
    if check_in is None:
        return go("setup.menu")
    coming = check_in.next_at
    if day := days.open_of(turn.session, check_in.id):
        return go("checkin.heard", day.id)
    if coming and coming <= turn.now + answers.EARLY:
        return go("checkin.heard", None)
    last = days.newest_of(turn.session, check_in.id)
    if last and turn.now - last.occurs_at < A_DAY:
        return go("checkin.heard", last.id)
    return said(turn, _too_early(turn, check_in, coming))


def _too_early(turn: Turn, check_in: CheckIn, coming: datetime | None) -> Prompt:
    if coming is None:
        return prompt("checkin.over")
    person = turn.session.get_one(Person, check_in.person_id)
    local = coming.astimezone(zone(person.zone or turn.settings.home_zone))
    return prompt("checkin.too_early", when=day_and_time(local, turn.now, turn.language))


@step("checkin.by_word")
def by_word(turn: Turn) -> Go:
    """CHECKIN: while one waits it is answered, else it is set up or changed."""
    check_in = plan_here(turn)
    is_open = check_in is not None and days.open_of(turn.session, check_in.id) is not None
    return go("checkin.now" if is_open else "setup.menu")


@step("checkin.heard")
def heard(turn: Turn, day_id: int | None) -> Reply:
    """The question itself, to whoever it is for."""
    found = about(turn, day_id)
    if found is None:
        return said(turn, prompt("checkin.over"))
    return question(turn, found, _warning(turn, found))


def question(turn: Turn, found: About, first: Slot = NOTHING) -> Choose:
    """What is asked, with `first` before it."""
    more = {LATER: go("checkin.later", found.day_id)} if _may_wait(turn, found) else {}
    row: Slot = prompt("checkin.later_row") if more else NOTHING
    what = prompt(f"checkin.asks.{found.check_in.asks}", first=first, more=row)
    silent = go("call.nobody") if turn.placed else None
    return Choose(what, choices(found) | more, LABEL, when_silent=silent)


def choices(found: About) -> dict[int, Go]:
    steps = CHOICES[found.check_in.asks]
    return {digit: go(name, found.day_id) for digit, name in steps.items()}


def _may_wait(turn: Turn, found: About) -> bool:
    return found.day is not None and bool(answers.more_time(turn.session, found.day, turn.now))


def _hello(turn: Turn, found: About, day: CheckInDay) -> Slot:
    """Asked again: what comes next; where nobody is told, that it is not too late."""
    if warning := _warning(turn, found):
        return warning
    still = (prompt("checkin.still"),) if day.rung > 1 else ()
    person = turn.session.get_one(Person, found.check_in.person_id)
    name = person.first_name
    if person.discreet or name is None or _is_discreet(turn, person):
        return still
    return (prompt("checkin.hello", name=name), *still)


def _warning(turn: Turn, found: About) -> Slot:
    """From the second ask on, for the last one may be a call that nobody picks up: when somebody is told, and
    whom they chose for it."""
    day, check_in = found.day, found.check_in
    if day is None or day.state != DayState.ASKING or day.rung < SECOND_ASK:
        return ()
    contact = next(iter(contacts.who_can_be_told(turn.session, check_in.person_id)), None)
    if contact is None:
        return ()
    person = turn.session.get_one(Person, check_in.person_id)
    when = hour(turn, person, day.counts_from + timedelta(minutes=check_in.grace_min))
    if contact.called is None or _is_discreet(turn, person):
        return (prompt("checkin.will_tell", when=when),)
    return (prompt("checkin.will_tell_whom", when=when, whom=contact.called),)


def _is_discreet(turn: Turn, person: Person) -> bool:
    """Whether others may read or hear it: it names nobody, not even whom they chose themselves."""
    return person.private or is_shared(turn)


def hour(turn: Turn, person: Person, moment: datetime) -> Voiced:
    """On their own wall."""
    local = moment.astimezone(zone(person.zone or turn.settings.home_zone))
    return hour_of(local, turn.language)


# Steps that ask about one date.
ASKING = (ASK, "checkin.heard", "checkin.waits", "checkin.no_later")
ABOUT.update(dict.fromkeys(ASKING, "checkin"))


def said(turn: Turn, what: Prompt) -> Reply:
    """The last word about it; who has called us goes on with what waits, and the menu."""
    if turn.channel is Channel.CALL and not turn.placed and not turn.memo.get(CAME_IN):
        return Say(what, go("menu.main"))
    return closing(turn, what)
