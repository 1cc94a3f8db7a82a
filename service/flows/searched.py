"""What a conversation remembers of its searches: the last one, where it was, how far its meetings are.

Kept sealed in the memo for a day, then forgotten by the hour the search was made. What was asked
within half an hour is the context of what is asked next: "na instead", "tomorrow?", "in billings".
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime, timedelta

from service.flows.turn import Turn
from service.meetings.places import Place, country_of_line, region_of_area
from service.meetings.query import Query, follow_up, understand
from service.meetings.search import Line, Result
from service.text.language import bare

# Long enough to read a list and think; what is asked later is about something else.
CONTEXT_LASTS = timedelta(minutes=30)
_ASKS = re.compile(
    r"\b(?:meetings?|groups?|near|find|aa|na|ga|oa|ca|al-?anon|juntas?|reuni(?:on|ones)|grupos?|cerca|busco|\d{5})\b"
)
_OF_A_PLACE = tuple(field.name for field in fields(Place))


def keep(turn: Turn, query: Query) -> None:
    """For "more" and "na instead"; the hour is kept with it, because it is forgotten by the hour."""
    turn.memo["query"] = query.as_json()
    turn.memo["searched_at"] = turn.now.isoformat()


def kept(turn: Turn) -> Query:
    found = turn.memo.get("query")
    return Query.from_json(found) if found else Query()


def recent(turn: Turn) -> Query | None:
    """The search that what is said now may go on from; None when it is too long ago."""
    at = turn.memo.get("searched_at")
    if at is None or turn.now - datetime.fromisoformat(at) > CONTEXT_LASTS:
        return None
    return kept(turn)


def search_in(turn: Turn) -> Query | None:
    """The search these words ask for, alone or with what was said before."""
    before = recent(turn)
    return understand(turn.said) if before is None else follow_up(turn.said, before)


def search_beside_a_crisis(said: str) -> Query | None:
    """The search in a text on which the crisis screen has fired; pure. Only what asks for a meeting in so
    many words: pills, a March or a Friday in such a text are part of what is told.

    >>> search_beside_a_crisis("my son took pills on friday, he wont wake up") is None
    True
    """
    return understand(said) if _ASKS.search(bare(said)) else None


def keep_place(turn: Turn, place: Place) -> None:
    """The member's last place: where "tonight" alone looks, and which Springfield was meant."""
    turn.memo["near"] = {name: getattr(place, name) for name in _OF_A_PLACE}
    if "query" in turn.memo:
        turn.memo["query"] = {**turn.memo["query"], "place": None}


def near(turn: Turn) -> Place | None:
    found = turn.memo.get("near")
    return Place(**found) if found else None


def keep_page(
    turn: Turn, before: Sequence[int], page: Sequence[int], results: Iterable[Result]
) -> None:
    """What was shown before this page, for the way back to it, with it, for "more", and how far all are."""
    turn.memo["page"], turn.memo["shown"] = list(before), [*before, *page]
    ways = {str(one.meeting_id): [one.miles, one.direction] for one in results}
    turn.memo["ways"] = {**turn.memo.get("ways", {}), **ways} if before else ways


def page_before(turn: Turn) -> list[int]:
    """What had been shown when the list came that is chosen from."""
    before: list[int] = turn.memo.get("page", [])
    return before


def page_shown(turn: Turn) -> list[int]:
    """The meetings of the list that came last, as they were numbered."""
    shown: list[int] = turn.memo.get("shown", [])
    return shown[len(page_before(turn)) :]


def way_to(turn: Turn, meeting_id: int) -> tuple[float | None, str | None]:
    """Miles and wind from where was searched, if it was on the list."""
    miles, wind = turn.memo.get("ways", {}).get(str(meeting_id), (None, None))
    return miles, wind


def zone_of(turn: Turn) -> str:
    """Whose wall clock calls are told by: that of the member's last place, else the line's."""
    place = near(turn)
    return place.zone if place else turn.settings.home_zone


def line(turn: Turn) -> Line:
    """Where the line itself is at home: a town's name alone is rarely enough."""
    zone, number = turn.settings.home_zone, turn.settings.line_number
    country = country_of_line(number, zone)
    return Line(zone, region_of_area(number), turn.language, country, turn.area)
