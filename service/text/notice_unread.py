"""Days and hours that coordinators write and nobody counts here: asked back, never guessed. Pure."""

import re
from collections.abc import Iterable

from service.text.language import bare
from service.text.times import MONTHS, MONTHS_SPOKEN
from service.text.tokens import as_one, words_of

MONTH_OF = {
    bare(name): number
    for names in (*MONTHS.values(), *MONTHS_SPOKEN.values())
    for number, name in enumerate(names, 1)
} | {"sept": 9}


def any_of(names: Iterable[str]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))


# Days that are said in a way we don't count: nothing is called off on a guess.
UNREAD = re.compile(
    r"(?:(?:on|the|from|since|until|and|el|la|desde|hasta|y) )*"
    r"(?:yesterday|last (?:night|week|month)|ayer|anoche"
    r"|(?:la )?(?:semana|mes) (?:pasad[ao]|que viene)|(?:next|this|every) (?:week|month)s?"
    r"|(?:la )?(?:proxim[ao]|esta|cada) (?:semana|mes)"
    r"|in \w+ (?:day|week|month)s?|en \w+ (?:dias?|semanas?|mes(?:es)?)"
    r"|(?:for|por) \w+ (?:week|month|semana|mese)s"
    r"|\d{1,2}[.-]\d{1,2}(?:[.-](?:\d{2}|\d{4}))?|\d{1,2}(?:st|nd|rd|th)|\d{1,2}(?=$)"
    rf"|(?:(?:all|todo|in|en|of|de) )*(?:{any_of(MONTH_OF)})(?=$)"
    r"|until further notice|forever|hasta nuevo aviso)(?= |$)"
)
# `from 7 to 8`: the hour it was to be is known.
FROM = re.compile(
    r"(?:(?:from|desde|de) )?(?:las? )?\d{1,2}(?:[:.]\d\d)?(?: ?[ap]m?)?"
    r"(?= (?:to|a|hasta) (?:las? )?\d)"
)
_HOURS_ALONE = re.compile(r"(?:(?:\d[\d:.-]*(?:[ap]m?|h|hrs)?|[ap]m|to|a|las?|or|o)(?: |$))+")


def is_hour(words: str) -> bool:
    """Whether they are an hour, or hours, and so the name of no place.

    >>> is_hour("25:00"), is_hour("9pm"), is_hour("8-9 pm"), is_hour("Room 5"), is_hour("12 Pine St")
    (True, True, True, False, False)
    """
    return _HOURS_ALONE.fullmatch(as_one(words_of(words))) is not None
