"""STOP, START, HELP and language: what a member decides about us."""

from service import consent
from service.checkins import contacts, plans
from service.crisis import callbacks
from service.flows import questions
from service.flows.crisis_line import in_a_few_words
from service.flows.turn import Channel, Choose, End, Nothing, Reply, Say, Turn, go, step
from service.flows.whose import choose_language
from service.models import Volunteer
from service.text.optout import RESERVED, Consent
from service.text.words import Prompt, prompt

STEP_OF = {
    Consent.STOP: "account.stop",
    Consent.START: "account.start",
    Consent.HELP: "account.help",
}


@step("account.stop")
def stop(turn: Turn) -> Reply:
    """Ends what we start, at once, with exactly one confirmation that carries the crisis line.

    Behind a hidden number it ends nothing: it isn't known whose calls those are.
    """
    if turn.phone_id is None and turn.channel is Channel.CALL:
        return Say(prompt("account.hidden"))
    changed = _opt_out(turn)
    if turn.channel is Channel.TEXT and (_carrier_answers(turn) or not changed):
        return Nothing()
    return End(_with_line(turn, "account.stop"))


@step("account.start")
def start(turn: Turn) -> Reply:
    silent = _carrier_answers(turn) and _carrier_holds_stop(turn)
    ended = False
    if turn.phone_id is not None:
        ended = _end_check_ins(turn, turn.phone_id)
        consent.opt_in(turn.session, turn.phone_id, _how(turn), turn.said, turn.said_at)
    if silent:
        return Nothing()
    if ended:
        return Say(prompt("account.start_off", organisation=turn.settings.organisation))
    return Say(prompt("account.start", organisation=turn.settings.organisation))


def _end_check_ins(turn: Turn, phone_id: int) -> bool:
    """A STOP that only the carrier heard has ended them as well; whether there was one."""
    if consent.is_stopped(turn.session, phone_id):
        plans.end_on_phone(turn.session, turn.settings, phone_id, turn.now)
    return plans.ended_on_phone(turn.session, phone_id)


@step("account.contact")
def contact(turn: Turn) -> Reply:
    """STOP or START by a key, whichever there is to say."""
    if turn.phone_id is None:
        return Say(prompt("account.hidden"))
    if consent.is_stopped(turn.session, turn.phone_id):
        return Choose(prompt("account.may_start"), {1: go("account.start")})
    return Choose(prompt("account.may_stop"), {1: go("account.stop"), 2: go("groups.mine")})


@step("account.help")
def help_(turn: Turn) -> Reply:
    if _carrier_answers(turn):
        return Nothing()
    return Say(_with_line(turn, "account.help"))


@step("account.language")
def language(turn: Turn) -> Reply:
    """The menu's own switch: to the other language."""
    return _spoken(turn, "en" if turn.language == "es" else "es")


@step("account.english")
def english(turn: Turn) -> Reply:
    return _spoken(turn, "en")


@step("account.spanish")
def spanish(turn: Turn) -> Reply:
    return _spoken(turn, "es")


def _with_line(turn: Turn, key: str) -> Prompt:
    """It names the crisis line, too."""
    return prompt(key, organisation=turn.settings.organisation, crisis=in_a_few_words(turn))


def _spoken(turn: Turn, chosen: str) -> Reply:
    choose_language(turn, chosen)
    return Say(prompt("account.language_set"))


def _opt_out(turn: Turn) -> bool:
    if turn.phone_id is None:
        return True
    if turn.channel is Channel.CALL:
        questions.close_texted(turn.session, turn.phone_id)
    callbacks.let_go(turn.session, Volunteer.phone_id == turn.phone_id, turn.now)
    contacts.leave_all(turn.session, turn.settings, turn.phone_id, turn.now)
    plans.end_on_phone(turn.session, turn.settings, turn.phone_id, turn.now)
    return consent.opt_out(turn.session, turn.phone_id, _how(turn), turn.said, turn.said_at)


def _how(turn: Turn) -> str:
    return turn.channel if turn.carrier_did is Consent.NONE else consent.BY_CARRIER


def _carrier_answers(turn: Turn) -> bool:
    """With opt-out owned by the carrier it has answered its own words already; ours would be a second.

    Its words count alone and to the letter: "stop." is ours to confirm. Should a carrier be kinder
    than that, it blocks our confirmation and nobody hears two.
    """
    if turn.carrier_did is not Consent.NONE:
        return True  # it says so itself, whatever our settings say and whichever words it was given
    owns = turn.channel is Channel.TEXT and turn.settings.opt_out_by == "carrier"
    return owns and _is_carriers_word(turn.said)


def _carrier_holds_stop(turn: Turn) -> bool:
    """It confirms a START only where it changes something: where it heard the STOP itself."""
    stop = consent.last_stop(turn.session, turn.phone_id) if turn.phone_id is not None else None
    return stop is not None and (stop.how == consent.BY_CARRIER or _is_carriers_word(stop.words))


def _is_carriers_word(said: str | None) -> bool:
    return (said or "").strip().upper() in RESERVED
