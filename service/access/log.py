"""What was done in the console, and what was looked at. Written once; the database refuses all else."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from service.models import LogEntry


class What(StrEnum):
    """Each kind of entry; `console/words/log.toml` says it in words."""

    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    CODE_WRONG = "code_wrong"
    APPOINTED = "appointed"
    DISMISSED = "dismissed"
    SIGNED_OUT_ALL = "signed_out_all"
    TRIED = "tried"
    REFUSED = "refused"  # a page or an action that isn't theirs
    GUESSED = "guessed"  # a page of another group's, or one that isn't there
    CASE_TAKEN = "case_taken"
    CASE_RUNG = "case_rung"  # their own phone once more, to be joined
    CASE_KEPT = "case_kept"
    CASE_GIVEN_BACK = "case_given_back"
    CASE_ENDED = "case_ended"
    CASE_CONTACTS_TOLD = "case_contacts_told"
    CASE_DECIDED = "case_decided"  # what becomes of many silent check-ins
    CASE_HEARD = "case_heard"  # what was said to a tape
    CASE_REPLIED = "case_replied"
    REPORT_RUNG = "report_rung"  # to hear it on their own phone
    REVEALED = "revealed"  # a name and number
    CHECKIN_TAKEN = "checkin_taken"
    CHECKIN_CLEARED = "checkin_cleared"
    CHECKIN_PROPOSED = "checkin_proposed"
    CHECKIN_WITHDRAWN = "checkin_withdrawn"
    ROTA_CHANGED = "rota_changed"
    DRILL_BEGUN = "drill_begun"
    SEARCHED = "searched"  # by a number, or the first letters of a name
    PERSON_CHANGED = "person_changed"
    PERSON_PAUSED = "person_paused"
    PERSON_BACK = "person_back"
    TAKEN_OUT = "taken_out"
    WRITTEN_DOWN = "written_down"
    CROSSED_OUT = "crossed_out"
    ERASED = "erased"
    EXPORTED = "exported"
    MEETING_FOUNDED = "meeting_founded"
    MEETING_CHANGED = "meeting_changed"
    MEETING_CONFIRMED = "meeting_confirmed"
    DATE_CHANGED = "date_changed"  # of one meeting, without a notice
    LIST_GIVEN = "list_given"
    LIST_TAKEN = "list_taken"
    LIST_DROPPED = "list_dropped"
    NOTICE_WRITTEN = "notice_written"
    NOTICE_DROPPED = "notice_dropped"
    NOTICE_TRIED = "notice_tried"  # to their own phone
    NOTICE_SENT = "notice_sent"  # confirmed by its number
    NOTICE_UNDONE = "notice_undone"
    NOTICE_PAUSED = "notice_paused"
    NOTICE_RESUMED = "notice_resumed"
    NOTICE_STOPPED = "notice_stopped"
    PEOPLE_BROUGHT = "people_brought"
    PEOPLE_TAKEN = "people_taken"
    PEOPLE_DROPPED = "people_dropped"


def write(
    session: Session,
    by: int | None,
    what: What,
    now: datetime,
    kind: str | None = None,
    subject: int | None = None,
) -> None:
    """`now` is the service's clock; `kind` is what the subject is: person, group, notice."""
    session.add(LogEntry(at=now, by_person_id=by, what=what, subject_kind=kind, subject_id=subject))
