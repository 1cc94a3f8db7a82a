"""CASE 12, from a volunteer's own phone: how it stands, and what can be done about it.

For a case they took; for any, where they look after the others. Nobody else learns whether there is one.
"""

import re
from collections.abc import Callable

from service.crisis import cases, closing, pages, volunteers
from service.crisis.cases import SILENT, Outcome
from service.flows.turn import Channel, Choose, Go, Listen, Reply, Say, Turn, go, step
from service.models import Case, CaseState
from service.text.language import bare
from service.text.words import Prompt, Voiced, prompt

LABEL = "label.case"
# What is said of it behind its number.
DONE = frozenset("done closed talked hecho hecha listo lista cerrado cerrada".split())
FALSE = frozenset("false alarm falsa falso alarma".split())
SAID_OF = {Outcome.FALSE_ALARM: "case.false", Outcome.OK: "case.all_right"}
# So many digits a case has at most: what a database takes.
_SAID = re.compile(r"#?(\d{1,12})((?:\s+[a-z]+){0,2})")
BY_DIGIT_OF_SILENT = {3: Outcome.SEEN_TO, 4: Outcome.OK}
# What a word says of a check-in that had no answer.
MEANS_OF_SILENT = {Outcome.TALKED: Outcome.SEEN_TO, Outcome.FALSE_ALARM: Outcome.OK}
BY_DIGIT = {3: Outcome.TALKED, 4: Outcome.FALSE_ALARM, 5: Outcome.NOT_REACHED}


def behind(turn: Turn, rest: str) -> Go | None:
    """`CASE 12 DONE`; None from any other phone, and where no number follows: a search, perhaps."""
    said = _SAID.fullmatch(bare(rest))
    if said is None or _volunteer(turn) is None:
        return None
    number, words = int(said[1]), {*said[2].split()}
    if words & FALSE:
        return go("case.close", number, Outcome.FALSE_ALARM)
    return go("case.close", number, Outcome.TALKED) if words & DONE else go("case.shown", number)


def about_case(answering: Callable[..., Reply | Go]) -> Callable[..., Reply | Go]:
    """A step about a case whose end this volunteer may say."""

    def answer(turn: Turn, number: int, *more: object) -> Reply | Go:
        mine = _volunteer(turn)
        case = None if mine is None else closing.in_hand_of(turn.session, number, mine, turn.now)
        if case is None or mine is None:
            typed = Voiced(str(number), " ".join(str(number)))
            return _said(turn, prompt("case.none", case=typed))
        return answering(turn, case, mine, *more)

    return answer


@step("duty.menu")
def menu(turn: Turn) -> Reply | Go:
    """By key alone: who can text has the word."""
    if _volunteer(turn) is None:
        return go("settings.menu")
    return Choose(
        prompt("duty.menu"), {1: go("case.ask"), 2: go("oncall.menu")}, LABEL, go("settings.menu")
    )


@step("case.ask")
def ask(turn: Turn) -> Reply:
    return Listen(prompt("case.ask"), "case.typed", digits=12, label=LABEL, back=go("duty.menu"))


@step("case.typed")
def typed(turn: Turn) -> Reply | Go:
    said = turn.said.strip()
    return go("case.shown", int(said)) if said.isdigit() else go("case.ask")


@step("case.shown")
@about_case
def shown(turn: Turn, case: Case, mine: int) -> Reply | Go:
    """Of a closed one it can still be said that it was a false alarm."""
    if case.state == CaseState.CLOSED:
        return _closed(turn, case)
    if cases.is_of_many(case):
        return go("case.many", case.id)
    ends = BY_DIGIT_OF_SILENT if case.tier == SILENT else BY_DIGIT
    choices = {digit: go("case.close", case.id, how) for digit, how in ends.items()}
    whose = "theirs"
    if case.state == CaseState.OPEN or case.claimed_by == mine:
        whose = "mine" if case.claimed_by == mine else "nobodys"
        choices[1] = go("case.call", case.id)
    key = f"case.{whose}_silent" if case.tier == SILENT else f"case.{whose}"
    return Choose(prompt(key, case=str(case.id)), choices, LABEL, back=go("menu.main"))


def _closed(turn: Turn, case: Case) -> Reply:
    if case.tier == SILENT:
        return _said(turn, prompt("case.was_closed", case=str(case.id)))
    if case.outcome == Outcome.FALSE_ALARM:
        return _said(turn, prompt("case.false", case=str(case.id)))
    none = go("case.close", case.id, Outcome.FALSE_ALARM)
    return Choose(prompt("case.closed", case=str(case.id)), {4: none}, LABEL, go("menu.main"))


@step("case.call")
@about_case
def call(turn: Turn, case: Case, mine: int) -> Reply | Go:
    """They are joined as after a page: neither sees the other's number."""
    if turn.phone_id is None or case.state == CaseState.CLOSED:
        return _said(turn, prompt("case.was_closed", case=str(case.id)))
    if turn.channel is Channel.CALL:
        return go("page.take", pages.on_the_line(turn.session, case.id, mine, turn.now))
    pages.tell(turn.session, case.id, mine, turn.phone_id, turn.now)
    return _said(turn, prompt("case.calling", case=str(case.id)))


@step("case.close")
@about_case
def close(turn: Turn, case: Case, mine: int, outcome: str) -> Reply | Go:
    meant = Outcome(outcome)
    if case.tier == SILENT:
        meant = MEANS_OF_SILENT.get(meant, meant)
    if closing.close(turn.session, case.id, meant, turn.now, mine):
        return _said(turn, prompt(SAID_OF.get(meant, "case.closed_now"), case=str(case.id)))
    return _said(turn, prompt("case.was_closed", case=str(case.id)))


def _said(turn: Turn, what: Prompt) -> Reply:
    return Say(what, go("menu.main") if turn.channel is Channel.CALL else None)


def _volunteer(turn: Turn) -> int | None:
    return None if turn.phone_id is None else volunteers.of_phone(turn.session, turn.phone_id)
