"""What a member gets of a notice, and the steps behind it: more of it, heard it, the one by phone instead.

A text before OPEN, and a call to whoever has a code, a shared phone or PRIVATE, says no more than that there
is something; what names nothing is said at once, and to who said OPEN all of it.
"""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import select

from service.carrier import tapes
from service.crypto import keyring_of
from service.flows import caller, right_now
from service.flows.discreet import is_private
from service.flows.turn import (
    ABOUT,
    NAMES,
    Channel,
    Choose,
    End,
    Go,
    Nothing,
    Quote,
    Reply,
    Say,
    Turn,
    closing,
    go,
    step,
)
from service.flows.whose import MEANT, is_shared, known_person
from service.models import NoticeRecipient, Outbox
from service.notices import news, wording
from service.notices.states import MESSAGE
from service.notices.wording import Telling
from service.text.words import Prompt, Slot, prompt

GATE, VOICEMAIL = "notice_told.gate", "notice_told.voicemail"
LABEL = "label.told_notice"
MORE, INSTEAD, HEARD = "notice_told.more", "notice_told.instead", "notice_told.heard"
CALL_ME, STOP = "notice_told.call_me", "account.stop"


@step(MESSAGE)
def told(turn: Turn, _about: str, notice_id: int) -> Reply:
    """What is texted, and what its digit leads to."""
    it = telling(turn, notice_id)
    return Nothing() if it is None or turn.channel is Channel.CALL else text_of(it)


def asked_by(it: Telling) -> Go:
    """What asks the question of its text. Of two about one date, or of one and its correction, the newer
    counts."""
    notice = it.notice
    about = f"{notice.meeting_id} {notice.on_date}" if notice.on_date else str(it.news.first_id)
    return go(MESSAGE, about, notice.id)


def which_one(turn: Turn, _about: str, notice_id: int) -> list[Prompt]:
    """Beside what else waits for an answer: by the date it is about, or when it came."""
    it, usual = telling(turn, notice_id), prompt("label.told_notice")
    return [usual] if it is None else [usual, prompt("label.notice_of", when=wording.moment(it))]


NAMES[MESSAGE] = which_one
ABOUT[MESSAGE] = "notice"


def text_of(it: Telling) -> Reply:
    what, choices = wording.text(it), _digits(it)
    return Choose(what, choices, LABEL) if choices else Say(what)


@step(GATE)
def gate(turn: Turn, notice_id: int, _occurs_at: str | None = None) -> Reply:
    """A call: the news itself, where whoever picks up may hear it, in the first three seconds."""
    it = telling(turn, notice_id)
    if it is None or not it.news.is_wanted:
        return closing(turn, prompt("notice_told.over"))
    if turn.placed and not it.whom.is_guarded:
        if it.whom.is_open:
            return _whole_call(turn, it, "notice_told.call", "notice_told.call_plays")
        if wording.is_about_a_date(it):
            what = _from_us(turn, "notice_told.call_discreet", change=wording.change(it))
            return _ask(turn, it, what, {1: go(MORE, notice_id)})
    return _ask(turn, it, _from_us(turn, GATE), {1: go(MORE, notice_id)})


@step(VOICEMAIL)
def voicemail(turn: Turn, notice_id: int | None = None) -> Reply:
    """What a machine keeps, and others may play: never more than a text before OPEN says."""
    it = None if notice_id is None else telling(turn, notice_id)
    if it is None or it.whom.is_guarded or not wording.is_about_a_date(it):
        return End(caller.voicemail(VOICEMAIL, turn.settings, turn.language))
    left = caller.voicemail("notice_told.voicemail_change", turn.settings, turn.language)
    return End(prompt(left.key, change=wording.change(it), **left.slots))


@step(MORE)
def more(turn: Turn, notice_id: int) -> Reply | Go:
    """All of it: they have asked for it, and on a call it is proved who they are (`proof`)."""
    it = telling(turn, notice_id)
    if it is None or not _is_for(turn, notice_id):
        return closing(turn, prompt("notice_told.over"))
    if not it.news.stands:
        return closing(turn, prompt("notice_told.changed"))
    if turn.channel is Channel.CALL:
        return _whole_call(turn, it, "notice_told.heard", "notice_told.plays")
    if wording.is_spoken(it):
        return go(CALL_ME, notice_id)
    what, choices = wording.whole(it), _instead(it)
    return Choose(what, choices, LABEL) if choices else Say(what)


