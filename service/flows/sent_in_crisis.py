"""What a crisis sends: to who is in it, to the volunteers who are asked, and that nothing is to be done."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import members
from service.crisis import cases, closing, pages, unreached
from service.delivery.outbox import Claimed
from service.delivery.send import Rendered
from service.flows import page, person, unclaimed
from service.flows.going_out import Words, gate, texted, turn_of
from service.flows.turn import Choose, follow, go
from service.house import House
from service.inbound.once import WORDS_LIVE
from service.models import Case, CaseState, PhoneRow, Way
from service.text.words import prompt, spoken, written


def crisis_words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
    """What a call about a crisis says first; None where it is not to ring, or somebody else calls."""
    case = session.get(Case, claimed.subject_id)
    if case is None or case.state != CaseState.OPEN or case.no_calls:
        return None
    chosen = session.scalar(select(PhoneRow.language).where(PhoneRow.id == claimed.phone_id))
    language = chosen or case.language or "en"
    if claimed.message == unreached.CALL:
        return gate(house, person.GATE, language, now)
    turn = turn_of(session, house, claimed, now, language)
    _, reply = follow(turn, go(unreached.SPOKEN, case.id))
    if isinstance(reply, Choose):
        return Rendered(spoken(reply.what, turn.language), now + WORDS_LIVE, True)
    return None


def unclaimed_words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
    """That nobody has been free yet; None once somebody is."""
    case = session.get(Case, claimed.subject_id)
    if case is None or case.state != CaseState.OPEN:
        return None
    turn = turn_of(session, house, claimed, now, case.language)
    if claimed.way == Way.CALL:
        return gate(house, unclaimed.GATE, turn.language, now)
    return texted(claimed, turn, go("unclaimed.told"), now + WORDS_LIVE, False)


def canned_words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
    """A short answer to who asked for a person, in their language."""
    case = session.get(Case, claimed.subject_id)
    if case is None:
        return None
    turn = turn_of(session, house, claimed, now, case.language)
    return Rendered(written(prompt(claimed.message), turn.language), now + WORDS_LIVE)


def page_words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
    """What a volunteer reads, or hears first; None when the case needs them no more."""
    about = pages.page_of(session, claimed.subject_id)
    if about is None or not pages.is_wanted(about):
        return None
    turn = turn_of(session, house, claimed, now)
    if claimed.way == Way.TEXT:
        return texted(claimed, turn, go("page.text", about.id), now + page.ANSWERED_UNTIL, False)
    return gate(house, page.gate_of(about), turn.language, now)


def again_words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
    """Who has a case reads that they have written again; None once it is closed."""
    case = session.get(Case, claimed.subject_id)
    if case is None or case.state != CaseState.CLAIMED:
        return None
    what = prompt("page.wrote_again", organisation=house.settings.organisation, case=case.id)
    language = members.language_of(session, claimed.phone_id)
    return Rendered(written(what, language), now + WORDS_LIVE)


def case_over_words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
    """To whoever was texted about a case of which nothing is to be done any more."""
    case = session.get(Case, claimed.subject_id)
    language = members.language_of(session, claimed.phone_id)
    if claimed.way == Way.CALL:
        return gate(house, "page.answered", language, now)
    have_word = case is not None and case.tier == cases.SILENT and case.outcome == cases.Outcome.OK
    over = prompt(
        "page.answered" if have_word else closing.TAKEN_BACK, case=str(claimed.subject_id)
    )
    return Rendered(written(over, language), now + WORDS_LIVE)
