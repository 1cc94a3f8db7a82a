"""What a notice costs, reckoned before it is sent from the very words that each gets.

Whoever has the same language, clock and privacy gets the same words, so those of twenty thousand people are
made a few dozen times. A call is billed by begun minutes, for as long as it takes to hear all of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, case, false, func, or_, select
from sqlalchemy.orm import Session

from service.models import Notice, NoticeRecipient, Way
from service.notices import news, states, wording
from service.notices.news import Whom
from service.notices.tally import may_have_it
from service.notices.wording import Telling
from service.settings import Settings
from service.text.length import seconds_to_say
from service.text.segments import segments
from service.text.words import Prompt, Slot, prompt, spoken, written

# Of more phones than these only some are looked at, evenly.
EXACT: Final = 50_000
# Until a key is found, and for a code where one is asked for.
REACTS_S, SAYS_CODE_S = 2.0, 12.0
MINUTE_S: Final = 60


@dataclass(frozen=True, slots=True)
class Cost:
    """In millionths of a dollar. `sampled`: some of the phones stand for all."""

    segments: int
    minutes: int
    text_micros: int
    call_micros: int
    sampled: bool = False

    @property
    def micros(self) -> int:
        return self.text_micros + self.call_micros


@dataclass(frozen=True, slots=True)
class _Kind:
    """So many phones that get the same words in the same way."""

    way: Way
    whom: Whom
    corrects: bool
    phones: int


def estimate(session: Session, settings: Settings, notice: Notice, now: datetime) -> Cost:
    """For those who are written down for it (`audience.resolve`), as they would be told now."""
    session.flush()
    found = news.read(session, settings, notice.id, now)
    assert found is not None  # its row was just written
    count, every = _phones(session, notice.id), 1
    if count > EXACT:
        every = -(-count // EXACT)
    parts = minutes = 0
    for kind in _kinds(session, notice, every):
        it = Telling(news.corrected(found, kind.corrects), kind.whom, settings, now)
        if kind.way == Way.TEXT:
            parts += kind.phones * every * segments_of(it)
        else:
            minutes += kind.phones * every * minutes_of(it)
    texts, calls = parts * settings.price_text_micros, minutes * settings.price_call_micros
    return Cost(parts, minutes, texts, calls, sampled=every > 1)


def segments_of(it: Telling) -> int:
    """Of the first text."""
    return segments(written(wording.text(it), it.language)).count


def minutes_of(it: Telling) -> int:
    """As billed, of a call that is heard to its end."""
    return max(1, -(-round(_seconds(it)) // MINUTE_S))


def _seconds(it: Telling) -> float:
    if it.whom.is_guarded:
        return _said_s(it, "notice_told.gate") + SAYS_CODE_S + _whole_s(it, "heard", "plays")
    if it.whom.is_open:
        return _whole_s(it, "call", "call_plays")
    if wording.is_about_a_date(it):
        return _said_s(it, "notice_told.call_discreet", change=wording.change(it)) + REACTS_S
    return _said_s(it, "notice_told.gate") + REACTS_S + _whole_s(it, "heard", "plays")


def _whole_s(it: Telling, key: str, plays: str) -> float:
    """Until who has heard it says so by a key."""
    heard = prompt("notice_told.if_heard", digit="1")
    if wording.is_about_a_date(it):
        return _said_s(it, f"notice_told.{key}", what=wording.whole(it), heard=heard) + REACTS_S
    before = _said_s(it, f"notice_told.{plays}", what=wording.begins(it))
    theirs = seconds_to_say(wording.own_words(it)[0])
    after = _said_s(it, "notice_told.played", heard=heard)
    return before + (it.notice.seconds or theirs) + after + REACTS_S


def _said_s(it: Telling, key: str, **slots: Slot) -> float:
    what: Prompt = prompt(key, caller=it.settings.caller_name(it.language), **slots)
    return seconds_to_say(spoken(what, it.language))


def _phones(session: Session, notice_id: int) -> int:
    its = NoticeRecipient.notice_id == notice_id
    return session.scalar(select(func.count(NoticeRecipient.phone_id.distinct())).where(its)) or 0


def _kinds(session: Session, notice: Notice, every: int) -> Sequence[_Kind]:
    """Whoever is away for as long as it is of use gets none."""
    to = _recipients(notice.id).subquery("to_")
    corrects = _has_first(to.c.phone_id, states.chain(session, notice)).label("corrects")
    away = func.coalesce(notice.useful_until <= news.PAUSED_UNTIL, false()).label("away")
    each = news.whom_all(to, to.c.way, corrects, away)
    if every > 1:
        each = each.where(to.c.phone_id % every == 0)
    rows = each.subquery("each_")
    grouped = select(*rows.c, func.count()).where(~rows.c.away).group_by(*rows.c)
    found = session.execute(grouped, {"notice": notice.id}).all()
    return [_kind(row) for row in found]


def _kind(row: Any) -> _Kind:
    way, corrects, _, *about, phones = row
    return _Kind(Way(way), Whom(*(*about, True, None)), corrects, phones)


def _recipients(notice_id: int) -> Select[Any]:
    """Its phones, with the person it is for; NULL where several share it."""
    person = case((func.count() == 1, func.min(NoticeRecipient.person_id))).label("person_id")
    way = func.min(NoticeRecipient.way).label("way")
    theirs = select(NoticeRecipient.phone_id, person, way)
    return theirs.where(NoticeRecipient.notice_id == notice_id).group_by(NoticeRecipient.phone_id)


def _has_first(phone_id: ColumnElement[int], first: Sequence[int]) -> ColumnElement[bool]:
    return or_(false(), *(may_have_it(phone_id, id) for id in first))
