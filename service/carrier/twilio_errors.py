"""What the carrier's error codes mean for the next try, and what a coordinator reads.

One table for refusals at the request (HTTP 4xx) and for codes that come later in a receipt. Source:
https://www.twilio.com/docs/api/errors/<code>, each page; the comment says when a row rests on less.
"""

from dataclasses import dataclass

from service.carrier.port import MANY_TRIES, Verdict


@dataclass(frozen=True, slots=True)
class Meaning:
    verdict: Verdict
    reason: str  # whole sentence, at most 100 characters, no numbers of people
    wait_s: float | None = None  # before the next try, when the code itself says how long
    # The waits before it goes again when a receipt says this: so often, and not once more.
    again_s: tuple[float, ...] = ()
    tries: int = MANY_TRIES  # refused for this so often, it ends
    is_new: bool = False  # to us: what the carrier said is kept whole, and a person is told


_P, _L, _O, _S = Verdict.PERMANENT, Verdict.LATER, Verdict.OURS, Verdict.STOPPED
_SOON, _IN_A_WHILE, _IN_AN_HOUR = 120.0, 900.0, 3600.0
# Taken at the request, and failed afterwards: a person mends it, and it has cost its price meanwhile.
_MENDED = (_IN_A_WHILE, _IN_AN_HOUR)
# Ours to mend, for some numbers only: not every minute until it is no longer useful.
_FEW = 12

MEANINGS: dict[int, Meaning] = {
    # The account and the request as a whole.
    20003: Meaning(_O, "The carrier does not accept our account or its key."),
    20404: Meaning(_O, "The carrier does not find our account."),
    20429: Meaning(_L, "The carrier asked us to slow down."),
    # Seen by others, no page read.
    30002: Meaning(_O, "The carrier has suspended our account.", again_s=_MENDED),
    63038: Meaning(_L, "Our account has reached the carrier's limit for one day.", 3600),
    # Our own number and its registration.
    21212: Meaning(_O, "The carrier does not take our own number."),
    21606: Meaning(_O, "Our own number can't send texts."),
    21607: Meaning(_O, "Our own number does not belong to our account."),
    21660: Meaning(_O, "Our own number and our account don't match."),
    21408: Meaning(_O, "Our account may not text that country.", 600, tries=_FEW),
    21608: Meaning(
        _O, "A trial account reaches only numbers verified with the carrier.", 600, tries=_FEW
    ),
    30032: Meaning(_O, "Our toll-free number is not verified yet.", again_s=_MENDED),
    30034: Meaning(_O, "Our number is not registered for texting in the US.", again_s=_MENDED),
    30035: Meaning(_O, "Our number's registration is not finished yet.", again_s=_MENDED),
    # The number we try to reach.
    21211: Meaning(_P, "The carrier says there is no such number."),
    21214: Meaning(_P, "The carrier can't call this number."),
    21217: Meaning(_P, "The carrier says there is no such number."),
    21610: Meaning(_S, "They texted STOP to the carrier."),
    21612: Meaning(_P, "The carrier has no way to text this number."),
    21614: Meaning(_P, "It is no mobile number, so it takes no texts."),
    21635: Meaning(_P, "It is a landline, which takes no texts."),
    30003: Meaning(_L, "The phone was off or out of reach.", again_s=(_IN_A_WHILE, _IN_AN_HOUR)),
    30005: Meaning(_P, "The number is not in use."),
    30006: Meaning(_P, "It is a landline, which takes no texts."),
    # The words.
    21602: Meaning(_P, "The text was empty."),
    21617: Meaning(_P, "The text was too long."),
    21619: Meaning(_P, "The text was empty."),  # from memory
    30004: Meaning(_P, "The network blocked it."),
    30007: Meaning(_P, "A spam filter took it; the wording needs a look."),
    30450: Meaning(_P, "The carrier's fraud protection blocked it."),
    # Traffic.
    21611: Meaning(_L, "Our number's queue at the carrier is full.", 60),
    22005: Meaning(_L, "Too many calls are waiting at the carrier.", 300),
    10004: Meaning(_L, "Our account already has as many calls as it may.", 30),
    30001: Meaning(_L, "Our number's queue at the carrier was full.", again_s=(600, 1800)),
    30008: Meaning(
        _L, "The network could not deliver it and gave no reason.", again_s=(_SOON, _IN_A_WHILE)
    ),
    30022: Meaning(_L, "The mobile network asked us to slow down.", again_s=(_SOON, _IN_A_WHILE)),
    30036: Meaning(_P, "It could not be delivered while it was still useful."),
    # Our own pages, as the carrier saw them. 11xxx and 12xxx come with calls.
    11200: Meaning(_O, "The carrier could not read our page.", tries=_FEW),
    11205: Meaning(_O, "The carrier could not reach us.", tries=_FEW),
    12100: Meaning(_O, "Our page was not what the carrier understands.", tries=_FEW),
    # Dialling.
    21215: Meaning(_O, "Our account may not call that country.", 600, tries=_FEW),
    21216: Meaning(_P, "The carrier calls nobody at this number."),
    13224: Meaning(_P, "The carrier can't call this number."),
    13227: Meaning(_O, "Our account may not call that country.", 600, tries=_FEW),  # from memory
}

# What a status means when its code is new to us.
_BY_STATUS: dict[int, Meaning] = {
    401: MEANINGS[20003],
    403: MEANINGS[20003],
    404: MEANINGS[20404],
    408: MEANINGS[20429],  # the request itself never arrived whole
    429: MEANINGS[20429],
}

NO_TEXTS = frozenset({21614, 21635, 30006})  # facts about a phone worth remembering
STOPPED = frozenset({21610})
# Ours to mend, but true of some numbers only; whatever else is ours stops every send.
FOR_SOME_NUMBERS = frozenset({11200, 11205, 12100, 13227, 21215, 21408, 21608})


def meaning_of(code: int | None, status: int | None = None) -> Meaning:
    """The table's row. A code nobody has seen yet may pass: it is tried a few times, an hour in all."""
    if code in MEANINGS:
        return MEANINGS[code]
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    reason = f"The carrier gave a reason we don't know yet (code {code or status})."
    return Meaning(_L, reason, 900, tries=5, is_new=True)
