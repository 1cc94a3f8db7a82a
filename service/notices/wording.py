"""A notice in words: discreetly, or whole, for who may read or hear of what group it is.

Before OPEN a text says the hour and what becomes of it; whose it is, why, and a coordinator's own words
come to a digit. Free words stay as they were written, in a frame of the member's language.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo

from service.clock import zone
from service.models import Notice, NoticeKind
from service.notices.news import News, Whom
from service.notices.wishes import OF_A_DATE
from service.settings import Settings
from service.text.aloud import spoken_name, spoken_note, spoken_street
from service.text.dialled import as_dialled, digits
from service.text.language import likely_language
from service.text.segments import segments
from service.text.times import day_and_time
from service.text.words import Prompt, Slot, Voiced, prompt, written

NOTHING = Voiced("", "")
# How long a text may be: what is about a date has one segment, a coordinator's own words two.
SEGMENTS_OF_A_DATE, SEGMENTS_OF_WORDS = 1, 2


@dataclass(frozen=True, slots=True)
class Telling:
    """What is told, to whom, and when."""

    news: News
    whom: Whom
    settings: Settings
    now: datetime

    @property
    def notice(self) -> Notice:
        return self.news.notice

    @property
    def language(self) -> str:
        return self.whom.language

    @property
    def home(self) -> tzinfo:
        return zone(self.whom.zone or self.settings.home_zone)


def text(it: Telling) -> Prompt:
    """What is texted first; after OPEN as much of it as its segments hold."""
    if not it.whom.is_open:
        return _discreet_text(it)
    tried = list(_open_texts(it))
    most = SEGMENTS_OF_A_DATE if it.news.kind in OF_A_DATE else SEGMENTS_OF_WORDS
    fits = (one for one in tried if segments(written(one, it.language)).count <= most)
    return next(fits, tried[-1] if is_about_a_date(it) else tried[1])


def change(it: Telling) -> Prompt:
    """What becomes of the date, without whose it is. Only for what is about one."""
    notice, when = it.notice, _when(it)
    if notice.kind == NoticeKind.OFF:
        return prompt("notice_told.is_off", when=when, next=_next(it))
    if notice.kind == NoticeKind.ON:
        return prompt("notice_told.is_on", when=when)
    if notice.moved_to is None:
        return prompt("notice_told.is_there", when=when)
    key = "notice_told.is_moved_there" if notice.place else "notice_told.is_moved"
    return prompt(key, when=when, to=_said(it, notice.moved_to))


def whole(it: Telling, with_reason: bool = True) -> Prompt:
    """All of it, for who has asked for it or said OPEN. In private mode no group is named."""
    if it.news.kind not in OF_A_DATE:
        return _free_words(it)
    slots: dict[str, Slot] = {"who": _who(it), "when": _when(it)}
    if it.news.kind is NoticeKind.ON:
        return prompt("notice_told.on", **slots)
    slots["reason"] = _reason(it) if with_reason else NOTHING
    if it.news.kind is NoticeKind.OFF:
        return prompt("notice_told.off", next=_next(it), instead=_instead(it), **slots)
    return _moved(it, slots)


def begins(it: Telling) -> Prompt:
    """What a call says before it plays a recording, or reads out a coordinator's own words."""
    if is_spoken(it):
        return _free_words(it)
    return prompt(f"notice_told.reads_{it.news.kind}", who=_who(it))


def own_words(it: Telling) -> tuple[str, str]:
    """A coordinator's own, as they are spoken, and their language: a Spanish voice reads no English well."""
    said = it.notice.body or ""
    language = likely_language(said) or it.language
    return spoken_note(said, language), language


def moment(it: Telling) -> Voiced:
    """The hour it is about; of free words, when they were confirmed."""
    if is_about_a_date(it):
        return _when(it)
    came = it.notice.started_at or it.notice.created_at
    return day_and_time(came.astimezone(it.home), it.now, it.language)


