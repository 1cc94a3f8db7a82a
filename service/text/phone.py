"""A telephone number that cannot be wrong."""

from dataclasses import dataclass
from functools import lru_cache

import phonenumbers

from service.errors import NotAPhone

# "anonymous", "restricted", "blocked" and "unavailable", spelled on a keypad: withheld caller ids.
WITHHELD = frozenset({"+266696687", "+7378742833", "+2562533", "+86282452253"})

_INTERNATIONAL = phonenumbers.PhoneNumberFormat.INTERNATIONAL


@dataclass(frozen=True, slots=True)
class Phone:
    """A number in E.164 form, like +14065550100. Made by `Phone.parse`, or from what we stored."""

    e164: str

    @classmethod
    def parse(cls, text: str, region: str = "US") -> "Phone":
        """Reads a number as people or carriers write it; `region` is for those without a `+`.

        Raises NotAPhone for withheld numbers ("anonymous", "+266696687"), short codes and nonsense.

        >>> Phone.parse("(406) 555-0100").e164
        '+14065550100'
        """
        try:
            number = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException as error:
            raise NotAPhone("That is no telephone number.") from error
        if not _could_be_anyones(number):
            raise NotAPhone("That is no telephone number anyone can have.")
        return cls(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))

    @property
    def country(self) -> str | None:
        """Two letters, like US; None where a code is shared by no country (+883 and the like)."""
        return phonenumbers.region_code_for_number(phonenumbers.parse(self.e164))

    def dialled_from(self, country: str) -> str:
        """As somebody there dials and reads it.

        >>> Phone("+14065550100").dialled_from("US"), Phone("+14065550100").dialled_from("FR")
        ('406-555-0100', '+1 406-555-0100')
        """
        number = phonenumbers.parse(self.e164)
        if number.country_code == 1 and phonenumbers.country_code_for_region(country) == 1:
            return phonenumbers.format_number(number, _INTERNATIONAL).removeprefix("+1 ")
        if self.country == country:
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
        return phonenumbers.format_number(number, _INTERNATIONAL)

    @property
    def last_four(self) -> str:
        return self.e164[-4:]

    def __str__(self) -> str:
        """Masked, so that a number put into a message by mistake tells nobody anything."""
        return f"number ending {self.last_four}"


def _could_be_anyones(number: phonenumbers.PhoneNumber) -> bool:
    """By its length only: tables of what is in use lag behind, and a new number may be in trouble too."""
    reason = phonenumbers.is_possible_number_with_reason(number)
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    possible = reason == phonenumbers.ValidationResult.IS_POSSIBLE
    return possible and not number.extension and e164 not in WITHHELD


@lru_cache(maxsize=4096)  # the same people text again; parsing costs as much as their statements
def maybe_phone(text: str) -> Phone | None:
    """The number a carrier's form names, or None: withheld, a short code, or no number at all."""
    try:
        return Phone.parse(text)
    except NotAPhone:
        return None
