"""Whoever runs the group answers for a ride. Name and number of the member are said here only: in the answer
to their yes, and when the member shares them.
"""

from service import rides
from service.flows import occasion
from service.flows.ride_news import LABEL, date_of
from service.flows.turn import Channel, Choose, Go, Reply, Turn, closing, go, guard, step
from service.flows.whose import ask_first, is_shared, known_person
from service.models import Person, PhoneRow, Ride, RideState
from service.text.dialled import as_dialled, digits
from service.text.words import Prompt, Voiced, prompt


@step("ride.take")
def take(turn: Turn, ride_id: int) -> Reply:
    """Their yes: now they are told who it is, if the member shares it. By text they may go back on it."""
    asked = rides.of_driver(turn.session, ride_id, turn.phone_id)
    if asked is None or not date_of(turn, asked).still_so:
        return closing(turn, prompt("ride.gone"))
    ride = rides.take(turn.session, turn.settings, ride_id, turn.now)
    if ride is None:
        return closing(turn, prompt("ride.gone"))
    what = _who(turn, ride) if ride.shares_number else prompt("ride.without")
    said = prompt("ride.thanks", when=occasion.when(turn, date_of(turn, ride)), what=what)
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


def _driver_first(turn: Turn, where: Go) -> Go | None:
    """On a shared phone a name and a number are told only to the one who was asked, by text too."""
    ride = turn.session.get(Ride, where.args[0])
    if ride is None or not is_shared(turn):
        return None
    if asked := ask_first(turn, where):
        return asked
    driver = rides.driver_of(turn.session, ride)
    is_theirs = driver is not None and driver.person_id == known_person(turn)
    return None if is_theirs else go("whose.not_theirs")


guard(_driver_first, "ride.take", "ride.show")


def _who(turn: Turn, ride: Ride) -> Prompt:
    name = turn.session.get_one(Person, ride.person_id).first_name
    phone = turn.session.get_one(PhoneRow, ride.phone_id)
    number = digits(as_dialled(phone.number))
    return prompt(
        "ride.who" if name else "ride.who_number", name=name or Voiced("", ""), number=number
    )
