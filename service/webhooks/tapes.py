"""The door to what was said to a tape: for a call of the carrier's that plays it, by a signed address."""

from flask import Blueprint, Response, abort, current_app

from service.carrier import tapes
from service.carrier.sid import read_sid
from service.carrier.tapes import Tapes
from service.house import House

# Nothing of it may lie in a cache: it is to be gone when it is deleted.
HEADERS = {"Cache-Control": "no-store"}


def tape_door(house: House) -> Blueprint:
    """`/voice/tape/<recording>/<until>/<signature>`. The carrier signs no such request, so we did."""
    door = Blueprint("tapes", __name__)

    @door.get("/voice/tape/<sid>/<int:until>/<signature>")
    def play(sid: str, until: int, signature: str) -> Response:
        now = house.clock.now()
        if not read_sid(sid) or not tapes.may_hear(house.keyring, sid, until, signature, now):
            abort(403)
        carried: Tapes = current_app.extensions["tapes"]
        sound = carried(sid) or iter([tapes.a_moment_of_silence()])
        return Response(sound, mimetype=tapes.KIND, headers=HEADERS)

    return door
