"""The doors of a call to a fallback number: nothing behind them but this process."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, abort, request

from service.carrier import twiml
from service.crisis.standby import TAKEN, Standby, Trouble, unseal
from service.flows import standby as words
from service.flows.call_form import Call, read_call
from service.flows.standby import KEY
from service.house import House
from service.settings import Settings
from service.webhooks.guard import Guard
from service.webhooks.way_on import document

OVER = twiml.response(twiml.hangup())


def standby_door(house: House, guard: Guard, standby: Standby) -> Blueprint:
    """`/voice/standby/<sealed>/…` gate, hear, join: whoever was called · back, in: who is in danger
    · over: how it ended · told: receipts."""
    door = Blueprint("standby", __name__)

    @door.post("/voice/standby/<told>/<step>")
    @guard
    def ask(told: str, step: str) -> Response:
        if step == "told":
            return Response(status=204)
        trouble = unseal(house.keyring, told, house.clock.now().timestamp())
        if trouble is None or step not in STEPS:
            abort(404)
        where = f"{house.settings.public_url}/voice/standby/{told}"
        asked = Asked(house.settings, standby, trouble, read_call(request.form, 0), told, where)
        return document(STEPS[step](asked))

    return door


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of such a call. `where` is its address up to the step."""

    settings: Settings
    standby: Standby
    trouble: Trouble
    call: Call
    told: str
    where: str

    @property
    def goes_on(self) -> bool:
        return self.call.pressed == KEY


def _hear(asked: Asked) -> str:
    if not asked.goes_on:
        return OVER
    if not asked.standby.take(asked.trouble, asked.call.other):
        return words.taken(asked.settings)
    asked.standby.tell(asked.trouble.key, asked.told, TAKEN)
    return words.hear(asked.settings, asked.where, asked.trouble)


def _join(asked: Asked) -> str:
    return words.join(asked.settings, asked.where, asked.trouble) if asked.goes_on else OVER


def _over(asked: Asked) -> str:
    if asked.call.bridged:
        asked.standby.done(asked.trouble)
    return words.over(asked.settings, asked.where, asked.call.bridged)


STEPS: Mapping[str, Callable[[Asked], str]] = {
    "gate": lambda asked: words.gate(asked.settings, asked.where),
    "hear": _hear,
    "join": _join,
    "back": lambda asked: words.back(asked.settings, asked.where),
    "in": lambda asked: twiml.EMPTY if asked.goes_on else OVER,
    "over": _over,
}
