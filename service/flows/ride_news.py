"""What we start about a ride, to who asked for it and to who drives: no group, topic or person is named."""

from datetime import datetime, timedelta

from service import rides
from service.flows import gates, occasion
from service.flows.occasion import Occasion, occasion_of
from service.flows.turn import (
    NAMES,
    Channel,
    Choose,
    Go,
    Nothing,
    Reply,
    Step,
    Turn,
    closing,
    go,
    step,
)
from service.meetings.search import details
from service.models import Ride
from service.text.times import day_and_time
from service.text.words import Prompt, prompt

GATE, VOICEMAIL = "ride.gate", "ride.voicemail"
LABEL = "label.ride"
A_MINUTE = timedelta(minutes=1)
NOBODY = go("call.nobody")


@step("ride.asked")
def asked(turn: Turn, ride_id: int) -> Reply:
    choices = {1: go("ride.take", ride_id), 2: go("ride.refuse", ride_id)}
    return _news(turn, ride_id, rides.ASKED, choices)


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
    return gates.left_on_a_machine(turn, VOICEMAIL)


def which_one(turn: Turn, ride_id: int) -> list[Prompt]:
    """Beside other rides that wait for an answer. Two members may ask for one to the same date."""
    ride = turn.session.get(Ride, ride_id)
    if ride is None:
        return [prompt(LABEL)]
    date = date_of(turn, ride)
    asked_at = occasion.hour(turn, date, ride.asked_at)
    return [
        prompt("label.ride_for", when=occasion.when(turn, date)),
        prompt("label.ride_asked", hour=asked_at),
    ]


def saying(message: str, subject_id: int, occurs_at: str | None) -> Go:
    """The step that says a message: of a ride, or of a date where the ride is gone."""
    return go(message, subject_id, *([occurs_at] if message == rides.ERASED else []))


def _gate_before(message: str) -> Step:
    def gate(turn: Turn, subject_id: int, occurs_at: str | None = None) -> Reply:
        again = go(f"{message}_gate", subject_id, occurs_at)
        return gates.gate(turn, GATE, LABEL, saying(message, subject_id, occurs_at), again)

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
    date = date_of(turn, ride)
    if not date.still_so or turn.now >= ride.occurs_at:
        return _no_longer(turn)
    said = prompt(key or message, when=occasion.when(turn, date))
    if not choices:
        return closing(turn, said)
    return Choose(said, choices, LABEL, when_silent=NOBODY)


def _no_longer(turn: Turn) -> Reply:
    """Nothing is texted then; a caller who pressed a key to hear it is told."""
    return closing(turn, prompt("ride.gone")) if turn.channel is Channel.CALL else Nothing()


def date_of(turn: Turn, ride: Ride) -> Occasion:
    return occasion_of(turn, ride.person_id, ride.meeting_id, ride.occurs_at)
