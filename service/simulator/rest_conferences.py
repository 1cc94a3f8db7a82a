"""The Conference and Participant resources: list, fetch, call somebody in, change, kick, end."""

from flask import Response, jsonify, request

from service.simulator.attributes import DocumentError
from service.simulator.call_orders import read_call_order
from service.simulator.orders import is_url
from service.simulator.paging import page_of
from service.simulator.participants import Participant
from service.simulator.records import Call
from service.simulator.refusals import ApiRefusal
from service.simulator.rest import ROOT, guarded, simulator
from service.simulator.room_orders import room_document, with_document
from service.simulator.rooms import Room
from service.simulator.shapes import account_path, date
from service.simulator.striking import strike
from service.simulator.webhook_forms import API_VERSION

conferences = guarded("conferences")
ROOM = f"{ROOT}/Conferences/<sid>"


@conferences.get(f"{ROOT}/Conferences.json")
def list_rooms(account_sid: str) -> Response:
    asked = request.args
    found = [
        room
        for room in simulator().calls.rooms.newest_first()
        if asked.get("FriendlyName") in (None, room.name)
        and asked.get("Status") in (None, room.status)
    ]
    path = f"{account_path(account_sid)}/Conferences.json"
    return jsonify(page_of(found, asked, path, "conferences", lambda one: _room(one, account_sid)))


@conferences.get(f"{ROOM}.json")
def show_room(account_sid: str, sid: str) -> Response:
    return jsonify(_room(_found(sid), account_sid))


@conferences.post(f"{ROOM}.json")
def change_room(account_sid: str, sid: str) -> Response:
    """Ends it, or says something to all who are in it."""
    room = _open(sid)
    if request.form.get("Status") == "completed":
        room.end()
    elif url := request.form.get("AnnounceUrl"):
        room.announce(list(room.people), _url(url), request.form.get("AnnounceMethod", "POST"))
    return jsonify(_room(room, account_sid))


@conferences.get(f"{ROOM}/Participants.json")
def list_people(account_sid: str, sid: str) -> Response:
    """All on one page: those who have left are gone from it."""
    room, path = _found(sid), f"{account_path(account_sid)}/Conferences/{sid}/Participants.json"
    people = [_person(one, room, account_sid) for one in room.people]
    end = max(len(people) - 1, 0)
    return jsonify(
        participants=people, page=0, page_size=50, start=0, end=end, uri=path,
        first_page_uri=path, next_page_uri=None, previous_page_uri=None,
    )  # fmt: skip


@conferences.post(f"{ROOM}/Participants.json")
def call_somebody_in(account_sid: str, sid: str) -> Response:
    """`sid` may be a room's name too, then it is made if need be."""
    here = simulator()
    known = here.calls.rooms.get(sid)
    if known is None and sid.startswith("CF"):
        raise ApiRefusal(20404)
    try:
        document, wanted = room_document(known.name if known else sid, request.form)
    except DocumentError as error:
        raise ApiRefusal(20001) from error
    order = read_call_order(with_document(request.form, document), here.settings)
    room = here.calls.rooms.open(wanted)
    return strike(
        here.exchange.faults,
        lambda: _called(here.calls.place(order), room, wanted.label, account_sid),
    )


@conferences.get(f"{ROOM}/Participants/<who>.json")
def show_person(account_sid: str, sid: str, who: str) -> Response:
    room = _found(sid)
    return jsonify(_person(_who(room, who), room, account_sid))


@conferences.post(f"{ROOM}/Participants/<who>.json")
def change_person(account_sid: str, sid: str, who: str) -> Response:
    room, form = _open(sid), request.form
    one = _who(room, who)
    room.change(one, _flag("Muted"), _flag("Hold"), _flag("EndConferenceOnExit"))
    if url := form.get("HoldUrl") or form.get("AnnounceUrl"):
        room.announce([one], _url(url), form.get("AnnounceMethod", "POST"))
    return jsonify(_person(one, room, account_sid))


@conferences.delete(f"{ROOM}/Participants/<who>.json")
def kick_person(account_sid: str, sid: str, who: str) -> Response:
    room = _open(sid)
    room.kick(_who(room, who))
    return Response(status=204)


def _found(sid: str) -> Room:
    room = simulator().calls.rooms.get(sid)
    if room is None:
        raise ApiRefusal(20404)
    return room


def _open(sid: str) -> Room:
    room = _found(sid)
    if room.over:
        raise ApiRefusal(20404)
    return room


def _who(room: Room, name: str) -> Participant:
    one = room.who(name)
    if one is None:
        raise ApiRefusal(20404)
    return one


def _flag(name: str) -> bool | None:
    return request.form[name].lower() == "true" if name in request.form else None


def _url(url: str) -> str:
    if not is_url(url):
        raise ApiRefusal(21205)
    return url


def _room(room: Room, account_sid: str) -> dict[str, object]:
    path = f"{account_path(account_sid)}/Conferences/{room.sid}"
    return {
        "account_sid": account_sid,
        "api_version": API_VERSION,
        "call_sid_ending_conference": room.ended_by,
        "date_created": date(room.created_at),
        "date_updated": date(room.updated_at),
        "friendly_name": room.name,
        "reason_conference_ended": room.reason,
        "region": "us1",
        "sid": room.sid,
        "status": room.status,
        "subresource_uris": {
            "participants": f"{path}/Participants.json",
            "recordings": f"{path}/Recordings.json",
        },
        "uri": f"{path}.json",
    }


def _person(one: Participant, room: Room, account_sid: str) -> dict[str, object]:
    return {
        **_about_call(one.party.call, room, account_sid),
        "date_created": date(one.created_at),
        "date_updated": date(one.updated_at),
        "end_conference_on_exit": one.ends,
        "hold": one.hold,
        "label": one.label or None,
        "muted": one.muted,
        "start_conference_on_enter": one.starts,
        "status": "connected",
    }


def _called(call: Call, room: Room, label: str, account_sid: str) -> Response:
    """Somebody who has been called and is not in the room yet."""
    answer = jsonify(
        {
            **_about_call(call, room, account_sid),
            "date_created": date(call.created_at),
            "date_updated": date(call.created_at),
            "end_conference_on_exit": request.form.get("EndConferenceOnExit") == "true",
            "hold": False,
            "label": label or None,
            "muted": request.form.get("Muted") == "true",
            "start_conference_on_enter": request.form.get("StartConferenceOnEnter") != "false",
            "status": "queued",
        }
    )
    answer.status_code = 201
    return answer


def _about_call(call: Call, room: Room, account_sid: str) -> dict[str, object]:
    path = f"{account_path(account_sid)}/Conferences/{room.sid}/Participants/{call.sid}.json"
    return {
        "account_sid": account_sid,
        "call_sid": call.sid,
        "call_sid_to_coach": None,
        "coaching": False,
        "conference_sid": room.sid,
        "queue_time": str(round(call.queued_s * 1000)),
        "uri": path,
    }
