"""The Call resource: create, fetch, list, change, delete."""

from flask import Response, jsonify, request

from service.simulator.call_orders import read_call_order
from service.simulator.filters import CALL_DATES, CALL_FIELDS, filter_rows
from service.simulator.paging import page_of
from service.simulator.records import Call
from service.simulator.refusals import ApiRefusal
from service.simulator.rest import ROOT, guarded, simulator
from service.simulator.shapes import account_path, call_json
from service.simulator.striking import strike

calls = guarded("calls")


@calls.post(f"{ROOT}/Calls.json")
def create_call(account_sid: str) -> Response:
    here = simulator()
    order = read_call_order(request.form, here.settings)
    return strike(
        here.exchange.faults, lambda: _shown(here.calls.place(order), account_sid, status=201)
    )


@calls.get(f"{ROOT}/Calls.json")
def list_calls(account_sid: str) -> Response:
    rows = simulator().exchange.calls.newest_first()
    found = filter_rows(rows, request.args, CALL_FIELDS, CALL_DATES)
    path, lines = f"{account_path(account_sid)}/Calls.json", simulator().exchange.lines.sids()
    page = page_of(
        found, request.args, path, "calls", lambda row: call_json(row, account_sid, lines)
    )
    return jsonify(page)


@calls.get(f"{ROOT}/Calls/<sid>.json")
def show_call(account_sid: str, sid: str) -> Response:
    return _shown(_found(sid), account_sid)


@calls.post(f"{ROOT}/Calls/<sid>.json")
def change_call(account_sid: str, sid: str) -> Response:
    call = _found(sid)
    simulator().calls.change(call, request.form)
    return _shown(call, account_sid)


@calls.delete(f"{ROOT}/Calls/<sid>.json")
def delete_call(account_sid: str, sid: str) -> Response:
    if not _found(sid).ended:
        raise ApiRefusal(20009)
    simulator().exchange.calls.remove(sid)
    return Response(status=204)


def _found(sid: str) -> Call:
    call = simulator().exchange.calls.get(sid)
    if call is None:
        raise ApiRefusal(20404)
    return call


def _shown(call: Call, account_sid: str, status: int = 200) -> Response:
    answer = jsonify(call_json(call, account_sid, simulator().exchange.lines.sids()))
    answer.status_code = status
    return answer
