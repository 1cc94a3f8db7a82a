"""What a person has to know of, and perhaps mend: one row a kind of trouble.

Raised where the trouble is met, in the same transaction; cleared by hand, or a day after it was last
met. While texts or calls are refused as a whole, what we start waits; crisis and replies, and the
word to the operator among them, are tried all the same.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, case, func, literal, select, update
from sqlalchemy.orm import Session

from service.db import Utc, insert, table_of
from service.logs import log
from service.models import Alert, Trouble, Way
from service.statements import Prepared

_A = table_of(Alert).c
QUIET = timedelta(days=1)
# The carrier's own bad minutes pass by themselves.
QUIET_OF = {Trouble.CARRIER_AWAY: timedelta(minutes=10)}
# The others are met again and again while they last.
ONCE = frozenset(
    {
        Trouble.CRISIS_UNSURE,
        Trouble.TEXT_SET_ASIDE,
        Trouble.CALL_BACK_LATE,
        Trouble.CASE_UNCLAIMED,
        Trouble.REPORT_UNHEARD,
        Trouble.REPORT_LATE,
        Trouble.SHIFT_UNCONFIRMED,
        Trouble.SHIFT_UNCOVERED,
        Trouble.GROUP_UNLED,
        Trouble.NOTICE_DENIED,
    }
)
FIRSTS = 1  # the first half of our locks' keys on PostgreSQL; the second is the kind
LONGEST_DETAIL = 160
PAUSES = {Way.TEXT: Trouble.TEXTS_REFUSED, Way.CALL: Trouble.CALLS_REFUSED}
# The next step for whoever is told.
FIXES = {
    Trouble.TEXTS_REFUSED: "See the account, its key and our number's registration at the carrier.",
    Trouble.CALLS_REFUSED: "See the account, its key and our number at the carrier.",
    Trouble.NUMBERS_REFUSED: "See the countries our account may reach, and whether it is a trial.",
    Trouble.PAGES_BROKEN: "Run: porchlight doctor, and read the carrier's debugger.",
    Trouble.FILTERED: "Read what was sent lately; ask the carrier why its filter took it.",
    Trouble.DAILY_LIMIT: "Ask the carrier for a higher limit a day.",
    Trouble.NEW_CODE: "Look the code up in the carrier's list, and tell those who write Porchlight.",
    Trouble.PUT_OFF: "See at the carrier why it puts us off; what was given up is in the outbox.",
    Trouble.TOO_LONG: "Shorten what the alert names. To see the rows: porchlight outbox --state refused",
    Trouble.CARRIER_AWAY: "See the carrier's status page, and this machine's way to it.",
    Trouble.TEXT_SET_ASIDE: "See spooled_text_set_aside in the log, and tell those who write Porchlight.",
    Trouble.LIST_UNREAD: "See whether our key may read messages; look there for unanswered ones.",
    Trouble.ERASE_STUCK: "See whether our key may delete texts and calls at the carrier.",
    Trouble.CALL_BACK_LATE: "See who waits: porchlight cases; call those on duty yourself.",
    Trouble.SHIFT_UNCONFIRMED: "Call them; see: porchlight oncall gaps.",
    Trouble.CODES_TRIED: "Somebody may be guessing codes: look whose texts are six digits. It ends in a day.",
    Trouble.SHIFT_UNCOVERED: "Find somebody for it; see: porchlight oncall gaps.",
    Trouble.CASE_UNCLAIMED: "See: porchlight cases; call somebody who can take it: porchlight oncall.",
    Trouble.REPORT_UNHEARD: "Name two who lead no group of theirs: porchlight oncall reports ID on",
    Trouble.REPORT_LATE: "Ask those who hear reports. See: porchlight cases list",
    Trouble.GROUP_UNLED: "Name somebody who runs it: porchlight groups coordinator WORD NUMBER",
    Trouble.NOTICES_LIMIT: "See: porchlight notices spending; raise NOTICES_MONTH_CAP_CENTS if it is right.",
    Trouble.NOTICE_DENIED: "Ask them whether somebody else texts as them: porchlight notices list --all",
    Trouble.TAPE_KEPT: "See whether our key may delete recordings at the carrier.",
    Trouble.CRISIS_UNSURE: "Ask those on duty whether they got it: porchlight outbox --state unconfirmed",
}
# Asked before every batch that is sent.
_PAUSED = Prepared(
    select(_A.kind, _A.paused_until).where(_A.paused_until > bindparam("now_", type_=Utc))
)


def raise_alert(
    session: Session,
    kind: Trouble,
    detail: str,
    now: datetime,
    paused_until: datetime | None = None,
) -> None:
    """Counts one more of this kind. `detail` is a sentence without anybody's number, name or words.

    Whoever meets it in the same moment as another process leaves the counting to that one: waiting
    for each other's rows, two that met two kinds would stand still. What is met `ONCE` waits: were it
    left to somebody who is just clearing the row, nobody would ever hear of it.
    """
    values = {"detail": detail[:LONGEST_DETAIL], "last_at": now}
    if paused_until:
        values["paused_until"] = paused_until
    if session.scalar(select(Alert.id).where(Alert.kind == kind)):
        count = _count_one_more(session, kind, values, now)
    else:
        count = _begin(session, kind, values, now)
    if is_round(count):
        log("alerts").critical("alert", kind=kind, count=count, detail=detail)


def is_round(count: int) -> bool:
    """Whether it is worth a line in the log: the same trouble may come ten thousand times an hour.

    >>> [count for count in range(1, 2000) if is_round(count)]
    [1, 10, 100, 1000]
    """
    return str(count).rstrip("0") == "1"


def _begin(session: Session, kind: Trouble, values: dict[str, object], now: datetime) -> int:
    """Writes the first of its kind; 0 when another process is just doing that."""
    if kind not in ONCE and not _may_begin(session, kind):
        return 0
    first = insert(session, Alert).values(kind=kind, first_at=now, count=1, **values)
    session.execute(first.on_conflict_do_nothing(index_elements=["kind"]))
    return 1


def _may_begin(session: Session, kind: Trouble) -> bool:
    """A row that another has not committed yet can't be skipped: an INSERT would wait for it."""
    if session.get_bind().dialect.name == "sqlite":
        return True  # which has one writer at a time
    mine = func.pg_try_advisory_xact_lock(FIRSTS, func.hashtext(kind))
    return bool(session.scalar(select(mine)))


