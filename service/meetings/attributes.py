"""What a meeting is like: the feeds' codes, our names for them, and the bits they are stored as."""

from collections.abc import Iterable

# The order is the bit's number and is stored: append only.
ATTRS = (
    "women",
    "men",
    "beginners",
    "spanish",
    "wheelchair",
    "young-people",
    "lgbtq",
    "open",
    "closed",
    "speaker",
    "step",
    "big-book",
    "childcare",
    "secular",
    "asl",
)
BITS = {name: 1 << number for number, name in enumerate(ATTRS)}

# Meeting Guide's type codes (code4recovery/spec, README "types"), those that answer a question we take.
MEETING_GUIDE = {
    "W": "women",
    "M": "men",
    "BE": "beginners",
    "S": "spanish",
    "X": "wheelchair",
    "Y": "young-people",
    "LGBTQ": "lgbtq",
    "LGBTQIA": "lgbtq",
    "G": "lgbtq",
    "L": "lgbtq",
    "T": "lgbtq",
    "BI": "lgbtq",
    "O": "open",
    "C": "closed",
    "SP": "speaker",
    "ST": "step",
    "12X12": "step",
    "11": "step",
    "B": "big-book",
    "BA": "childcare",
    "A": "secular",
    "ASL": "asl",
}

# The same as words, for feeds that give labels instead of codes.
LABELS = {
    "women": "women",
    "men": "men",
    "newcomer": "beginners",
    "beginner": "beginners",
    "beginners": "beginners",
    "spanish": "spanish",
    "wheelchair access": "wheelchair",
    "wheelchair accessible": "wheelchair",
    "young people": "young-people",
    "gay": "lgbtq",
    "lesbian": "lgbtq",
    "transgender": "lgbtq",
    "open": "open",
    "closed": "closed",
    "speaker": "speaker",
    "step study": "step",
    "step meeting": "step",
    "12 steps & 12 traditions": "step",
    "big book": "big-book",
    "babysitting available": "childcare",
    "child care": "childcare",
    "secular": "secular",
    "american sign language": "asl",
}

# How one takes part from afar, as Meeting.remote holds it.
DIAL_IN, LINK_ONLY = 1, 2

# Beside the named bits: its rule must be asked whether it is held on a date (meetings/monthly.py).
NOT_WEEKLY = 1 << 30
# Beside them too: one must write to somebody before one can join from afar, so never the first answer.
ASKS_PASSCODE = 1 << 29

CLOSED_PLACE = "TC"  # "location temporarily closed"


def attrs_of(codes: Iterable[str]) -> frozenset[str]:
    """Our names for a row's codes or labels; those we have no name for are left out."""
    named = (MEETING_GUIDE.get(code.upper()) or LABELS.get(code.lower()) for code in codes)
    return frozenset(name for name in named if name)


def to_bits(names: Iterable[str]) -> int:
    """As the column holds them.

    >>> to_bits({"women", "beginners"})
    5
    """
    return sum(BITS[name] for name in set(names))


def from_bits(bits: int) -> frozenset[str]:
    """
    >>> sorted(from_bits(5))
    ['beginners', 'women']
    """
    return frozenset(name for name, bit in BITS.items() if bits & bit)
