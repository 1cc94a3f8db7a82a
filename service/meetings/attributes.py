"""What a meeting is like: the feeds' codes, our names for them, and the bits they are stored as."""

from collections.abc import Iterable
from functools import lru_cache

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

# Whom a meeting is for: side by side in one house these are two meetings.
FOR_SOME = sum(BITS[name] for name in ("women", "men", "spanish", "young-people", "lgbtq"))

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

# The same as words, for feeds that give labels instead of codes: English, Spanish, French.
_LABELS = """
women: women, womens, women only, womens only, ladies, female, mujeres, solo mujeres, femmes
men: men, mens, men only, mens only, male, hombres, solo hombres, hommes, mens stag, stag
beginners: newcomer, newcomers, beginner, beginners, new member, principiantes, recien llegados,
    nouveaux, debutants
spanish: spanish, espanol, spanish speaking, en espanol, espagnol, castellano
wheelchair: wheelchair access, wheelchair accessible, wheelchair, handicap, handicap access, handicap
    accessible, handicapped accessible, accessible, ada accessible, silla de ruedas, accesible,
    fauteuil roulant
young-people: young, young people, young peoples, young adults, young persons, jovenes, jeunes
lgbtq: lgbtq, lgbt, lgbtq+, lgbtqia, lgbtqia+, lgbtqiaa+, gay, lesbian, gay lesbian, gay/lesbian, bisexual,
    transgender, queer, gays, lesbians, gay men, nonbinary, non-binary
open: open, open meeting, open discussion, open speaker, abierta, abierto, reunion abierta, ouverte,
    ouvert
closed: closed, closed meeting, closed discussion, cerrada, cerrado, reunion cerrada, fermee, ferme
speaker: speaker, speakers, speaker meeting, speaker discussion, open speaker, orador, oradores
step: step, steps, step study, step meeting, step discussion, 12 steps & 12 traditions, 12 steps, 12 step,
    twelve steps, 12x12, 12 & 12, twelve & twelve, 12 and 12, step/tradition, 11th step, 11th step
    meditation, pasos, doce pasos, etapes
big-book: big book, big book study, bb, libro grande, libro azul, gros livre
childcare: babysitting available, babysitting, child care, childcare, child care available, childcare
    available, creche, guarderia, garderie
secular: secular, agnostic, atheist, atheist / agnostic, agnostics, atheists, freethinkers, laico,
    agnosticos
asl: american sign language, asl, sign language, signed, bsl, auslan, sign language interpreted
"""
LABELS = {
    label: name
    for line in _LABELS.strip().replace("\n    ", " ").splitlines()
    for name, labels in [line.split(": ", 1)]
    for label in labels.split(", ")
}
_ACCENTS = str.maketrans("áéíóúñèê", "aeiounee", "'’")

# How one takes part from afar, as Meeting.remote holds it.
DIAL_IN, LINK_ONLY = 1, 2

# Beside the named bits: its rule must be asked whether it is held on a date (meetings/monthly.py).
NOT_WEEKLY = 1 << 30
# Ours alone, which no feed says or takes away: some dates of it are not as usual (meetings/dates.py).
DATED = 1 << 28
# Never stored: this is a meeting on a date that was moved.
MOVED = 1 << 27
# Beside them too: one must write to somebody before one can join from afar, so never the first answer.
ASKS_PASSCODE = 1 << 29

CLOSED_PLACE = "TC"  # "location temporarily closed"


@lru_cache(maxsize=4096)
def attr_of(code: str) -> str | None:
    """Our name for a code or a label, None where we have none.

    >>> attr_of("BE"), attr_of("Women's"), attr_of("Grapevine")
    ('beginners', 'women', None)
    """
    return MEETING_GUIDE.get(code.upper()) or LABELS.get(code.lower().translate(_ACCENTS))


def attrs_of(codes: Iterable[str]) -> frozenset[str]:
    """Our names for a row's codes or labels; those we have no name for are left out."""
    return frozenset(name for code in codes if (name := attr_of(code)))


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
