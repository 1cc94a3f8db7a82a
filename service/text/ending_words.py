"""Sentences that end one thing, and may sound like STOP: a check-in, or standing by somebody. Pure.

Only whole messages count, and only where that phone has such a thing (`flows/ending`); of anybody else the
same words are weighed as an opt-out. "Your contacts" may be all numbers that we keep, and is left to that.
"""

import re
from enum import StrEnum

from service.text.language import bare


class Ends(StrEnum):
    CHECK_IN = "check_in"
    STANDING_BY = "standing_by"


def ends_one_thing(said: str) -> Ends | None:
    """Which of them these words end.

    >>> [str(ends_one_thing(said)) for said in ("Cancel my check-in please", "cancelar mi registro")]
    ['check_in', 'check_in']
    >>> [str(ends_one_thing(said)) for said in ("no longer be Sam's contact", "Quítenme de contacto")]
    ['standing_by', 'standing_by']
    >>> ends_one_thing("stop the check-ins until monday"), ends_one_thing("remove me from your contacts")
    (None, None)
    """
    words = _COURTESY.sub("", " ".join(re.findall(r"\w+", bare(said))))
    return next((ends for ends, pattern in _PATTERNS.items() if pattern.fullmatch(words)), None)


_COURTESY = re.compile(
    r"^(?:(?:please|pls|hi|hello|hola|por favor|can you|could you|i would like to|i d like to|id like to|"
    r"i want to|quiero|quisiera|puede|pueden) )+|"
    r"(?: (?:please|pls|thanks|thank you|now|por favor|gracias|ya))+$"
)
_NOT = r"(?:i )?(?:do not|don t|dont|no longer) (?:want|need|wish|like)"
_CHECK_INS = r"(?:all |of |my |the |these |those |this |your |daily |any |more )*check ?ins?"
_REGISTROS = r"(?:mas |mi |mis |el |los |este |estos |esos |sus )*(?:registros?|check ?ins?)"
# Whose contact: "Sam's", "my friend Sam's", "her", "an emergency".
_WHOSE = r"(?:(?:a|an|the|her|his|their|your|one of|emergency|\w+ s|\w+s|my \w+(?: \w+)? s) )*"
_OF = r"(?: (?:for|of) \w+(?: \w+)?)?"
_PATTERNS = {
    Ends.CHECK_IN: re.compile(
        rf"(?:cancel|end|stop|remove|delete|quit|drop|turn off|no more|{_NOT}) {_CHECK_INS}(?: any ?more)?|"
        rf"turn (?:my|the) check ?ins? off|"
        rf"(?:cancel(?:ar|en?|a)|termin(?:ar|en?|a)|quit(?:ar|en?|a)|par(?:ar|en?|a)|suspend(?:er|an?)|"
        rf"deten(?:er|gan?)|apag(?:ar|uen?|a)|no mas|(?:ya )?no (?:quiero|deseo)) {_REGISTROS}(?: mas)?"
    ),
    Ends.STANDING_BY: re.compile(
        rf"(?:remove|take|drop|delete|get) me (?:off )?as {_WHOSE}contact{_OF}|"
        rf"(?:remove|take|drop|delete|get) me (?:off|from|out of|off of) "
        rf"(?:her|his|their|\w+ s) contacts?(?: list)?|"
        rf"(?:{_NOT} to be|(?:i can ?t |i can not |i cannot )?(?:no longer )?be|not be|(?:stop|quit) being) "
        rf"{_WHOSE}contact{_OF}(?: any ?more)?|"
        rf"(?:quit|sac|borr|elimin)(?:ar|en?|a)me (?:de|como) (?:(?:ser|su|el|la|un|una) )*contactos?"
        rf"(?: de \w+(?: \w+)?)?|"
        rf"(?:quit|sac|borr|elimin)(?:ar|en?|a)me de (?:los |la lista de )?contactos de \w+|"
        rf"(?:ya )?no (?:quiero|deseo|puedo) (?:seguir )?(?:ser|siendo) (?:(?:su|el|un|una) )?contacto"
        rf"(?: de \w+(?: \w+)?)?(?: mas)?|dejar de ser (?:(?:su|el|un|una) )?contacto(?: de \w+(?: \w+)?)?"
    ),
}
