"""Whom a coordinator writes down: a number and a first name, as people put them. Pure."""

import re
from dataclasses import dataclass
from typing import Final

from phonenumbers import Leniency, PhoneNumberMatcher

from service.errors import NotAPhone
from service.text.language import bare
from service.text.phone import Phone

# Between the name and the number, or behind both.
_AROUND: Final = frozenset(
    "to for from in on at and is the a her his their number phone cell name called group please pls "
    "al a para de del y es el la su numero telefono celular se llama grupo por favor".split()
)
MOST_WORDS = 4  # beside the number; more is a sentence, and no name


@dataclass(frozen=True, slots=True)
class Somebody:
    """`words` may be what they are called."""

    phone: Phone
    words: tuple[str, ...]


def people_in(said: str, country: str | None = None) -> list[Somebody]:
    """Each number with an area code in it; the words beside it are told of one alone.

    >>> [one] = people_in("406-555-0177 Pat Smith"); one.phone.e164, one.words
    ('+14065550177', ('Pat', 'Smith'))
    >>> people_in("his name is Pat, (406) 555-0177")[0].words, people_in("Pat 555-0177")
    (('Pat',), [])
    >>> len(people_in("406-555-0177 Pat, 406-555-0178 Sam"))
    2
    """
    found = list(PhoneNumberMatcher(said, country or "US", leniency=Leniency.POSSIBLE))
    phones = [(one, _phone(one.raw_string, country)) for one in found]
    people = [Somebody(phone, ()) for _, phone in phones if phone]
    if len(people) != 1 or len(found) != 1:
        return people
    rest = said[: found[0].start] + " " + said[found[0].end :]
    words = re.findall(r"[^\W\d_]+(?:['\-][^\W\d_]+)?", rest)
    kept = tuple(word for word in words if bare(word) not in _AROUND)
    return [Somebody(people[0].phone, kept if len(kept) <= MOST_WORDS else ())]


def _phone(raw: str, country: str | None) -> Phone | None:
    try:
        return Phone.parse(raw, country or "US")
    except NotAPhone:
        return None
