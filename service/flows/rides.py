"""A ride: offered by a reminder, asked for by its digit, and put to whoever runs the group."""

from datetime import datetime

from service import reminders, rides
from service.flows import occasion
from service.flows.occasion import Occasion, occasion_of
from service.flows.ride_news import LABEL, NOBODY, date_of
from service.flows.turn import Channel, Choose, Go, Reply, Turn, closing, go, step
from service.models import Person, Reminder, RideState
from service.rides import Wish
from service.text.words import prompt

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
    date = date_of(turn, ride)
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
