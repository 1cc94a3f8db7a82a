"""A case that a volunteer has taken: they hear it, are joined to who waits, and say how it ended.

Neither sees the other's number: both are called from the line's. The one who waits hears a gate first, so
that no machine and nobody else of the household is joined to the volunteer.
"""

from datetime import timedelta

from service.carrier import tapes
from service.crisis import callbacks, closing, follow_ups
from service.crisis.cases import SILENT, Outcome
from service.crisis.pages import Page
from service.crisis.screen import Kind, Tier
from service.crypto import keyring_of
from service.flows import caller, crisis_line, dispatch
from service.flows.page import OVER, about_page
from service.flows.turn import Accept, Choose, Connect, End, Go, Nothing, Reply, Turn, go, step
from service.meetings import joining
from service.models import Case, CaseState, PhoneRow
from service.text.phone import Phone
from service.text.words import Slot, prompt

BACK_GATE, BACK_GATE_SILENT = "back.gate", "back.gate_silent"


@step("page.hear")
@about_page
def hear(turn: Turn, page: Page) -> Reply | Go:
    """What was left, if anything was, and what can be done about it."""
    if page.case.tier == SILENT:
        return go("silence.hear", page.id)
    sid = callbacks.tape_of(turn.session, page.case.id, turn.now)
    warned = _warning(turn, page)
    choices = {1: go("page.sure" if warned else "page.connect", page.id), **_over(turn, page)}
    if sid is None:
        what = prompt(
            "page.waits_unsafe" if warned else "page.waits",
            about=_about_what(turn, page),
            warning=warned,
            speaks=speaks(turn, page),
            dispatch=dispatch.offered(turn),
        )
        return Choose(what, choices, "label.page", when_silent=go("call.nobody"))
    sound = tapes.address(turn.settings, keyring_of(turn.session), sid, turn.now)
    choices[2] = go("page.hear", page.id)
    told, offered = speaks(turn, page), dispatch.offered(turn)
    what = prompt("page.heard", warning=warned, speaks=told, dispatch=offered)
    silent = go("call.nobody")
    return Choose(what, choices, "label.page", when_silent=silent, plays=sound)


@step("page.sure")
@about_page
def sure(turn: Turn, page: Page) -> Reply:
    """Ringing may expose who waits: nothing and nobody does it but a volunteer, by a second key."""
    choices = {1: go("page.connect", page.id), 2: go("page.hear", page.id)}
    return Choose(prompt("page.sure"), choices, "label.page", when_silent=go("call.nobody"))


def _warning(turn: Turn, page: Page) -> Slot:
    """Why ringing may not be right; nothing where it is."""
    if page.case.kind == Kind.VIOLENCE:
        return prompt("page.may_expose")
    if page.case.no_calls or (page.case.tier == Tier.IMMINENT and _has_stopped(turn, page)):
        return prompt("page.wants_no_calls")
    return ""


def _has_stopped(turn: Turn, page: Page) -> bool:
    """Since it began: they were told that we call no more."""
    row = turn.session.get(PhoneRow, page.case.phone_id) if page.case.phone_id else None
    return bool(row and row.stopped_at and row.stopped_at > page.case.opened_at)


def _about_what(turn: Turn, page: Page) -> Slot:
    """What the screen took it for, never the words; who asked for a person is only called back."""
    if page.case.tier not in (Tier.IMMINENT, Tier.CONCERN):
        return prompt("page.asked_for_call")
    key = f"page.about_{page.case.kind or 'unknown'}"
    return prompt(key, case=page.case.id, **crisis_line.numbers(turn))


def speaks(turn: Turn, page: Page) -> Slot:
    """Said where it is another language than the volunteer's phone has."""
    theirs = page.case.language
    return "" if theirs in (None, turn.language) else prompt(f"page.speaks_{theirs}")


@step("page.connect")
@about_page
def connect(turn: Turn, page: Page) -> Reply | Go:
    """Their phone rings, from the line's number, and asks for a key first.

    Not where they have said STOP since: they were told that we call no more. In a crisis the volunteer
    has heard so, and decides."""
    row = turn.session.get(PhoneRow, page.case.phone_id) if page.case.phone_id else None
    number = Phone(row.number) if row else None
    if number is None or not joining.may_be_dialled(number, turn.settings):
        return go("page.unreached", page.id)
    if page.case.tier != Tier.IMMINENT and _has_stopped(turn, page):
        callbacks.finish(turn.session, page.case.id, Outcome.NOT_REACHED, turn.now)
        return End(prompt("page.stopped"))
    at_most = timedelta(minutes=turn.settings.talk_most_minutes)
    callbacks.begin_call(turn.session, page, at_most, turn.now)
    return Connect(
        prompt("page.connecting"),
        number,
        "",
        turn.settings.line_number,
        at_most,
        go("page.called", page.id),
        asks_of=page.case.id,
    )


