"""The Queue and Member resources: make, list, change, delete; look at who waits, and take one out."""

from flask import Response, jsonify, request

from service.simulator.call_orders import read_script
from service.simulator.paging import page_of
from service.simulator.queues import LONGEST_QUEUE, Member, Queue
from service.simulator.refusals import ApiRefusal
from service.simulator.rest import ROOT, guarded, simulator
from service.simulator.shapes import account_path, date

queues = guarded("queues")
QUEUE = f"{ROOT}/Queues/<sid>"
FRONT = "Front"
LARGEST = 5000


@queues.post(f"{ROOT}/Queues.json")
def make_queue(account_sid: str) -> Response:
    """Gives the one that has this name already: Twilio refuses that, by an unknown code. [K]"""
    name = request.form.get("FriendlyName", "")
    if not name:
        raise ApiRefusal(20001)
    queue = simulator().calls.queues.of(name)
    _resize(queue)
    answer = jsonify(_queue(queue, account_sid))
    answer.status_code = 201
    return answer


@queues.get(f"{ROOT}/Queues.json")
def list_queues(account_sid: str) -> Response:
    path, rows = f"{account_path(account_sid)}/Queues.json", simulator().calls.queues.newest_first()
    return jsonify(
        page_of(rows, request.args, path, "queues", lambda one: _queue(one, account_sid))
    )


@queues.get(f"{QUEUE}.json")
def show_queue(account_sid: str, sid: str) -> Response:
    return jsonify(_queue(_found(sid), account_sid))


@queues.post(f"{QUEUE}.json")
def change_queue(account_sid: str, sid: str) -> Response:
    queue = _found(sid)
    queue.name = request.form.get("FriendlyName", queue.name)
    _resize(queue)
    return jsonify(_queue(queue, account_sid))


@queues.delete(f"{QUEUE}.json")
def delete_queue(account_sid: str, sid: str) -> Response:
    """Only an empty one."""
    queue = _found(sid)
    if queue.members:
        raise ApiRefusal(20009)
    simulator().calls.queues.remove(queue)
    return Response(status=204)


@queues.get(f"{QUEUE}/Members.json")
def list_members(account_sid: str, sid: str) -> Response:
    """All on one page, who has waited longest first."""
    queue, path = _found(sid), f"{account_path(account_sid)}/Queues/{sid}/Members.json"
    rows = [_member(queue, place, account_sid) for place in range(len(queue.members))]
    return jsonify(
        queue_members=rows, page=0, page_size=50, start=0, end=max(len(rows) - 1, 0), uri=path,
        first_page_uri=path, next_page_uri=None, previous_page_uri=None,
    )  # fmt: skip


@queues.get(f"{QUEUE}/Members/<who>.json")
def show_member(account_sid: str, sid: str, who: str) -> Response:
    queue = _found(sid)
    return jsonify(_member(queue, _place(queue, who), account_sid))


@queues.post(f"{QUEUE}/Members/<who>.json")
def take_member_out(account_sid: str, sid: str, who: str) -> Response:
    """Another document runs for who waits; they are out of the queue then."""
    queue = _found(sid)
    place = _place(queue, who)
    shown = _member(queue, place, account_sid)
    read_script(request.form)
    simulator().calls.change(queue.members[place].party.call, request.form)
    return jsonify(shown)


def _found(sid: str) -> Queue:
    queue = simulator().calls.queues.get(sid)
    if queue is None:
        raise ApiRefusal(20404)
    return queue


def _place(queue: Queue, who: str) -> int:
    for place, member in enumerate(queue.members):
        if who in (FRONT, member.party.call.sid):
            return place
    raise ApiRefusal(20404)


def _resize(queue: Queue) -> None:
    size = request.form.get("MaxSize", "")
    if size.isdecimal():
        queue.most = min(max(int(size), 1), LARGEST)


def _queue(queue: Queue, account_sid: str) -> dict[str, object]:
    path = f"{account_path(account_sid)}/Queues/{queue.sid}"
    return {
        "account_sid": account_sid,
        "average_wait_time": queue.average_wait_s,
        "current_size": len(queue.members),
        "date_created": date(queue.created_at),
        "date_updated": date(queue.created_at),
        "friendly_name": queue.name,
        "max_size": queue.most or LONGEST_QUEUE,
        "sid": queue.sid,
        "subresource_uris": {"members": f"{path}/Members.json"},
        "uri": f"{path}.json",
    }


def _member(queue: Queue, place: int, account_sid: str) -> dict[str, object]:
    member: Member = queue.members[place]
    sid = member.party.call.sid
    return {
        "call_sid": sid,
        "date_enqueued": date(member.since),
        "position": place + 1,
        "queue_sid": queue.sid,
        "uri": f"{account_path(account_sid)}/Queues/{queue.sid}/Members/{sid}.json",
        "wait_time": queue.waited_s(member),
    }
