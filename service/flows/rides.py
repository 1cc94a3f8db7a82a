"""A ride: asked for by the digit of a reminder, and put to whoever runs the group.

What we start names no group, topic or person, to either of them. Name and number are said in one
place only: in the answer to the yes of whoever drives, and only when the member shares them.
"""

from datetime import datetime, timedelta

from service import reminders, rides
from service.flows import caller, occasion
from service.flows.details import as_dialled, digits
from service.flows.occasion import Occasion, occasion_of
from service.flows.turn import (
    NAMES,
    Channel,
    Choose,
    End,
    Go,
    Nothing,
    Reply,
    Step,
    Turn,
    closing,
    go,
    guard,
    step,
)
from service.flows.whose import ask_first, is_shared, known_person
from service.meetings.search import details
from service.models import Person, PhoneRow, Reminder, Ride, RideState
from service.rides import Wish
from service.text.times import day_and_time
from service.text.words import Prompt, Voiced, prompt

GATE, VOICEMAIL = "ride.gate", "ride.voicemail"
LABEL = "label.ride"
A_MINUTE = timedelta(minutes=1)
NOBODY = go("call.nobody")
STANDS = {
    RideState.ASKED: "ride.waits",
    RideState.TAKEN: "ride.is_taken",
    RideState.REFUSED: "ride.is_none",
    RideState.WITHDRAWN: "ride.gone",
}


def offered(turn: Turn, reminder: Reminder, date: Occasion) -> bool:
    """Whether a reminder may offer one: to a room, of a group, while somebody can be asked."""
    if date.found is None or not date.found.in_person:
        return False
    return rides.may_ask(
        turn.session, turn.settings, _wish_of(turn, reminder, date.starts), turn.now
    )


def forget(turn: Turn, reminder: Reminder, date: Occasion) -> None:
    """They don't come after all."""
    ride = rides.found(turn.session, _wish_of(turn, reminder, date.starts))
    rides.withdraw(turn.session, turn.settings, ride, turn.now)


# --- the member asks -----------------------------------------------------------------------------------


@step("ride.ask")
def ask(turn: Turn, reminder_id: int, occurs_at: str) -> Reply | Go:
    """Before anybody is asked: may they have name and number?"""
    reminder = reminders.of_phone(turn.session, reminder_id, turn.phone_id)
    if reminder is None:
        return closing(turn, prompt("ride.gone"))
    if instead := _not_held(turn, reminder, occurs_at):
        return instead
    wish = _wish_of(turn, reminder, datetime.fromisoformat(occurs_at))
    ride = rides.found(turn.session, wish)
    if ride is not None and ride.state != RideState.WITHDRAWN:
        return go("ride.stands", ride.id)
    if not rides.may_ask(turn.session, turn.settings, wish, turn.now):
        return closing(turn, prompt("ride.nobody"))
    named = turn.session.get_one(Person, reminder.person_id).first_name
    choices = {
        1: go("ride.put", reminder_id, occurs_at, True),
        2: go("ride.put", reminder_id, occurs_at, False),
    }
    asked = prompt("ride.may" if named else "ride.may_number")
    return Choose(asked, choices, LABEL, when_silent=NOBODY)


@step("ride.put")
def put(turn: Turn, reminder_id: int, occurs_at: str, shares: bool) -> Reply | Go:
    reminder = reminders.of_phone(turn.session, reminder_id, turn.phone_id)
    if reminder is None:
        return closing(turn, prompt("ride.gone"))
    if instead := _not_held(turn, reminder, occurs_at):
        return instead
    wish = _wish_of(turn, reminder, datetime.fromisoformat(occurs_at), shares)
    ride = rides.ask(turn.session, turn.settings, wish, turn.now)
    return go("ride.stands", ride.id) if ride else closing(turn, prompt("ride.nobody"))


@step("ride.stands")
def stands(turn: Turn, ride_id: int) -> Reply:
    """How it stands, to the member who asked for it."""
    ride = rides.of_member(turn.session, ride_id, turn.phone_id)
    if ride is None:
        return closing(turn, prompt("ride.gone"))
    date = _date_of(turn, ride)
    until = occasion.hour(turn, date, ride.occurs_at - rides.TELL_BEFORE)
    slots = {"when": occasion.when(turn, date), "until": until}
    said = prompt(STANDS[RideState(ride.state)], **slots)
    if turn.channel is Channel.CALL or ride.state == RideState.WITHDRAWN:
        return closing(turn, said)
    return Choose(said, {2: go("ride.back", ride_id)}, LABEL)