def _count_one_more(
    session: Session, kind: Trouble, values: dict[str, object], now: datetime
) -> int:
    """How often it was met; 0 when another process has it in hand."""
    row = select(Alert.id).where(Alert.kind == kind)
    free = row.with_for_update(skip_locked=kind not in ONCE)
    over = Alert.cleared_at.is_not(None)
    counted = session.scalar(
        update(Alert)
        .where(Alert.id.in_(free.scalar_subquery()))
        .values(
            first_at=case((over, literal(now, Utc)), else_=Alert.first_at),
            count=case((over, 1), else_=Alert.count + 1),
            cleared_at=None,
            **values,
        )
        .returning(Alert.count)
        .execution_options(synchronize_session=False)
    )
    return counted or 0


def open_alerts(session: Session) -> Sequence[Alert]:
    """Those that are not cleared, the latest first."""
    return session.scalars(
        select(Alert).where(Alert.cleared_at.is_(None)).order_by(Alert.last_at.desc())
    ).all()


def pauses(session: Session, now: datetime) -> dict[Way, datetime]:
    """The ways that are paused at `now`, and until when."""
    until = dict(_PAUSED.rows(session, now_=now))
    return {way: until[kind] for way, kind in PAUSES.items() if kind in until}


def clear_quiet(session: Session, now: datetime) -> None:
    """What was not met for so long is over. A row in somebody's hand is just being met, or told."""
    for kind in Trouble:
        quiet = select(Alert.id).where(
            Alert.kind == kind,
            Alert.cleared_at.is_(None),
            Alert.last_at <= now - QUIET_OF.get(kind, QUIET),
        )
        session.execute(
            update(Alert)
            .where(Alert.id.in_(quiet.with_for_update(skip_locked=True).scalar_subquery()))
            .values(cleared_at=now, paused_until=None)
            .execution_options(synchronize_session=False)
        )
