"""Who a caller says to be: a number that is shown or withheld, and what the network vouches for.

Reference: Twilio's pages on caller ID and on STIR/SHAKEN. A withheld number comes as a word.
"""

from dataclasses import dataclass

from service.errors import BadInput

WITHHELD = "anonymous"
# Letter of the command line: the form's StirVerstat. Empty: the network said nothing.
VERDICTS = {
    "A": "TN-Validation-Passed-A",
    "B": "TN-Validation-Passed-B",
    "C": "TN-Validation-Passed-C",
    "failed": "TN-Validation-Failed",
    "none": "",
}


@dataclass(frozen=True, slots=True)
class Claim:
    """`shown` is in place of the phone's own number, where that is not shown."""

    shown: str = ""
    stir: str = VERDICTS["A"]


VOUCHED_FOR = Claim()


def read_claim(withheld: bool, stir: str) -> Claim:
    """Raises BadInput."""
    if stir not in VERDICTS:
        raise BadInput(f"The network says {', '.join(VERDICTS)}.")
    if withheld:
        return Claim(WITHHELD, VERDICTS["none"])
    return Claim(stir=VERDICTS[stir])
