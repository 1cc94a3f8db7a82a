"""The door for calls: each step's URL carries its turn, so that a repeated webhook answers the same."""

from collections.abc import Callable

from flask import Blueprint, Response, request

from service.carrier import twiml
from service.crisis.screen import NOTHING, Finding, Tier, screen
from service.errors import DatabaseUnavailable
from service.flows import calls
from service.house import House
from service.inbound.aside import Aside
from service.logs import log, report
from service.text.words import prompt, spoken
from service.webhooks.guard import Guard

WITHIN_S = 4.0
CRISIS_WITHIN_S = 0.3
Answering = Callable[[], str]


def voice_door(house: House, guard: Guard) -> Blueprint:
    """`/voice/in` a call comes in · `/voice/out/…` one of ours is answered · `/voice/turn/<n>` keys
    · `/voice/whisper/…` a volunteer has picked up."""
    door = Blueprint("voice", __name__)
    aside, crisis = Aside(), Aside(threads=8)

    @door.post("/voice/in")
    @guard
    def call_in() -> Response:
        call = calls.read_call(request.form, turn=0)
        return _spoken(
            aside, lambda: house.database.transacted(lambda s: calls.greet(s, house, call))
        )

    @door.post("/voice/out/<outbox_id>/<int:attempt>")
    @guard
    def call_out(outbox_id: str, attempt: int) -> Response:
        call = calls.read_call(request.form, turn=0)
        return _spoken(
            aside,
            lambda: house.database.transacted(
                lambda s: calls.ring(s, house, call, outbox_id, attempt)
            ),
        )

    @door.post("/voice/whisper/<int:case_id>/<int:volunteer_id>")
    @guard
    def whisper(case_id: int, volunteer_id: int) -> Response:
        call = calls.read_call(request.form, turn=0)
        return _spoken(
            aside,
            lambda: house.database.transacted(
                lambda s: calls.whisper(s, house, call, case_id, volunteer_id)
            ),
        )

    @door.post("/voice/turn/<int:turn>")
    @guard
    def keys(turn: int) -> Response:
        call = calls.read_call(request.form, turn=turn)
        finding = screen(call.words) if call.words else NOTHING
        if finding.tier is not Tier.NONE:
            return _answer_crisis(house, crisis, call, finding)
        return _spoken(
            aside, lambda: house.database.transacted(lambda s: calls.press(s, house, call))
        )

    return door


def _spoken(aside: Aside, answering: Answering) -> Response:
    try:
        return _document(aside.run(answering, WITHIN_S))
    except DatabaseUnavailable:
        log("voice").error("call_without_database")
    except Exception as error:  # a defect of ours: nobody is left with the carrier's own error
        report("voice", "answer", error)
    return _document(_trouble())


def _answer_crisis(house: House, aside: Aside, call: calls.Call, finding: Finding) -> Response:
    """The words from the process alone; the record for as long as its deadline."""
    log("crisis").warning("crisis_call", sid=call.sid, tier=finding.tier, rule=finding.rule)
    try:
        aside.run(
            lambda: house.database.transacted(lambda s: calls.note_crisis(s, house, call, finding)),
            CRISIS_WITHIN_S,
        )
    except Exception as error:  # whatever fails here must not cost the answer
        log("crisis").error("crisis_not_recorded", sid=call.sid, why=type(error).__name__)
    return _document(calls.crisis_document(house, call, finding))


def _document(twiml_text: str) -> Response:
    return Response(twiml_text, mimetype="text/xml")


def _trouble() -> str:
    """A spoken way on from the process alone, in both languages, ending with the crisis line."""
    words = [
        twiml.say(spoken(prompt("menu.busy"), language), language) for language in ("en", "es")
    ]
    return twiml.response(*words, twiml.hangup())
