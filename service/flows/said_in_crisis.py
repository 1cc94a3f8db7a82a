"""Words of a crisis said on a call: the number at once, and then a person.

What follows the words is one document from the process alone. Imminent danger is joined to the crisis line
without a key, unless one is pressed; anything else, and violence always, hears what keys there are. The call
then goes on in the conversation: with that line, with volunteers, or back to where it stood.
"""

from typing import Any

from service.carrier import twiml
from service.crisis.answers import spoken_answer
from service.crisis.confirmed import book_of
from service.crisis.lines import line_for
from service.crisis.screen import Finding, Kind, Tier
from service.flows import crisis, crisis_line, person, way_on
from service.flows.call_form import Call
from service.flows.turn import Channel, Choose, Go, Nothing, Reply, Turn, go, step
from service.flows.way_on import LANGUAGES, Lost
from service.models import Case
from service.settings import Settings
from service.text.language import language_of
from service.text.words import Prompt, Slot, prompt, spoken

HEARD, MENU = "crisis.heard", "crisis.menu"
# What the words left to the caller: any key but to be joined to the line, or keys of their own.
ANY_KEY, KEYS = "any", "keys"
WAITS_S = 3  # for any key, before a call is joined to the line
CHOSEN = {"1": "crisis.line", "2": "crisis.peer"}


# --- from the process alone -----------------------------------------------------------------------------


def document(settings: Settings, call: Call, finding: Finding, someone_on_duty: bool) -> str:
    """What a caller hears at once whose words fired the screen."""
    spoke = language_of(call.words) or LANGUAGES.get(call.language or "")
    after = f"{call.turn + 1}/{spoke or 'both'}"
    lost = Lost(f"crisis/{ANY_KEY}/{after}", call.other, call.placed, spoke)
    is_violence = finding.kind is Kind.VIOLENCE
    joins = [] if is_violence else way_on.joining(settings, lost, lost.url(settings.public_url))
    if joins and finding.tier is Tier.IMMINENT:
        words = _said(settings, lost, finding, someone_on_duty, prompt("crisis.any_key"))
        action = lost.url(settings.public_url)
        asked = twiml.gather(action, *words, timeout_s=WAITS_S, tells_silence=False)
        return twiml.response(asked, *joins)
    action = f"{settings.public_url}/voice/crisis/{KEYS}/{after}"
    then = keys(bool(joins), someone_on_duty)
    words = _said(settings, lost, finding, someone_on_duty, then)
    return twiml.response(twiml.gather(action, *words), twiml.redirect(action))


def _said(
    settings: Settings, lost: Lost, finding: Finding, on_duty: bool, then: Prompt
) -> list[str]:
    where, book = way_on.country(settings, lost), book_of(settings)
    return [
        twiml.say(f"{spoken_answer(finding, where, one, on_duty, book)} {spoken(then, one)}", one)
        for one in lost.languages
    ]


def keys(joins: bool, someone_on_duty: bool) -> Prompt:
    """Those that are heard after the words."""
    join: Slot = prompt("person.join") if joins else ""
    peer: Slot = prompt("crisis.peer_key") if someone_on_duty else ""
    return prompt("crisis.keys", join=join, peer=peer)


# --- in the conversation --------------------------------------------------------------------------------


@step(HEARD)
def heard(turn: Turn, case_id: int | None, offered: str, *stood: Any) -> Reply | Go:
    """A key after those words, silence, or the end of a call with the line. `stood`: what was asked then."""
    if turn.gone:
        return Nothing()
    crisis.speak_theirs(turn, case_id)
    if turn.far_end:
        return go("crisis.line_ended", case_id, turn.far_end)
    asked = stood[2:] if stood[0] == MENU else stood
    if turn.said == "#":
        return go(*asked)
    if case_id is None or turn.said == "0":
        return go("person.ask")
    if offered == KEYS and turn.said in CHOSEN:
        return go(CHOSEN[turn.said], case_id)
    return _in_silence(turn, case_id) or go(MENU, case_id, *asked)


def _in_silence(turn: Turn, case_id: int) -> Go | None:
    """Whoever is in danger and can't be joined to a line has volunteers rung without a key."""
    case = turn.session.get_one(Case, case_id)
    in_danger = case.tier == Tier.IMMINENT and case.kind != Kind.VIOLENCE
    rings = turn.said == "" and in_danger and not crisis_line.can_join(turn)
    return go("crisis.peer", case_id) if rings else None


@step(MENU)
def menu(turn: Turn, case_id: int, *stood: Any) -> Reply | Go:
    """The number and the keys once more; # leads back to what was asked before."""
    if turn.channel is Channel.TEXT:
        return go("person.ask")
    case = turn.session.get(Case, case_id)
    is_violence = case is not None and case.kind == Kind.VIOLENCE
    joins = crisis_line.can_join(turn) and not is_violence
    free = person.is_anybody_free(turn)
    numbers = crisis_line.numbers(turn) | (_for_violence(turn) if is_violence else {})
    what = prompt(MENU, **numbers, keys=keys(joins, free))
    line = {1: go("crisis.line", case_id)} if joins else {}
    peer = {2: go("crisis.peer", case_id)} if free else {}
    return Choose(what, {**line, **peer}, "label.crisis", back=go(*stood) if stood else None)


@step("crisis.line")
def line(turn: Turn, case_id: int) -> Reply | Go:
    return crisis_line.connect(turn, go("crisis.line_ended", case_id))


@step("crisis.line_ended")
def line_ended(turn: Turn, case_id: int | None, how: str) -> Reply | Go:
    """Where it wasn't reached, its number once more, and volunteers ring."""
    if turn.gone:
        return Nothing()
    if how == "completed":
        return crisis_line.thanked(turn)
    return go("person.ask") if case_id is None else go("crisis.peer", case_id)


def _for_violence(turn: Turn) -> dict[str, Slot]:
    where, book = crisis_line.country(turn), book_of(turn.settings)
    found = line_for(where, "violence", book)
    return {"line": crisis_line.how_said(turn, found)} if found else {}