@step("ride.back")
def back(turn: Turn, ride_id: int) -> Reply:
    """They find their own way."""
    ride = rides.of_member(turn.session, ride_id, turn.phone_id)
    rides.withdraw(turn.session, turn.settings, ride, turn.now)
    return closing(turn, prompt("ride.back"))


@step("ride.share")
def share(turn: Turn, ride_id: int) -> Reply:
    """They may have the number after all."""
    if rides.of_member(turn.session, ride_id, turn.phone_id) is None:
        return closing(turn, prompt("ride.gone"))
    ride = rides.share(turn.session, turn.settings, ride_id, turn.now)
    return closing(turn, prompt("ride.shared" if ride else "ride.gone"))


def _driver_first(turn: Turn, where: Go) -> Go | None:
    """On a shared phone a name and a number are told only to the one who was asked, by text too."""
    ride = turn.session.get(Ride, where.args[0])
    if ride is None or not is_shared(turn):
        return None
    if asked := ask_first(turn, where):
        return asked
    driver = rides.driver_for(turn.session, ride.meeting_id, ride.person_id)
    is_theirs = driver is not None and driver.person_id == known_person(turn)
    return None if is_theirs else go("whose.not_theirs")


guard(_driver_first, "ride.take", "ride.show")


# --- whoever runs the group answers --------------------------------------------------------------------


@step("ride.asked")
def asked(turn: Turn, ride_id: int) -> Reply:
    choices = {1: go("ride.take", ride_id), 2: go("ride.refuse", ride_id)}
    return _news(turn, ride_id, rides.ASKED, choices)


@step("ride.take")
def take(turn: Turn, ride_id: int) -> Reply:
    """Their yes: now they are told who it is, if the member shares it. By text they may go back on it."""
    asked = rides.of_driver(turn.session, ride_id, turn.phone_id)
    if asked is None or not _date_of(turn, asked).still_so:
        return closing(turn, prompt("ride.gone"))
    ride = rides.take(turn.session, turn.settings, ride_id, turn.now)
    if ride is None:
        return closing(turn, prompt("ride.gone"))
    what = _who(turn, ride) if ride.shares_number else prompt("ride.without")
    said = prompt("ride.thanks", when=occasion.when(turn, _date_of(turn, ride)), what=what)
    if turn.channel is Channel.CALL:
        return closing(turn, said)
    return Choose(said, {2: go("ride.refuse", ride_id)}, LABEL)


@step("ride.refuse")
def refuse(turn: Turn, ride_id: int) -> Reply:
    if rides.of_driver(turn.session, ride_id, turn.phone_id) is None:
        return closing(turn, prompt("ride.gone"))
    ride = rides.refuse(turn.session, turn.settings, ride_id, turn.now)
    return closing(turn, prompt("ride.fine" if ride else "ride.gone"))


@step("ride.show")
def show(turn: Turn, ride_id: int) -> Reply:
    """Name and number, asked for by whoever has taken it."""
    ride = rides.of_driver(turn.session, ride_id, turn.phone_id)
    if ride is None or ride.state != RideState.TAKEN or not ride.shares_number:
        return closing(turn, prompt("ride.gone"))
    return closing(turn, _who(turn, ride))


# --- what we start -------------------------------------------------------------------------------------


@step("ride.number")
def number(turn: Turn, ride_id: int) -> Reply:
    return _news(turn, ride_id, rides.NUMBER, {1: go("ride.show", ride_id)})


@step("ride.off")
def off(turn: Turn, ride_id: int) -> Reply:
    return _news(turn, ride_id, rides.OFF, {})


@step("ride.erased")
def erased(turn: Turn, meeting_id: int, occurs_at: str) -> Reply:
    """Whoever was to be taken is erased, and the ride with them: only the date is known still."""
    starts = datetime.fromisoformat(occurs_at)
    found = details(turn.session, meeting_id, starts - A_MINUTE, even_off=True)
    if found is None or turn.now >= starts:
        return _no_longer(turn)
    when = day_and_time(starts.astimezone(found.starts.tzinfo), turn.now, turn.language)
    return closing(turn, prompt(rides.OFF, when=when))


@step("ride.taken")
def taken(turn: Turn, ride_id: int) -> Reply:
    """To the member: that it is seen to; where they kept their number, whether it may be told now."""
    ride = turn.session.get(Ride, ride_id)
    if ride is None or ride.shares_number:
        return _news(turn, ride_id, rides.TAKEN, {})
    return _news(turn, ride_id, rides.TAKEN, {1: go("ride.share", ride_id)}, "ride.taken_no_number")


