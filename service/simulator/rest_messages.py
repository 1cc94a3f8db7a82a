"""The Message resource: create, fetch, list, redact, cancel, delete."""

from flask import Response, jsonify, request

from service.simulator.filters import MESSAGE_DATES, MESSAGE_FIELDS, filter_rows
from service.simulator.orders import read_text_order
from service.simulator.paging import page_of
from service.simulator.records import Message
from service.simulator.refusals import ApiRefusal
from service.simulator.rest import ROOT, guarded, simulator
from service.simulator.shapes import account_path, message_json
from service.simulator.striking import strike

messages = guarded("messages")


@messages.post(f"{ROOT}/Messages.json")
def create_message(account_sid: str) -> Response:
    here = simulator()
    order = read_text_order(request.form, here.settings, here.clock.now())
    return strike(
        here.exchange.faults, lambda: _shown(here.texts.create(order), account_sid, status=201)
    )


@messages.get(f"{ROOT}/Messages.json")
def list_messages(account_sid: str) -> Response:
    rows = simulator().exchange.messages.newest_first()
    found = filter_rows(rows, request.args, MESSAGE_FIELDS, MESSAGE_DATES)
    path = f"{account_path(account_sid)}/Messages.json"
    page = page_of(
        found, request.args, path, "messages", lambda row: message_json(row, account_sid)
    )
    return jsonify(page)


@messages.get(f"{ROOT}/Messages/<sid>.json")
def show_message(account_sid: str, sid: str) -> Response:
    return _shown(_found(sid), account_sid)


@messages.post(f"{ROOT}/Messages/<sid>.json")
def change_message(account_sid: str, sid: str) -> Response:
    """Blanks the body, or cancels what is still scheduled."""
    message = _found(sid)
    if request.form.get("Status") == "canceled":
        simulator().texts.cancel(message)
    if request.form.get("Body") == "":
        _redact(message)
    return _shown(message, account_sid)


@messages.delete(f"{ROOT}/Messages/<sid>.json")
def delete_message(account_sid: str, sid: str) -> Response:
    _check_sent(_found(sid))
    simulator().exchange.messages.remove(sid)
    return Response(status=204)


@messages.get(f"{ROOT}/Messages/<sid>/Media.json")
def list_media(account_sid: str, sid: str) -> Response:
    """Pictures are counted, not kept: the list is empty."""
    _found(sid)
    path = f"{account_path(account_sid)}/Messages/{sid}/Media.json"
    none: list[Message] = []
    return jsonify(page_of(none, request.args, path, "media_list", lambda row: {}))


def _redact(message: Message) -> None:
    _check_sent(message)
    with simulator().exchange.messages.lock:
        message.body, message.updated_at = "", simulator().clock.now()


def _check_sent(message: Message) -> None:
    """Words still on their way are needed; `sent` is the end where carriers give no receipts."""
    if not message.ended and message.status != "sent":
        raise ApiRefusal(20009)


def _found(sid: str) -> Message:
    message = simulator().exchange.messages.get(sid)
    if message is None:
        raise ApiRefusal(20404)
    return message


def _shown(message: Message, account_sid: str, status: int = 200) -> Response:
    answer = jsonify(message_json(message, account_sid))
    answer.status_code = status
    return answer
