"""What the pages about notices show: what members get, whom it reaches, how far it has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from service.access.roles import Seat
from service.clock import zone
from service.console import people_rows
from service.console.shown import moment
from service.console.words import say
from service.house import House
from service.models import Group, Meeting, Notice, NoticeKind, NoticeState, Person, PhoneRow
from service.notices import aloud, drafts, left_out, news, openings, past, states, tally, wording
from service.notices.left_out import Left
from service.notices.news import Whom
from service.notices.openings import Openings
from service.notices.tally import Outcome, Standing, Tally
from service.notices.wording import Telling
from service.settings import Settings
from service.text.segments import segments
from service.text.words import LANGUAGES, prompt, written

ROWS_A_PAGE: Final = 50
BAR_WIDTH: Final = 600
# What can be done with a notice, while it is in one of these states.
GOES: Final = frozenset({NoticeState.SENDING, NoticeState.PAUSED})
SENT: Final = GOES | {NoticeState.DONE, NoticeState.STOPPED}
# By what is asked for in an address.
WHO: Final = {
    "left": [one for one in Standing if one > Standing.HEARD],
    "reached": [Standing.TEXT, Standing.HEARD],
    "all": list(Standing),
}


@dataclass(frozen=True, slots=True)
class Preview:
    """What one member gets: who has said OPEN, or has not."""

    language: str
    is_open: bool
    text: str
    segments: int
    call: str


@dataclass(frozen=True, slots=True)
class Who:
    """Who gets a draft, when, and who doesn't."""

    left: Sequence[tuple[Left, int]]
    resting: int
    openings: Openings
    can_wait: bool


@dataclass(frozen=True, slots=True)
class Wall:
    """By which moments are said."""

    home: tzinfo
    now: datetime
    language: str

    def moment(self, at: datetime) -> str:
        return moment(at, self.now, self.home, self.language)


@dataclass(frozen=True, slots=True)
class Line:
    """One notice in a list."""

    notice: Notice
    subject: str


@dataclass(frozen=True, slots=True)
class Told:
    """One person, and what became of it for them."""

    person_id: int
    is_theirs: bool  # to look at: who asked to be reminded of a meeting need not be in its group
    name: str | None
    number: str
    standing: Standing
    reason: str | None


@dataclass(frozen=True, slots=True)
class Part:
    """Of the bar: where it begins and how wide it is."""

    look: str
    x: int
    width: int


def previews(session: Session, settings: Settings, notice: Notice, now: datetime) -> list[Preview]:
    """In both languages, to who has said OPEN and to who has not."""
    found = news.read(session, settings, notice.id, now)
    assert found is not None  # its row is at hand
    kinds = [(language, is_open) for is_open in (True, False) for language in LANGUAGES]
    return [_preview(Telling(found, _whom(*kind), settings, now)) for kind in kinds]


def who(session: Session, house: House, notice: Notice, now: datetime) -> Who:
    return Who(
        left=sorted(left_out.of(session, notice).items()),
        resting=left_out.resting(session, notice),
        openings=openings.of(session, house.settings, notice, now + drafts.HELD_FOR),
        can_wait=drafts.can_wait(house.settings, notice, now),
    )


def length_of(words: str, groups: Sequence[Group], settings: Settings) -> int:
    """How many text messages free words take, with what stands around them for who has said OPEN."""
    named = prompt("notice_told.who", group=groups[0].word) if len(groups) == 1 else ""
    what = prompt("notice_told.news", who=named, body=words)
    whole = prompt("notice_told.sent_short", organisation=settings.organisation, what=what)
    counts = [segments(written(one, "en")).count for one in (whole, what)]
    return counts[0] if counts[0] <= wording.SEGMENTS_OF_WORDS else counts[1]


def lines(
    session: Session, notices: Sequence[Notice], house: House, now: datetime, language: str
) -> list[Line]:
    """Each said in one line, read in two looks whatever their number."""
    words = past.words_of(session, [one.id for one in notices])
    ids = {one.meeting_id for one in notices if one.meeting_id}
    found = session.execute(select(Meeting.id, Meeting.zone).where(Meeting.id.in_(ids)))
    zones: dict[int | None, str] = dict(found.all())
    return [
        Line(one, _subject(one, ", ".join(words[one.id]), Wall(home, now, language)))
        for one in notices
        for home in [zone(zones.get(one.meeting_id, house.settings.home_zone))]
    ]


def told(
    session: Session, seat: Seat, notice_id: int, who: str, page: int
) -> tuple[list[Told], bool]:
    """One page of people, and whether there are more."""
    skip = (page - 1) * ROWS_A_PAGE
    found = tally.page(session, notice_id, WHO[who], skip, ROWS_A_PAGE + 1)
    shown, more = found[:ROWS_A_PAGE], len(found) > ROWS_A_PAGE
    mine = people_rows.theirs(seat)
    whose = select(Person.id, Person.first_name, true() if mine is None else mine)
    people = {
        id: (name, is_theirs)
        for id, name, is_theirs in session.execute(
            whose.where(Person.id.in_([one.person_id for one in shown]))
        )
    }
    known = select(PhoneRow.id, PhoneRow.number)
    numbers = dict(
        session.execute(known.where(PhoneRow.id.in_([one.phone_id for one in shown]))).all()
    )
    return [_told(one, *people[one.person_id], numbers[one.phone_id]) for one in shown], more


def bar(so_far: Tally) -> list[Part]:
    """Reached, on the way, not reached: as wide as they are many."""
    going = so_far.in_doubt + so_far.to_go
    shares = {"good": so_far.reached, "warn": going, "bad": so_far.left - going}
    parts, x = [], 0
    for look, people in shares.items():
        width = round(BAR_WIDTH * people / so_far.people) if so_far.people else 0
        parts.append(Part(look, x, width))
        x += width
    return parts


def _told(one: Outcome, name: str | None, is_theirs: bool, number: str) -> Told:
    return Told(one.person_id, bool(is_theirs), name, number, one.standing, one.reason)


def _preview(it: Telling) -> Preview:
    text = written(wording.text(it), it.language)
    return Preview(it.language, it.whom.is_open, text, segments(text).count, aloud.call(it))


def _whom(language: str, is_open: bool) -> Whom:
    return Whom(
        language=language,
        zone=None,
        discreet=not is_open,
        private=False,
        has_code=False,
        shared=False,
        is_member=True,
        paused_until=None,
    )


def _subject(notice: Notice, groups: str, wall: Wall) -> str:
    """`TUE: tonight 7 pm is off`."""
    if notice.usual_at is None:
        key, ref = f"send.subject.{notice.kind}", states.ref(notice.fixes_id or 0)
        return say(key, wall.language, groups=groups, ref=ref)
    slots = {"groups": groups, "when": wall.moment(notice.usual_at)}
    if notice.kind != NoticeKind.MOVE:
        return say(f"send.subject.{notice.kind}", wall.language, **slots)
    if notice.moved_to is None:
        return say("send.subject.place", wall.language, **slots)
    return say("send.subject.move", wall.language, to=wall.moment(notice.moved_to), **slots)