@step("ride.none")
def none(turn: Turn, ride_id: int) -> Reply:
    return _news(turn, ride_id, rides.NONE, {})


@step("ride.voicemail")
def voicemail(turn: Turn) -> Reply:
    return End(caller.voicemail(VOICEMAIL, turn.settings, turn.language))


def which_one(turn: Turn, ride_id: int) -> list[Prompt]:
    """Beside other rides that wait for an answer. Two members may ask for one to the same date."""
    ride = turn.session.get(Ride, ride_id)
    if ride is None:
        return [prompt(LABEL)]
    date = _date_of(turn, ride)
    asked_at = occasion.hour(turn, date, ride.asked_at)
    return [
        prompt("label.ride_for", when=occasion.when(turn, date)),
        prompt("label.ride_asked", hour=asked_at),
    ]


def saying(message: str, subject_id: int, occurs_at: str | None) -> Go:
    """The step that says a message: of a ride, or of a date where the ride is gone."""
    return go(message, subject_id, *([occurs_at] if message == rides.ERASED else []))


def _gate_before(message: str) -> Step:
    """A call: who picked up is not known, so nothing is said before they press a key."""

    def gate(turn: Turn, subject_id: int, occurs_at: str | None = None) -> Reply:
        choices = {1: saying(message, subject_id, occurs_at), 8: go("account.stop")}
        again = go(f"{message}_gate", subject_id, occurs_at)
        who = caller.gate(GATE, turn.settings, turn.language)
        return Choose(who, choices, LABEL, back=again, when_silent=NOBODY)

    return gate


SCRIPTS = {
    rides.ASKED: "ride.asked_gate",
    rides.NUMBER: "ride.number_gate",
    rides.OFF: "ride.off_gate",
    rides.TAKEN: "ride.taken_gate",
    rides.NONE: "ride.none_gate",
    rides.ERASED: "ride.erased_gate",
}
for _message, _name in SCRIPTS.items():
    step(_name)(_gate_before(_message))
NAMES.update(dict.fromkeys((*SCRIPTS, "ride.stands"), which_one))


def _news(
    turn: Turn, ride_id: int, message: str, choices: dict[int, Go], key: str | None = None
) -> Reply:
    """What a message says while it is still so, and the date still held; else nothing."""
    ride = turn.session.get(Ride, ride_id)
    if ride is None or ride.state != rides.SAID_WHILE[message]:
        return _no_longer(turn)
    date = _date_of(turn, ride)
    if not date.still_so or turn.now >= ride.occurs_at:
        return _no_longer(turn)
    said = prompt(key or message, when=occasion.when(turn, date))
    if not choices:
        return closing(turn, said)
    return Choose(said, choices, LABEL, when_silent=NOBODY)


def _no_longer(turn: Turn) -> Reply:
    """Nothing is texted then; a caller who pressed a key to hear it is told."""
    return closing(turn, prompt("ride.gone")) if turn.channel is Channel.CALL else Nothing()


def _not_held(turn: Turn, reminder: Reminder, occurs_at: str) -> Go | None:
    """What is said instead, where there is nothing to be taken to: called off, or at another hour."""
    starts = datetime.fromisoformat(occurs_at)
    if occasion_of(turn, reminder.person_id, reminder.meeting_id, starts).still_so:
        return None
    by_call = turn.channel is Channel.CALL
    return go("remind.heard" if by_call else "remind.due", reminder.id, occurs_at)


def _wish_of(turn: Turn, reminder: Reminder, starts: datetime, shares: bool = False) -> Wish:
    """They are called about it on the phone they ask from."""
    phone_id = turn.phone_id or reminder.phone_id
    return Wish(reminder.person_id, phone_id, reminder.meeting_id, starts, shares)


def _date_of(turn: Turn, ride: Ride) -> Occasion:
    return occasion_of(turn, ride.person_id, ride.meeting_id, ride.occurs_at)


def _who(turn: Turn, ride: Ride) -> Prompt:
    name = turn.session.get_one(Person, ride.person_id).first_name
    phone = turn.session.get_one(PhoneRow, ride.phone_id)
    number = digits(as_dialled(phone.number))
    return prompt(
        "ride.who" if name else "ride.who_number", name=name or Voiced("", ""), number=number
    )
