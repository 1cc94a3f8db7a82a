"""What a notice sends to each: words made when they go, and none for what is not to be told any more."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from service import unheard
from service.delivery.outbox import Claimed
from service.delivery.send import Later, Rendered, Unwanted
from service.flows import told_notice
from service.flows.going_out import Words, reply_texted, turn_of
from service.flows.render import spoken_by
from service.flows.turn import Channel, Choose, Turn
from service.house import House
from service.inbound.once import WORDS_LIVE
from service.models import Lane, NoticeState, Way
from service.notices import audience, news
from service.notices.news import GOES_OUT, News, Whom
from service.notices.wishes import OF_A_DATE
from service.notices.wording import Telling

# So long after it is over a digit still shows what it was.
ANSWERED_UNTIL = timedelta(hours=3)
PAUSED = "The coordinator has paused it."
# Why somebody is not told any more, for a coordinator to read.
STOPPED, CHANGED = "The coordinator stopped it.", "It has been changed since."
HOURS = "It waits for contact hours."
HOURS_TOO_LATE = "Contact hours begin only when it is no longer useful."
LEFT, BREAK = "They have left the group.", "They have asked for a break."


def notice_words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
    """A notice's text and the question it opens, or what a call is sure to say."""
    found = news.read(session, house.settings, claimed.subject_id, now)
    if found is None:
        return None
    whom = news.whom(session, found.notice.id, claimed.phone_id, claimed.person_id)
    asked_for = claimed.lane == Lane.REPLY
    if not asked_for and (held := _held_back(session, house, claimed, found, whom, now)):
        return held
    turn = turn_of(session, house, claimed, now, whom.language)
    if claimed.way == Way.CALL:
        if not asked_for and not unheard.is_still_wanted(session, claimed.id, now):
            return None
        return _first_words(turn, found, whom)
    it = Telling(news.for_phone(session, found, claimed.phone_id), whom, house.settings, now)
    until = max(claimed.useful_until, now) + ANSWERED_UNTIL
    return reply_texted(claimed, turn, told_notice.asked_by(it), told_notice.text_of(it), until)


def _first_words(turn: Turn, found: News, whom: Whom) -> Rendered:
    """As the call itself will say them."""
    turn.channel, turn.placed, turn.private = Channel.CALL, True, whom.private
    first = told_notice.gate(turn, found.notice.id)
    said = spoken_by(first, turn.language) if isinstance(first, Choose) else ""
    return Rendered(said, turn.now + WORDS_LIVE)


def _held_back(
    session: Session, house: House, claimed: Claimed, found: News, whom: Whom, now: datetime
) -> Later | Unwanted | None:
    """Why it doesn't go now, or not at all. What was in hand when it was paused waits with the others."""
    if found.notice.state not in GOES_OUT:
        return Unwanted(STOPPED)
    if not found.stands:
        return Unwanted(CHANGED)
    is_none = found.has_groups and not whom.is_member
    if is_none and not audience.still_theirs(session, found.notice, claimed.phone_id):
        return Unwanted(LEFT)
    if found.notice.state == NoticeState.PAUSED:
        return Later(claimed.useful_until, PAUSED)
    if held := _outside_hours(session, house, claimed, found, now):
        return held
    return _in_a_break(session, claimed, found, whom, now)


def _outside_hours(
    session: Session, house: House, claimed: Claimed, found: News, now: datetime
) -> Later | Unwanted | None:
    """A row for several people waits until none of them is woken."""
    if claimed.person_id is not None or found.notice.urgent:
        return None
    args = session, house.settings, found.notice.id, claimed.phone_id, now
    opens = audience.opens_at(*args)
    if opens == now:
        return None
    return Later(opens, HOURS) if opens < claimed.useful_until else Unwanted(HOURS_TOO_LATE)


def _in_a_break(
    session: Session, claimed: Claimed, found: News, whom: Whom, now: datetime
) -> Later | Unwanted | None:
    """Whoever wants quiet has it; but nobody who means to come drives to a door that is closed. What is for
    several on one phone doesn't wait for one of them."""
    until, whose = whom.paused_until, claimed.person_id
    if until is None or whose is None or now >= until:
        return None
    if found.kind in OF_A_DATE and news.counts_on_it(session, whose, found.notice):
        return None
    return Later(until, BREAK) if until < claimed.useful_until else Unwanted(BREAK)
