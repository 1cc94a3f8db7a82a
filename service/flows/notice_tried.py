"""A notice as its members would get it, for who has made it, before anything is sent."""

from dataclasses import replace

from service.flows.headings import NOTHING
from service.flows.turn import Turn
from service.models import Notice
from service.notices import news, wording
from service.notices.cost import segments_of
from service.notices.wording import SEGMENTS_OF_WORDS, Telling
from service.text.words import Slot, prompt


def as_told(
    turn: Turn, notice: Notice, person_id: int, discreet: bool = False, private: bool = False
) -> Telling | None:
    """To somebody who has said OPEN, or has not, in the language of this turn."""
    found = news.read(turn.session, turn.settings, notice.id, turn.now)
    if found is None or turn.phone_id is None:
        return None
    whom = news.whom(turn.session, notice.id, turn.phone_id, person_id)
    whom = replace(
        whom,
        language=turn.language,
        discreet=discreet,
        private=private,
        shared=False,
        is_member=True,
    )
    return Telling(found, whom, turn.settings, turn.now)


def parts_of(turn: Turn, notice: Notice, person_id: int) -> Slot:
    """How many texts each gets, where it is more than a coordinator's own words should take."""
    it = as_told(turn, notice, person_id) if notice.texts else None
    if it is None or wording.is_spoken(it) or segments_of(it) <= SEGMENTS_OF_WORDS:
        return NOTHING
    return prompt("notice.parts", count=segments_of(it))
