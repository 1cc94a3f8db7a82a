"""The door for calls: each step's URL carries its turn, so that a repeated webhook answers the same."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session
from werkzeug.exceptions import RequestEntityTooLarge

from service.carrier import twiml
from service.crisis.screen import NOTHING, Finding, Tier, screen
from service.crisis.standby import Trouble
from service.delivery.news import is_machine
from service.errors import DatabaseUnavailable
from service.flows import calls, said_in_crisis, way_on
from service.flows.call_form import Call, read_call
from service.flows.way_on import CONNECT
from service.house import House
from service.inbound.aside import Aside
from service.inbound.call_spool import CallSpool
from service.logs import log, report
from service.webhooks.guard import Guard
from service.webhooks.shared import Shared
from service.webhooks.way_on import document, keep_turn, lost_turn, taken, too_large

# With the words before the number, a caller who presses a key hears it within six seconds; who presses
# 0 must not wait so long.
WITHIN_S = 3.0
PERSON_WITHIN_S = 1.5
CRISIS_WITHIN_S = 0.3
PERSON = "0"
Answering = Callable[[Session], str]
Instead = Callable[[], str]


@dataclass(frozen=True)
class Rooms:
    """What the door works with. Whoever needs a person is not shut out by the others' breaker."""

    house: House
    spool: CallSpool
    shared: Shared
    ordinary: Aside
    person: Aside
    crisis: Aside


def voice_door(house: House, guard: Guard, spool: CallSpool, shared: Shared) -> Blueprint:
    """`/voice/in` a call comes in · `/voice/out/…` one of ours is answered · `/voice/turn/<n>/<language>`
    keys · `/voice/crisis/…` after words of a crisis · `/voice/whisper/…` a volunteer has picked up."""
    door = Blueprint("voice", __name__)
    ordinary, crisis = Aside(here=True, crowd=shared.crowd), Aside(threads=8, hurried=True)
    rooms = Rooms(house, spool, shared, ordinary, Aside(threads=8), crisis)
    for add in (_add_beginnings, _add_whispers, _add_turns):
        add(door, guard, rooms)
    door.register_error_handler(RequestEntityTooLarge, too_large(house))
    return door


def _add_beginnings(door: Blueprint, guard: Guard, rooms: Rooms) -> None:
    house = rooms.house

    @door.post("/voice/in")
    @guard
    def call_in() -> Response:
        call = read_call(request.form, turn=0)
        instead = _way_on(house, call, "in")
        return _spoken(rooms, call, lambda s: calls.greet(s, house, call), instead)

    @door.post("/voice/out/<outbox_id>/<int:attempt>")
    @guard
    def call_out(outbox_id: str, attempt: int) -> Response:
        call = read_call(request.form, turn=0)
        instead = _gate(house, call, f"out/{outbox_id}/{attempt}")
        return _spoken(
            rooms, call, lambda s: calls.ring(s, house, call, outbox_id, attempt), instead
        )


def _add_whispers(door: Blueprint, guard: Guard, rooms: Rooms) -> None:
    house = rooms.house

    @door.post("/voice/whisper/<int:case>/<int:volunteer>")
    @guard
    def whisper(case: int, volunteer: int) -> Response:
        call = read_call(request.form, 0, f"whisper/{case}/{volunteer}")
        return _spoken(
            rooms,
            call,
            lambda s: calls.whisper(s, house, call, case, volunteer),
            lambda: way_on.whisper(house.settings, case, volunteer),
        )

    @door.post("/voice/whisper/<int:case>/<int:volunteer>/<int:turn>/<language>")
    @guard
    def whisper_keys(case: int, volunteer: int, turn: int, language: str) -> Response:
        call = read_call(request.form, turn, f"whisper/{case}/{volunteer}", language)
        return _spoken(rooms, call, lambda s: calls.press(s, house, call), lambda: taken(call))


