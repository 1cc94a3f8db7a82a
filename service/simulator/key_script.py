"""KEYS: what someone does with a telephone during a call, in one short word.

Digits, * and # are pressed; w waits for the next question, s stays silent through one, h hangs up.
Words in double quotes are said. Other people on the line and a running tape count as questions too.
At the end of KEYS the phone hangs up after what is being said.

>>> split_keys('1 w "a meeting tonight" h')
['1', 'w', '"a meeting tonight', 'h']
"""

import re

from service.errors import BadInput
from service.simulator.live_call import KEYPAD, LiveCall

WAIT, SILENT, HANG_UP = "w", "s", "h"
QUOTE = '"'
SAID_OR_KEY = re.compile(r'"[^"]*"|\S')
HELP = 'KEYS are digits, * and #, w (wait for a question), s (stay silent), h (hang up), "words to say".'


def read_keys(keys: str) -> str:
    """The same keys without the spaces between them. Raises BadInput for what no telephone has."""
    parts = SAID_OR_KEY.findall(keys)
    wanted = "".join(part if part[0] == QUOTE else part.lower() for part in parts)
    if any(_is_no_key(part) for part in SAID_OR_KEY.findall(wanted)):
        raise BadInput(HELP)
    return wanted


def split_keys(keys: str) -> list[str]:
    """One by one; what is said starts with a quotation mark and has none at its end."""
    return [
        part.removesuffix(QUOTE) if len(part) > 1 else part for part in SAID_OR_KEY.findall(keys)
    ]


def words_of(key: str) -> str | None:
    """What this one says, if it is no key."""
    return key[1:].strip() if key[0] == QUOTE else None


def play_keys(call: LiveCall, keys: str) -> None:
    """Does all of it at once, on a call that has been started at the instant pace. Raises BadInput."""
    touched: object = None
    for key in split_keys(read_keys(keys)):
        if key == HANG_UP:
            break
        if key in (WAIT, SILENT) and call.asking and call.asking is touched:
            call.stay_silent()  # waiting ends a question that has had some of its digits
        if key == SILENT:
            call.stay_silent()
        elif key != WAIT:
            touched = call.asking
            _do(call, key)
    call.hang_up()


def _do(call: LiveCall, key: str) -> None:
    words = words_of(key)
    if words is None:
        call.press(key)
    else:
        call.speak(words)


def _is_no_key(part: str) -> bool:
    said = len(part) > 2 and part[0] == QUOTE
    return not said and part not in KEYPAD | {WAIT, SILENT, HANG_UP}
