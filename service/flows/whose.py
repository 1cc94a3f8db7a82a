"""Whoever answers the phone of a turn."""

from service import members
from service.flows.turn import Turn


def known_person(turn: Turn) -> int | None:
    """Somebody we keep already; None behind a hidden number, too. Who only asks stays nobody we keep."""
    return None if turn.phone_id is None else members.find_person(turn.session, turn.phone_id)


def person_here(turn: Turn, phone_id: int) -> int:
    """Kept from now on, if we knew nobody there."""
    return members.person_of(turn.session, phone_id, turn.language, turn.now)
