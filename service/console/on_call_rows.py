"""What the pages about who is on call show: cases without a word of what was said, and the week."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import shift_asks
from service.access.roles import Right, Seat
from service.checkins import decided, handing
from service.clock import zone
from service.crisis import board, canned, cases, hands, holds, roster, volunteers
from service.crisis.canned import Canned
from service.crisis.hands import Hand
from service.crisis.spans import Span, joined, without
from service.delivery.hours import on_wall
from service.models import Case, CaseEvent, CaseState, ShiftAsk, VoiceMessage, Volunteer
from service.settings import Settings
from service.text.times import hour_of

MOST_CASES, MOST_STEPS, MOST_ASKS = 50, 100, 20
DAYS = 7
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as it stands. `kind` None where it is none, or not theirs to know."""

    case: Case
    kind: str | None
    holder: str | None
    mine: bool
    may_take: bool
    rings: bool  # who waits is on the line, and phones ring for it
    is_late: bool


@dataclass(frozen=True, slots=True)
class CasePage:
    """One of them, with what may be done about it."""

    row: CaseRow
    steps: Sequence[tuple[CaseEvent, str | None]]
    left_out: int  # steps before these
    ends: Sequence[str]
    may_keep: bool
    may_tell: bool  # those who stand by who is silent
    waiting: int  # check-ins of a case of many
    may_decide: bool
    tape_s: int | None  # what was said to a tape, for who has it
    canned: Sequence[str]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Somebody's hours of one day; `name` None: they gave none."""

    name: str | None
    hours: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a day for the picture: minutes since midnight."""

    begins: int
    minutes: int
    kind: str


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    on: Sequence[Stretch]
    gaps: Sequence[str]
    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True)
class Ask:
    """A shift in doubt, and whose."""

    ask: ShiftAsk
    begins: datetime
    name: str | None


# --- cases ---------------------------------------------------------------------------------------------


def hand_of(session: Session, seat: Seat) -> Hand:
    return hands.hand_of(session, seat.person_id, owns=seat.groups is None)


def waiting(session: Session, seat: Seat, now: datetime) -> list[CaseRow]:
    """The oldest first."""
    hand, names = hand_of(session, seat), volunteers.names(session)
    ringing = _ringing(session, now)
    found = board.waiting(session, hand.phone_ids, MOST_CASES)
    return [_row(one, seat, hand, names, ringing, now) for one in found]


def case_page(session: Session, seat: Seat, case: Case, now: datetime) -> CasePage:
    hand, names = hand_of(session, seat), volunteers.names(session)
    steps = board.timeline(session, case.id)
    row = _row(case, seat, hand, names, _ringing(session, now), now)
    ends = hands.may_end(session, case, hand, now)
    many = cases.is_of_many(case) and case.state != CaseState.CLOSED
    return CasePage(
        row,
        [(one, names.get(one.volunteer_id or 0)) for one in steps[-MOST_STEPS:]],
        max(0, len(steps) - MOST_STEPS),
        hands.ends_of(case) if ends and not many else (),
        may_keep=row.mine and case.tier in hands.MAY_BE_KEPT and not many,
        may_tell=row.mine and not many and decided.can_be_told(session, case),
        waiting=handing.waiting(session, case.id) if many else 0,
        may_decide=many and ends and hand.volunteer_id is not None,
        tape_s=_tape_s(session, case.id, now) if row.mine else None,
        canned=tuple(Canned) if canned.may_reply(session, case, hand) else (),
    )


def _row(
    case: Case,
    seat: Seat,
    hand: Hand,
    names: dict[int, str | None],
    ringing: set[str],
    now: datetime,
) -> CaseRow:
    return CaseRow(
        case,
        case.kind if seat.may(Right.CASES_TAKE) else None,
        names.get(case.claimed_by or 0),
        mine=hand.has(case),
        may_take=hand.may_take(case),
        rings=holds.rung(case.id) in ringing,
        is_late=board.is_overdue(case, now) or board.is_paged_again(case),
    )


def _tape_s(session: Session, case_id: int, now: datetime) -> int | None:
    kept = VoiceMessage.case_id == case_id, VoiceMessage.delete_at > now
    return session.scalar(select(VoiceMessage.seconds).where(*kept).limit(1))


def _ringing(session: Session, now: datetime) -> set[str]:
    """What volunteers are held by just now."""
    held = select(Volunteer.held_by).where(Volunteer.held_until > now)
    return {by for by in session.scalars(held) if by}


# --- the week ------------------------------------------------------------------------------------------


def week(session: Session, settings: Settings, now: datetime, language: str) -> list[Day]:
    """From today on, each day on the line's own wall."""
    home = zone(settings.home_zone)
    today = now.astimezone(home).date()
    days = [_span_of(today + number * A_DAY, home) for number in range(DAYS)]
    everyone = roster.rotas(session, settings, days[0].begins, days[-1].ends)
    names, blocks = volunteers.names(session), {id: r.blocks() for id, r in everyone.items()}
    return [_day(span, names, blocks, home, now, language) for span in days]


def asks(session: Session, now: datetime) -> list[Ask]:
    """Shifts that are not confirmed, or that nobody has taken yet; the next first."""
    names = volunteers.names(session)
    found = shift_asks.in_doubt(session, now)[:MOST_ASKS]
    return [Ask(one, one.off_from or one.begins_at, names.get(one.volunteer_id)) for one in found]


def _day(
    day: Span,
    names: dict[int, str | None],
    blocks: dict[int, list[Span]],
    home: ZoneInfo,
    now: datetime,
    language: str,
) -> Day:
    theirs = [
        (piece, names.get(id))
        for id, spans in blocks.items()
        for piece in (block.within(day) for block in spans)
        if piece
    ]
    covered = joined(piece for piece, _ in theirs)
    gaps = without([Span(max(day.begins, min(now, day.ends)), day.ends)], covered)
    gaps = [gap for gap in gaps if gap.length >= timedelta(minutes=1)]
    theirs.sort(key=lambda pair: pair[0].begins)
    return Day(
        day.begins.astimezone(home).date(),
        [Stretch(name, _hours(piece, day, home, language)) for piece, name in theirs],
        [_hours(gap, day, home, language) for gap in gaps],
        [*_bars(covered, day, "good"), *_bars(gaps, day, "bad")],
    )


def _hours(span: Span, day: Span, home: ZoneInfo, language: str) -> str:
    """`6 pm – 10 pm`; nothing where it is the whole day."""
    if span == day:
        return ""
    ends = (hour_of(at.astimezone(home), language).eye for at in (span.begins, span.ends))
    return " – ".join(ends)


def _bars(spans: Iterable[Span], day: Span, kind: str) -> list[Bar]:
    """A day of 23 or 25 hours is drawn as long as it is."""
    return [Bar(_minutes(one.begins - day.begins), _minutes(one.length), kind) for one in spans]


def _minutes(length: timedelta) -> int:
    return length // timedelta(minutes=1)


def _span_of(day: date, home: ZoneInfo) -> Span:
    return Span(on_wall(day, 0, home), on_wall(day + A_DAY, 0, home))