@step("page.called")
@about_page
def called(turn: Turn, page: Page) -> Reply | Go:
    """They have talked, or nobody came to the phone: then once more a little later, by us.

    Who was let in while our database was away is known by the carrier's word alone."""
    if turn.bridged and not callbacks.have_talked(turn.session, page):
        callbacks.note_joined(turn.session, page.case.id, turn.now)
    if callbacks.have_talked(turn.session, page):
        return _talked(turn, page)
    callbacks.note_try(turn.session, page, turn.now)
    last = callbacks.is_last_try(turn.session, page)
    wait = callbacks.CLAIM_HOLDS if last else callbacks.TRY_AGAIN
    callbacks.try_later(turn.session, page, wait, turn.now)
    if turn.gone:
        return Nothing()
    if page.case.tier == SILENT:
        return go("silence.hear", page.id, "not_reached")
    later = go("page.unreached" if last else "page.later", page.id)
    again, leave = go("page.connect", page.id), go("page.unreached", page.id)
    choices = {1: again, 5: leave} if last else {1: again, 2: later, 5: leave}
    key = "page.not_reached_again" if last else "page.not_reached"
    return Choose(prompt(key), choices, "label.page", when_silent=later)


def _talked(turn: Turn, page: Page) -> Reply | Go:
    left = go("page.left", page.id)
    if turn.gone:
        return left
    callbacks.try_later(turn.session, page, callbacks.CLAIM_HOLDS, turn.now)
    if page.case.tier == SILENT:
        return go("silence.hear", page.id, "talked")
    choices = {1: go("page.connect", page.id), **_over(turn, page)}
    return Choose(
        prompt("page.talked", dispatch=dispatch.offered(turn)),
        choices,
        "label.page",
        when_silent=left,
    )


@step("page.left")
@about_page
def left(turn: Turn, page: Page) -> Go:
    """After a talk, without a key: it is done, unless they have written again meanwhile."""
    again = callbacks.wrote_since(turn.session, page.case)
    return go("page.pass" if again else "page.done", page.id)


def _over(turn: Turn, page: Page) -> dict[int, Go]:
    """How it may end by a key, whether they have talked or not; and who can send help to them."""
    over = {3: go("page.done", page.id), 4: go("page.false", page.id)}
    return {**over, **dispatch.choice(turn, page)}


@step("page.false")
@about_page
def false(turn: Turn, page: Page) -> Reply:
    """Who waits is told nothing more, and whoever else was texted need not get up."""
    closing.close(turn.session, page.case.id, Outcome.FALSE_ALARM, turn.now, page.volunteer_id)
    return End(prompt("page.false"))


@step("page.later")
@about_page
def later(turn: Turn, page: Page) -> Reply:
    return End(prompt("page.later"))


@step("page.unreached")
@about_page
def unreached(turn: Turn, page: Page) -> Reply:
    callbacks.finish(turn.session, page.case.id, Outcome.NOT_REACHED, turn.now)
    return End(prompt("page.done"))


@step("page.done")
@about_page
def done(turn: Turn, page: Page) -> Reply:
    """What was left on a tape goes with it."""
    talked = callbacks.have_talked(turn.session, page)
    outcome = Outcome.CALLED_BACK if talked else Outcome.MANUAL
    callbacks.finish(turn.session, page.case.id, outcome, turn.now)
    return Nothing() if turn.gone else End(prompt("page.done"))


@step("back.gate")
def back_gate(turn: Turn, case_id: int) -> Reply | Go:
    """Whoever picks up hears no more than that a call was asked for."""
    case = turn.session.get(Case, case_id)
    if case is not None and case.language:
        turn.speak(case.language)
    if case is None or case.state == CaseState.CLOSED:
        asked_how = follow_ups.called_about(turn.session, case_id)
        return go("follow.hello", case_id) if asked_how else End(prompt(OVER))
    key = BACK_GATE_SILENT if case.tier == SILENT else BACK_GATE
    what = caller.gate(key, turn.settings, turn.language)
    out = go("call.nobody")
    choices = {1: go("back.in", case_id), 2: out}
    return Choose(what, choices, "label.page", back=go("back.gate", case_id), when_silent=out)


@step("back.in")
def back_in(turn: Turn, case_id: int) -> Reply:
    callbacks.note_joined(turn.session, case_id, turn.now)
    return Accept(prompt("back.in"))
