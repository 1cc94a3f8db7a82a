"""How many segments a text takes, and how to keep it in the alphabet that makes them long.

GSM 03.38: 160 septets alone, 153 a part when joined; one character outside it turns the whole text
into UCS-2, 70 code units alone, 67 a part. Carriers bill, queue and pace by the segment.
"""

import unicodedata
from dataclasses import dataclass
from typing import Literal

# GSM 03.38 basic table without ESC, 127 characters.
GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Characters the carrier takes in one text, whatever their alphabet (its code 21617): 11 segments of
# GSM-7, or 24 of UCS-2.
LONGEST = 1_600
# The extension table: an escape and a character, so two septets.
GSM_EXTENDED = frozenset("\f^{}\\[~]|€")
GSM = GSM_BASIC | GSM_EXTENDED

# What typewriters and phones put in place of plain characters (feeds hold ’ 468 times in 69,630 rows).
LOOKALIKES = str.maketrans(
    {
        "‘": "'", "’": "'", "‚": "'", "‛": "'", "`": "'", "´": "'", "ʼ": "'",
        "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
        "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-",
        "…": "...", "•": "-", "·": "-", "×": "x", "½": "1/2", "¼": "1/4", "°": " deg",
        "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u2028": "\n", "\t": " ",
        "\u200b": "", "\u200c": "", "\u200d": "", "\ufeff": "", "\u00ad": "", "ç": "c",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Segments:
    """What the carrier will make of a text."""

    encoding: Literal["GSM-7", "UCS-2"]
    units: int
    count: int


def segments(text: str) -> Segments:
    """Counts as the carrier does: no escape pair and no surrogate pair is split between two parts.

    >>> segments("a" * 161).count, segments("á" + "a" * 70).count
    (2, 2)
    """
    if GSM_BASIC.issuperset(text):  # nearly always: counted without looking at each letter
        return Segments("GSM-7", len(text), 1 if len(text) <= 160 else -(-len(text) // 153))
    if GSM.issuperset(text):
        units = len(text) + sum(map(text.count, GSM_EXTENDED))
        return Segments("GSM-7", units, _parts_of_gsm(text, units))
    sizes = [2 if ord(letter) > 0xFFFF else 1 for letter in text]
    return Segments("UCS-2", sum(sizes), _parts(sizes, alone=70, joined=67))


def fits_one_text(text: str) -> bool:
    """Whether the carrier joins it to one text; an emoji counts twice, as in a segment.

    >>> fits_one_text("a" * 1600), fits_one_text("a" * 1601), fits_one_text("🙂" * 801)
    (True, False, False)
    """
    return len(text) + sum(letter > "\uffff" for letter in text) <= LONGEST


def to_gsm(text: str) -> str:
    """The same text in GSM-7: look-alikes replaced, á í ó ú and other marks dropped, emoji left out.

    >>> to_gsm("Reunión “Año nuevo” – mié")
    'Reunion "Año nuevo" - mié'
    """
    if GSM.issuperset(text):
        return text
    plain = text.translate(LOOKALIKES)
    return "".join(_nearest(letter) for letter in unicodedata.normalize("NFC", plain))


def _nearest(letter: str) -> str:
    if letter in GSM:
        return letter
    bare = unicodedata.normalize("NFKD", letter).translate(LOOKALIKES)
    return "".join(part for part in bare if part in GSM)


def _parts_of_gsm(text: str, units: int) -> int:
    """Each letter is looked at only where it matters: a pair kept whole costs its part one septet."""
    if units <= 160:
        return 1
    fewest, most = -(-units // 153), -(-units // 152)
    if fewest == most:
        return fewest
    return _parts([2 if letter in GSM_EXTENDED else 1 for letter in text], alone=160, joined=153)


def _parts(sizes: list[int], alone: int, joined: int) -> int:
    if sum(sizes) <= alone:
        return 1
    parts, room = 1, joined
    for size in sizes:
        if size > room:
            parts, room = parts + 1, joined
        room -= size
    return parts
