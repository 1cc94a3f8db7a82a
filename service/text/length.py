"""How long something takes to say, up to the first key it offers: nobody is to wait long for that."""

import re

WORDS_A_MINUTE = 170
# With what may be said before it, like "there is no 7 here", it stays under twenty seconds.
LONGEST_S = 18.0
_FIRST_KEY = re.compile(r"(?:press|oprima) \w+", re.IGNORECASE)


def seconds_to_a_choice(said: str) -> float:
    """Until the first key is named; until the end where there is none.

    >>> round(seconds_to_a_choice("To find a meeting, press 1. To hear this again, press star."), 1)
    1.4
    """
    return seconds_to_say(_FIRST_KEY.split(said)[0])


def seconds_to_say(said: str) -> float:
    return len(said.split()) / WORDS_A_MINUTE * 60
