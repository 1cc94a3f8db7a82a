"""KEYS: what someone does with a telephone's keypad during a call, in one short word.

Digits, * and # are pressed; w waits for the next question, s stays silent through one, h hangs up.
At the end of KEYS the phone hangs up after what is being said.
"""

from service.errors import BadInput
from service.simulator.live_call import KEYPAD, LiveCall
from service.simulator.twiml import Gather

WAIT, SILENT, HANG_UP = "w", "s", "h"


def read_keys(keys: str) -> str:
    """The same keys without the spaces. Raises BadInput for what no telephone has."""
    wanted = "".join(keys.split()).lower()
    if set(wanted) - KEYPAD - {WAIT, SILENT, HANG_UP}:
        raise BadInput(
            "KEYS are digits, * and #, w (wait for a question), s (stay silent), h (hang up)."
        )
    return wanted


def play_keys(call: LiveCall, keys: str) -> None:
    """Does all of it at once, on a call that has been started at the instant pace. Raises BadInput."""
    touched: Gather | None = None
    for key in read_keys(keys):
        if key == HANG_UP:
            break
        if key in (WAIT, SILENT) and call.asking and call.asking is touched:
            call.stay_silent()  # waiting ends a question that has had some of its digits
        if key == SILENT:
            call.stay_silent()
        elif key != WAIT:
            touched = call.asking
            call.press(key)
    call.hang_up()
