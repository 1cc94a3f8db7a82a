"""Who waits for an answer, by what they need. The words of texts are shown to nobody."""

from flask import Blueprint, abort, current_app, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from service.access import log
from service.access.log import What
from service.access.roles import Right
from service.carrier import tapes
from service.carrier.tapes import Tapes
from service.console import inbox_rows, on_call_rows
from service.console.here import house, needs, not_there, now, once, reading, render, seat, tell
from service.crisis import callbacks, canned, cases, reports
from service.crisis.canned import Canned
from service.models import Case

page = Blueprint("inbox", __name__)
# Nothing of it may lie in a cache: it is to be gone when it is deleted.
NOT_KEPT = {"Cache-Control": "no-store"}


@page.get("/inbox")
@needs(Right.INBOX)
def show() -> str:
    with reading() as session:
        needed = inbox_rows.by_need(session, house(), seat(), now())
    return render("inbox/inbox.html", needed=needed, looked_at=now())


@page.get("/inbox/cases/<int:case_id>/tape")
@needs(Right.CASES_TAKE)
def tape(case_id: int) -> Response:
    """What was left for a case, to who has it, straight from the carrier; that is written down."""
    with reading() as session:
        case = session.get(Case, case_id)
        mine = case is not None and on_call_rows.hand_of(session, seat()).has(case)
        sid = callbacks.tape_of(session, case_id, now()) if mine else None
    if sid is None:
        not_there()
    carried: Tapes = current_app.extensions["tapes"]
    sound = carried(sid)
    if sound is None:
        abort(404)
    with house().database.transaction() as session:
        log.write(session, seat().person_id, What.CASE_HEARD, now(), "case", case_id)
    return current_app.response_class(sound, mimetype=tapes.KIND, headers=NOT_KEPT)


@page.post("/inbox/cases/<int:case_id>/reply")
@needs(Right.INBOX)
def reply(case_id: int) -> Response:
    """One of the short answers, to who asked for a person, by whoever has the case."""
    said = request.form.get("what", "")
    if said not in set(Canned):
        abort(400)
    with reading() as session:
        known = session.get(Case, case_id)
        if known is None or not on_call_rows.hand_of(session, seat()).has(known):
            not_there()

    def work(session: Session) -> str:
        case = cases.locked(session, case_id)
        hand = on_call_rows.hand_of(session, seat())
        done = case is not None and canned.reply(session, case, Canned(said), hand, now())
        if done:
            log.write(session, seat().person_id, What.CASE_REPLIED, now(), "case", case_id)
        tell("inbox.sent" if done else "inbox.not_sent")
        return url_for("console.on_call.case", case_id=case_id)

    return once(work)


@page.post("/inbox/reports/<int:case_id>")
@needs(Right.INBOX)
def hear(case_id: int) -> Response:
    """A report is heard on the phone, behind a key, as ever; nobody reads it here."""
    with reading() as session:
        volunteer_id = on_call_rows.hand_of(session, seat()).volunteer_id
        if volunteer_id is None or reports.heard_by(session, case_id, volunteer_id) is None:
            not_there()

    def work(session: Session) -> str:
        done = reports.call_reader(session, case_id, volunteer_id, now())
        if done:
            log.write(session, seat().person_id, What.REPORT_RUNG, now(), "case", case_id)
        tell("inbox.rings_you" if done else "inbox.not_sent")
        return url_for(".show")

    return once(work)
