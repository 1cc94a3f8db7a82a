"""The only place where the channels differ: a reply becomes a text message or a spoken document."""

from collections.abc import Iterable
from dataclasses import replace

from service.carrier import twiml
from service.flows.turn import (
    Accept,
    Choose,
    Connect,
    End,
    Listen,
    Nothing,
    Pick,
    Record,
    Reply,
    Ring,
    Say,
)
from service.text.length import LONGEST_S, seconds_to_a_choice
from service.text.offered import hints
from service.text.segments import segments
from service.text.words import Prompt, prompt, spoken, written

LIST_SEGMENTS = 2
# For the first of several digits one may look them up; between two of them, and after a 0 alone, which asks
# for a person, nobody should wait for long: it takes three seconds more to come to the number.
LOOKS_UP_S, NEXT_DIGIT_S = 5, 3
# In place of a volunteer's id: whoever waits is asked, and no volunteer.
NO_VOLUNTEER = 0


def as_text(reply: Reply, language: str) -> str:
    """The words of a text message, empty when nothing is to be said."""
    match reply:
        case Nothing():
            return ""
        case Pick(text=text):
            return text or _list(reply, language)
        case Connect(what=what) | Ring(what=what) | Accept(what=what) | Record(what=what):
            raise TypeError(f"a text joins nobody: {what.key}")
        case Say(what=what) | Choose(what=what) | Listen(what=what) | End(what=what):
            return written(what, language)


def as_call(
    reply: Reply, language: str, before: tuple[Prompt, ...], action: str, takes_words: bool = False
) -> str:
    """A TwiML document: what is said, then the keys it waits for, sent to `action`.

    A menu `takes_words` as well.
    """
    first = [twiml.say(spoken(what, language), language) for what in before]
    match reply:
        case Nothing():
            return twiml.response(*first, twiml.hangup())
        case End(what=what) | Say(what=what):
            return twiml.response(*first, _say(what, language), twiml.hangup())
        case Connect() | Ring() | Record() | Accept():
            return twiml.response(*first, _say(reply.what, language), *_onwards(reply, action))
        case Listen(what=what, digits=digits):
            said = (*first, _say(what, language), twiml.pause(LOOKS_UP_S))
            ask = twiml.gather(action, *said, digits=digits, timeout_s=NEXT_DIGIT_S, ends_on="#")
        case Choose(what=what, passes=True, waits_s=waits_s):
            ask = twiml.gather(action, *first, _say(what, language), timeout_s=waits_s)
        case Choose(what=what):
            question = spoken(what, language)
            hears = twiml.speech(hints(question, language), language) if takes_words else "dtmf"
            first += _begun(reply, language)
            ask = twiml.gather(action, *first, twiml.say(question, language), hears=hears)
        case Pick(intro=what):
            raise TypeError(f"a call hears {what.key} one row at a time")
    # Should the carrier not send silence on as asked, the call still goes on instead of ending.
    return twiml.response(ask, twiml.redirect(action))


def spoken_by(asked: Choose, language: str) -> str:
    """What a call says before it waits for a key, but for a recording."""
    begins = [spoken(asked.begins, language)] if asked.begins else []
    quotes = [asked.quotes.words] if asked.quotes else []
    return " ".join([*begins, *quotes, spoken(asked.what, language)])


def first_fitting(picks: Iterable[Pick], language: str) -> Pick:
    """The first of these lists, each shorter than the one before, that two segments hold; else the last."""
    for pick in picks:
        text = _list(pick, language)
        if segments(text).count <= LIST_SEGMENTS:
            break
    return replace(pick, text=text)


def one_row(pick: Pick, number: int, language: str) -> Prompt:
    """Row `number` (from 0) as it is heard: the list's introduction only before the first."""
    whole = _row(pick, number, pick.rows[number].what)
    if seconds_to_a_choice(spoken(whole, language)) <= LONGEST_S:
        return whole
    return _row(pick, number, _said_once(pick.rows[number].what))


def _row(pick: Pick, number: int, what: Prompt) -> Prompt:
    key = "list.first" if number == 0 else "list.next"
    return prompt(key, intro=pick.intro, number=number + 1, row=what)


def _said_once(row: Prompt) -> Prompt:
    return prompt(row.key, **{**row.slots, "again": ""})


def _onwards(reply: Connect | Ring | Record | Accept, action: str) -> list[str]:
    """The verbs after the words: who is joined to the call, or what it leaves on a tape."""
    match reply:
        case Connect(to=to, tones=tones, shown=shown, at_most=at_most, asks_of=asks_of):
            first = _whisper(action, asks_of, NO_VOLUNTEER) if asks_of is not None else ""
            limit_s = round(at_most.total_seconds())
            dial = twiml.dial(
                action, to.e164, shown=shown, tones=tones, limit_s=limit_s, first=first
            )
            return [dial]
        case Ring():
            return [_ring(reply, action)]
        case Record(at_most=at_most):
            tape = twiml.record(action, round(at_most.total_seconds()))
            return [tape, twiml.redirect(action)]
    return []


def _ring(reply: Ring, action: str) -> str:
    """`action` is the caller's next turn; the whispers stand beside it."""
    return twiml.ring(
        action,
        [(one.to.e164, _whisper(action, one.case_id, one.volunteer_id)) for one in reply.whom],
        shown=reply.shown,
        ring_s=round(reply.for_.total_seconds()),
        limit_s=round(reply.at_most.total_seconds()),
    )


def _whisper(action: str, case_id: int, volunteer_id: int) -> str:
    base, _, _ = action.rpartition("/turn/")
    return f"{base}/whisper/{case_id}/{volunteer_id}"


def _begun(reply: Choose, language: str) -> list[str]:
    """What was recorded or written by somebody else, and what is said before it."""
    begins = [_say(reply.begins, language)] if reply.begins else []
    plays = [twiml.play(reply.plays)] if reply.plays else []
    quotes = [twiml.say(reply.quotes.words, reply.quotes.language)] if reply.quotes else []
    return begins + plays + quotes


def _say(what: Prompt, language: str) -> str:
    return twiml.say(spoken(what, language), language)


def _list(pick: Pick, language: str) -> str:
    rows = [f"{number} {written(row.what, language)}" for number, row in enumerate(pick.rows, 1)]
    footer = [written(pick.footer, language)] if pick.footer else []
    return "\n".join([written(pick.intro, language), *rows, *footer])
