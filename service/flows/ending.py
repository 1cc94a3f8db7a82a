"""The end of one thing, asked for in words that would else be weighed as STOP: all else goes on.

What the carrier took for STOP has ended everything already, and is read as that.
"""

from service.checkins import contacts, plans
from service.flows.contact import name_of
from service.flows.turn import Channel, Go, Turn, go
from service.flows.whose import people_here
from service.models import Contact
from service.text.ending_words import Ends, ends_one_thing
from service.text.language import bare
from service.text.optout import Consent, plain_opt_out

END, STANDING = go("setup.end"), go("contact.standing", False)


def one_thing(turn: Turn) -> Go | None:
    """Where to end it; None where this phone has no such thing, and it may be all that they mean."""
    if turn.channel is Channel.CALL or turn.carrier_did is not Consent.NONE:
        return None
    match ends_one_thing(turn.said):
        case Ends.CHECK_IN:
            return _check_in(turn)
        case Ends.STANDING_BY:
            return _standing_by(turn)
    return None


def _check_in(turn: Turn) -> Go | None:
    """Theirs; who stands by somebody may mean that one's."""
    people = people_here(turn)
    if any(plans.of_person(turn.session, person_id) for person_id in people):
        return END
    if plain_opt_out(turn.said):
        return None
    return STANDING if _stood_by(turn) else END


def _standing_by(turn: Turn) -> Go | None:
    """By the one that is named; of several, none of them named, it is asked which."""
    found = _stood_by(turn)
    said = set(bare(turn.said).replace("'", " ").split())
    named = [one for one in found if bare(_name(turn, one)) in said]
    meant = named or found
    if len(meant) == 1:
        return go("contact.leave", meant[0].id)
    return STANDING if meant else None


def _stood_by(turn: Turn) -> list[Contact]:
    return [] if turn.phone_id is None else [*contacts.stood_by(turn.session, turn.phone_id)]


def _name(turn: Turn, contact: Contact) -> str:
    name = name_of(turn.session, contact.person_id)
    return name if isinstance(name, str) else ""