def _add_turns(door: Blueprint, guard: Guard, rooms: Rooms) -> None:
    house = rooms.house

    @door.post("/voice/turn/<int:turn>")  # as asked before addresses had a language
    @door.post("/voice/turn/<int:turn>/<language>")
    @guard
    def keys(turn: int, language: str = "both") -> Response:
        call = read_call(request.values, turn, language=language)
        finding = screen(call.words) if call.words else NOTHING
        if finding.tier is not Tier.NONE:
            return _answer_crisis(rooms, call, finding)
        instead = _way_on(house, call, f"turn/{turn}/{language}")
        return _spoken(rooms, call, lambda s: calls.press(s, house, call), instead)

    @door.post("/voice/crisis/<offered>/<int:turn>/<language>")
    @guard
    def after_crisis(offered: str, turn: int, language: str) -> Response:
        call = read_call(request.values, turn, language=language)
        lost = lost_turn(call, f"crisis/{offered}/{turn}/{language}")
        return _spoken(
            rooms,
            call,
            lambda s: calls.after_crisis(s, house, call, offered),
            lambda: way_on.after_crisis(house.settings, lost, call.pressed, call.far_end),
            rooms.person,
        )


def _spoken(
    rooms: Rooms, call: Call, answering: Answering, instead: Instead, room: Aside | None = None
) -> Response:
    """What the turn answers; whatever breaks, a way on. Nobody is left with the carrier's own error."""
    try:
        return document(_answer(rooms, call, answering, room))
    except DatabaseUnavailable:
        log("voice").error("call_without_database", sid=call.sid, turn=call.turn)
    except Exception as error:  # a defect of ours
        report("voice", "answer", error)
    if _is_said_once(call):
        keep_turn(rooms.spool, call)
    return document(twiml.EMPTY if call.gone else instead())


def _answer(rooms: Rooms, call: Call, answering: Answering, room: Aside | None) -> str:
    def work() -> str:
        return rooms.house.database.transacted(answering, WITHIN_S)

    if call.pressed == PERSON or room is rooms.person:
        return rooms.person.run(work, PERSON_WITHIN_S)
    return rooms.ordinary.run(work, WITHIN_S)


def _is_said_once(call: Call) -> bool:
    """Nobody presses it again: they have left, or a message, or have talked with somebody, or are talking."""
    takes = call.at != "turn" and call.pressed == CONNECT
    told = call.gone or call.bridged or call.recording is not None
    return call.turn > 0 and (told or takes)


def _way_on(house: House, call: Call, where: str) -> Instead:
    return lambda: way_on.instead(house.settings, lost_turn(call, where))


def _gate(house: House, call: Call, where: str) -> Instead:
    """A machine is left nothing: it rings again, or has had its message."""
    if is_machine(call.answered_by):
        return lambda: twiml.response(twiml.hangup())
    return lambda: way_on.at_the_gate(house.settings, lost_turn(call, where))


def _answer_crisis(rooms: Rooms, call: Call, finding: Finding) -> Response:
    """The words from the process alone; the record for as long as its deadline."""
    house = rooms.house
    log("crisis").warning("crisis_call", sid=call.sid, tier=finding.tier, rule=finding.rule)
    try:
        rooms.crisis.run(
            lambda: house.database.transacted(
                lambda s: calls.note_crisis(s, house, call, finding), WITHIN_S
            ),
            CRISIS_WITHIN_S,
        )
    except Exception as error:  # whatever fails here must not cost the answer
        log("crisis").error("crisis_not_recorded", sid=call.sid, why=type(error).__name__)
        is_kept = keep_turn(rooms.spool, call)
        _ask_standby(rooms, call, finding, is_kept)
    someone = not rooms.crisis.is_broken and rooms.shared.on_duty.has_somebody(but=call.other)
    return document(said_in_crisis.document(house.settings, call, finding, someone))


def _ask_standby(rooms: Rooms, call: Call, finding: Finding, is_kept: bool) -> None:
    if finding.tier is not Tier.IMMINENT or call.other is None:
        return
    at = rooms.house.clock.now().timestamp()
    key, name = f"{call.sid}:{call.turn}", f"{call.sid}_{call.turn}"
    trouble = Trouble(key, call.other.e164, finding.kind, finding.rule[:60], at)
    rooms.shared.standby.ask(trouble, lambda: not is_kept or rooms.spool.holds(name))
