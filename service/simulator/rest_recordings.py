"""The Recording resource: list, fetch, hear, delete."""

from collections.abc import Iterable

from flask import Response, jsonify, request

from service.simulator.paging import page_of
from service.simulator.recordings import as_wave
from service.simulator.records import Recording
from service.simulator.refusals import ApiRefusal
from service.simulator.rest import ROOT, guarded, simulator
from service.simulator.shapes import account_path, date
from service.simulator.webhook_forms import API_VERSION

recordings = guarded("recordings")


@recordings.get(f"{ROOT}/Recordings.json")
def list_recordings(account_sid: str) -> Response:
    wanted = request.args.get("CallSid")
    rows = simulator().exchange.recordings.newest_first()
    found = (row for row in rows if wanted in (None, row.call_sid))
    return _page(found, f"{account_path(account_sid)}/Recordings.json", account_sid)


@recordings.get(f"{ROOT}/Calls/<sid>/Recordings.json")
def list_of_call(account_sid: str, sid: str) -> Response:
    if simulator().exchange.calls.get(sid) is None:
        raise ApiRefusal(20404)
    rows = simulator().exchange.recordings.newest_first()
    found = (row for row in rows if row.call_sid == sid)
    return _page(found, f"{account_path(account_sid)}/Calls/{sid}/Recordings.json", account_sid)


@recordings.get(f"{ROOT}/Recordings/<sid>.json")
def show_recording(account_sid: str, sid: str) -> Response:
    return jsonify(_shown(_found(sid), account_sid))


@recordings.get(f"{ROOT}/Recordings/<sid>")
@recordings.get(f"{ROOT}/Recordings/<sid>.wav")
def hear_recording(account_sid: str, sid: str) -> Response:
    """Silence of the right length: what was said is in the control API, as words."""
    return Response(as_wave(_found(sid)), content_type="audio/x-wav")


@recordings.delete(f"{ROOT}/Recordings/<sid>.json")
def delete_recording(account_sid: str, sid: str) -> Response:
    simulator().exchange.recordings.remove(_found(sid).sid)
    return Response(status=204)


def _page(rows: Iterable[Recording], path: str, account_sid: str) -> Response:
    page = page_of(rows, request.args, path, "recordings", lambda row: _shown(row, account_sid))
    return jsonify(page)


def _found(sid: str) -> Recording:
    recording = simulator().exchange.recordings.get(sid)
    if recording is None:
        raise ApiRefusal(20404)
    return recording


def _shown(recording: Recording, account_sid: str) -> dict[str, object]:
    path = f"{account_path(account_sid)}/Recordings/{recording.sid}"
    parts = {"add_on_results": "AddOnResults", "transcriptions": "Transcriptions"}
    return {
        "account_sid": account_sid,
        "api_version": API_VERSION,
        "call_sid": recording.call_sid,
        "channels": 1,
        "conference_sid": None,
        "date_created": date(recording.created_at),
        "date_updated": date(recording.created_at),
        "duration": str(recording.seconds),
        "encryption_details": None,
        "error_code": None,
        "media_url": f"{simulator().settings.own_url}{path}",
        "price": None,
        "price_unit": "USD",
        "sid": recording.sid,
        "source": "RecordVerb",
        "start_time": date(recording.created_at),
        "status": "completed",
        "subresource_uris": {key: f"{path}/{part}.json" for key, part in parts.items()},
        "uri": f"{path}.json",
    }
