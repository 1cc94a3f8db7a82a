"""Why a notice isn't taken, in words for who is at the form."""

from typing import Final

from service.console.send_form import NotTaken
from service.console.words import has
from service.errors import BadInput, NoticeRefused
from service.notices import states
from service.notices.refusals import Why

# What is to be mended; all else is said at the head of the form.
FIELDS: Final = {Why.EMPTY: "words", Why.TOO_LONG: "words"}
OF_ANOTHER: Final = (Why.SAID_ALREADY, Why.ON_ITS_WAY, Why.BEING_FIXED)


def why_not(error: BadInput) -> NotTaken:
    """With a row for each reason; what is new to us says at least that nothing is sent."""
    if isinstance(error, NotTaken):
        return error
    if not isinstance(error, NoticeRefused):
        return NotTaken("send.refused.not_then", "on")
    key = f"send.refused.{error.why}"
    ref = states.ref(error.amount) if error.why in OF_ANOTHER else ""
    known = key if has(key) else "send.refused.other"
    return NotTaken(known, FIELDS.get(Why(error.why), ""), count=error.amount, ref=ref)