@step(HEARD)
def heard(turn: Turn) -> Reply:
    return closing(turn, prompt("notice_told.thanks"))


@step(INSTEAD)
def instead(turn: Turn, notice_id: int) -> Reply | Go:
    """Joined in by a call, or called when it begins."""
    it = telling(turn, notice_id)
    if it is None or it.news.instead is None or not it.news.stands:
        return closing(turn, prompt("notice_told.over"))
    return go("connect.ask", it.news.instead.meeting_id)


@step(CALL_ME)
def call_me(turn: Turn, notice_id: int) -> Reply | Go:
    """What was spoken is heard: they are called at once."""
    it = telling(turn, notice_id)
    if it is None or turn.phone_id is None or not _is_for(turn, notice_id):
        return closing(turn, prompt("notice_told.over"))
    if turn.channel is Channel.CALL:
        return go(MORE, notice_id)
    key = f"notice:{notice_id}:asked:{turn.phone_id}:{turn.now:%Y-%m-%dT%H%M}"
    right_now.call(
        turn,
        MESSAGE,
        key,
        phone_id=turn.phone_id,
        subject_id=notice_id,
        person_id=known_person(turn),
    )
    return Say(prompt("notice_told.calling"))


def telling(turn: Turn, notice_id: int) -> Telling | None:
    """None when there is no such notice any more, and behind a hidden number."""
    found = news.read(turn.session, turn.settings, notice_id, turn.now)
    if found is None or turn.phone_id is None:
        return None
    person_id = turn.person_id or known_person(turn) or turn.memo.get(MEANT)
    whom = news.whom(turn.session, notice_id, turn.phone_id, person_id)
    # In the language of this turn, and as private as this phone is to be spoken to now.
    whom = replace(whom, language=turn.language, private=is_private(turn))
    found = news.for_phone(turn.session, found, turn.phone_id)
    return Telling(found, whom, turn.settings, turn.now)


def _digits(it: Telling) -> dict[int, Go]:
    """What may be answered to the text."""
    if wording.is_spoken(it):
        return {1: go(CALL_ME, it.notice.id)}
    return _instead(it) if it.whom.is_open else {1: go(MORE, it.notice.id)}


def _instead(it: Telling) -> dict[int, Go]:
    return {1: go(INSTEAD, it.notice.id)} if it.news.instead else {}


def _whole_call(turn: Turn, it: Telling, key: str, before: str) -> Reply:
    """All of it, with the digits it offers; 1 is the one by phone where there is one, else heard it."""
    choices = _instead(it)
    choices[len(choices) + 1] = go(HEARD)
    is_heard = prompt("notice_told.if_heard", digit=str(len(choices)))
    if wording.is_about_a_date(it):
        what = _from_us(turn, key, what=wording.whole(it), heard=is_heard)
        return _ask(turn, it, what, choices)
    asked = _ask(turn, it, prompt("notice_told.played", heard=is_heard), choices)
    begins = _from_us(turn, before, what=wording.begins(it))
    if it.notice.recording_sid is None:
        return replace(asked, begins=begins, quotes=Quote(*wording.own_words(it)))
    keyring = keyring_of(turn.session)
    sound = tapes.address(turn.settings, keyring, it.notice.recording_sid, turn.now)
    return replace(asked, begins=begins, plays=sound)


def _ask(turn: Turn, it: Telling, what: Prompt, choices: Mapping[int, Go]) -> Choose:
    """With silence it is over, on a call of ours as on one that came in; pound leads to its beginning."""
    silent = go("call.nobody") if turn.placed else go(HEARD)
    back = go(GATE, it.notice.id)
    return Choose(what, {**choices, 8: go(STOP)}, LABEL, back=back, when_silent=silent)


def _from_us(turn: Turn, key: str, **slots: Slot) -> Prompt:
    return prompt(key, caller=turn.settings.caller_name(turn.language), **slots)


def _is_for(turn: Turn, notice_id: int) -> bool:
    """Whether it was for somebody here: on a shared phone for who has given their code."""
    whose = NoticeRecipient.notice_id == notice_id, NoticeRecipient.phone_id == turn.phone_id
    meant = set(turn.session.scalars(select(NoticeRecipient.person_id).where(*whose)))
    if is_shared(turn) and meant:
        return known_person(turn) in meant
    went = Outbox.message == MESSAGE, Outbox.subject_id == notice_id
    row = select(Outbox.id).where(*went, Outbox.phone_id == turn.phone_id).limit(1)
    return bool(meant) or turn.session.scalar(row) is not None
