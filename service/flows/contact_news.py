"""What a member hears of who stands by them: discreetly, because anybody may read it or pick up."""

from collections.abc import Callable

from sqlalchemy import select

from service.checkins.contacts import JOINED, LEFT
from service.checkins.telling import SAID_SO
from service.flows import gates
from service.flows.contact import GATE, LABEL
from service.flows.turn import Reply, Turn, closing, go, step
from service.models import CheckIn, CheckInDay, Contact, ContactTelling, Person, Said
from service.text.words import Prompt, prompt

NEWS = (JOINED, LEFT, SAID_SO)


@step(JOINED)
def joined(turn: Turn, _subject: int | None = None, *_: object) -> Reply:
    return closing(turn, prompt(JOINED))


@step(LEFT)
def left(turn: Turn, _subject: int | None = None, *_: object) -> Reply:
    return closing(turn, prompt(LEFT))


@step(SAID_SO)
def said_so(turn: Turn, day_id: int, *_: object) -> Reply:
    return closing(turn, _said_by(turn, day_id))


def _said_by(turn: Turn, day_id: int) -> Prompt:
    """Who says so, by the name that the member gave them, only after OPEN."""
    theirs = select(Contact.called, Person.discreet)
    theirs = theirs.join(ContactTelling, ContactTelling.contact_id == Contact.id)
    theirs = theirs.join(CheckInDay, CheckInDay.id == ContactTelling.day_id)
    theirs = theirs.join(CheckIn, CheckIn.id == CheckInDay.check_in_id)
    theirs = theirs.join(Person, Person.id == CheckIn.person_id)
    of_that_day = ContactTelling.day_id == day_id, ContactTelling.said == Said.ALL_RIGHT
    called, discreet = turn.session.execute(theirs.where(*of_that_day)).first() or (None, True)
    if called is None or discreet:
        return prompt(SAID_SO)
    return prompt("contact.said_so_by", called=called)


def _gate_before(message: str) -> Callable[..., Reply]:
    def gate(turn: Turn, subject: int | None = None, _occurs_at: str | None = None) -> Reply:
        return gates.gate(turn, GATE, LABEL, go(message, subject), go(f"{message}_gate", subject))

    return gate


SCRIPTS = {message: f"{message}_gate" for message in NEWS}
for _message, _gate in SCRIPTS.items():
    step(_gate)(_gate_before(_message))
