"""A digit as people and their phones write it: `1`, `1.`, `#1`, `one`, `uno`, `1 please`, a keycap."""

import re
import unicodedata

NAMES = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "zero": "0",
    "first": "1", "second": "2", "third": "3", "uno": "1", "una": "1", "dos": "2", "tres": "3",
    "cuatro": "4", "cinco": "5", "seis": "6", "cero": "0", "primero": "1", "primera": "1",
    "segundo": "2", "segunda": "2", "tercero": "3", "tercera": "3",
}  # fmt: skip
# Said beside a digit without changing it.
POLITE = frozenset(
    "please pls plz thanks thank you thx number option the numero opcion el la por favor gracias".split()
)
LONGEST = 2
# What a phone adds below a text of its own accord.
_SIGNATURE = re.compile(r"\n\s*(--|sent from |enviado desde ).*", re.IGNORECASE | re.DOTALL)
_MARKS = re.compile(r"[^\w\s]|[\ufe0f\u20e3]")


def digit_in(said: str) -> str | None:
    """The number this text is, one or two digits; None when it says more, or something else.

    >>> digit_in("1."), digit_in("#2"), digit_in("Uno"), digit_in("the first one"), digit_in("1 hour")
    ('1', '2', '1', '1', None)
    """
    plain = _MARKS.sub(" ", unicodedata.normalize("NFKC", _SIGNATURE.sub("", said)).lower())
    words = [word for word in plain.split() if word not in POLITE]
    if len(words) == 2 and words[1] == "one":  # the first one
        words.pop()
    if len(words) != 1:
        return None
    digit = NAMES.get(words[0], words[0])
    return digit if digit.isascii() and digit.isdigit() and len(digit) <= LONGEST else None