def is_about_a_date(it: Telling) -> bool:
    return it.news.kind in OF_A_DATE


def is_spoken(it: Telling) -> bool:
    """Whether it is heard, and a text only says where: a correction may be, too."""
    return it.notice.recording_sid is not None


def _discreet_text(it: Telling) -> Prompt:
    if is_about_a_date(it):
        return prompt("notice_told.change", change=change(it))
    if is_spoken(it):
        key = "there_is_spoken_fix" if it.news.kind is NoticeKind.FIX else "there_is_voice"
        return prompt(f"notice_told.{key}", number=_number(it))
    return prompt(f"notice_told.there_is_{it.news.kind}")


def _open_texts(it: Telling) -> Iterator[Prompt]:
    """Each shorter than the one before."""
    organisation, what = it.settings.organisation, whole(it)
    # A coordinator's own words may end without a dot, and would run on into ours.
    runs_on = (it.notice.body or "")[-1:].isalnum()
    key = "notice_told.sent_on" if runs_on else "notice_told.sent"
    yield prompt(key, organisation=organisation, what=what)
    yield prompt("notice_told.sent_short", organisation=organisation, what=what)
    if is_about_a_date(it):
        what = whole(it, with_reason=False)
        yield prompt("notice_told.sent_short", organisation=organisation, what=what)
    else:
        yield what


def _free_words(it: Telling) -> Prompt:
    if is_spoken(it):
        key = "spoken_fix" if it.news.kind is NoticeKind.FIX else "voice"
        return prompt(f"notice_told.{key}", who=_who(it), number=_number(it))
    body = _words(it.notice.body, it.language)
    return prompt(f"notice_told.{it.news.kind}", who=_who(it), body=body)


def _moved(it: Telling, slots: dict[str, Slot]) -> Prompt:
    """To another hour, another place, or both."""
    said, moved_to = it.notice.place or "", it.notice.moved_to
    place = Voiced(said, lambda: spoken_street(said, it.language))
    if moved_to is None:
        return prompt("notice_told.placed", place=place, **slots)
    there = prompt("notice_told.at", place=place) if said else NOTHING
    return prompt("notice_told.moved", to=_said(it, moved_to), place=there, **slots)


def _who(it: Telling) -> Slot:
    """The group, said before what is told of it."""
    if it.whom.private or it.news.group is None:
        return NOTHING
    word, name = it.news.group
    return prompt("notice_told.who", group=Voiced(word, lambda: spoken_name(name, it.language)))


def _when(it: Telling) -> Voiced:
    """The hour it was to be: of one that is off, which may have been moved before, until when that helps."""
    assert it.notice.usual_at is not None  # it is about a date
    is_off = it.news.kind is NoticeKind.OFF
    return _said(it, it.notice.useful_until if is_off else it.notice.usual_at)


def _next(it: Telling) -> Slot:
    coming = it.news.next_at
    return prompt("remind.next", when=_said(it, coming)) if coming else NOTHING


def _instead(it: Telling) -> Slot:
    by_phone = it.news.instead
    if by_phone is None:
        return NOTHING
    starts = by_phone.starts.astimezone(it.home)
    return prompt("notice_told.by_phone", when=day_and_time(starts, it.now, it.language))


def _said(it: Telling, moment: datetime) -> Voiced:
    """On the wall of a room one goes to; else on the wall at home."""
    there = it.news.one.starts.tzinfo if it.news.one and it.news.one.in_person else None
    return day_and_time(moment.astimezone(there or it.home), it.now, it.language)


def _reason(it: Telling) -> Slot:
    said = it.notice.reason
    return prompt("notice_told.because", reason=_words(said, it.language)) if said else NOTHING


def _number(it: Telling) -> Voiced:
    return digits(as_dialled(it.settings.line_number))


def _words(words: str | None, language: str) -> Voiced:
    """A coordinator's own."""
    said = words or ""
    return Voiced(said, lambda: spoken_note(said, language))
