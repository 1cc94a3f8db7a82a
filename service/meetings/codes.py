"""Postal codes inside a text: ZIP, Canadian, Irish, British."""

import re

_DIGIT = re.compile(r"\d")
_ZIP = re.compile(r"(?<![\d+$-])(\d{5})(?:-\d{4}| \d{4}(?!\d))?(?!\d|-\d)")
_CANADA = re.compile(r"\b([ABCEGHJ-NPRSTVXY]\d[A-Z])[ -]?(\d[A-Z]\d)\b", re.IGNORECASE)
# Irish (An Post): a routing key and four characters, one of them a letter.
_IRELAND = re.compile(
    r"\b([AC-FHKNPRTV-Y]\d[\dW])[ -]?(?=\d{0,3}[A-Z])([\dAC-FHKNPRTV-Y]{4})\b", re.IGNORECASE
)
_UK = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2})\b", re.IGNORECASE)
# The areas of British postcodes that have two letters (Royal Mail): TR19 is a place wherever it stands.
_AREAS = "|".join(
    """AB AL BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY EC EH EN
    EX FK FY GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY LA LD LE LL LN LS LU ME MK ML NE
    NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN
    TQ TR TS TW UB WA WC WD WF WN WR WS WV YO ZE""".split()
)
_OF_AN_AREA = re.compile(
    rf"\b(?!me[12]\b|co2\b|so2\b)((?:{_AREAS})[1-9]\d?[A-Z]?)\b(?!:)", re.IGNORECASE
)
# Half a British code, where a place may be: SW1A, LL57, M5. Not `12x12`, not a lone `b1` in a story.
_OUTCODE = re.compile(
    r"\b(?:near|in|around|at|by|en|cerca de|aa|na|oa|ga|anon|meetings?|groups?|tonight|today)"
    r" (?!b4\b|gr8\b|m8\b|l8\b|w8\b|k9\b)([A-Z]{1,2}\d[A-Z\d]?)\b(?!:)"
    r"|^([A-Z]{1,2}\d{1,2}[A-Z]?) (?:aa|na|oa|ga|al)\b",
    re.IGNORECASE,
)

_LETTER_AND_DIGIT = re.compile(r"[A-Za-z]\d")
_CODES = (_ZIP, _CANADA, _IRELAND, _UK, _OUTCODE, _OF_AN_AREA)


def take_code(text: str) -> tuple[str | None, str]:
    """The postal code in a text, in its usual form, and the text without it.

    >>> take_code("aa 59718-1234"), take_code("na m5v2t6")
    (('59718', 'aa , '), ('M5V 2T6', 'na , '))
    """
    if not _DIGIT.search(text):
        return None, text
    for pattern in _CODES if _LETTER_AND_DIGIT.search(text) else (_ZIP,):
        if found := pattern.search(text):
            code = " ".join(part.upper() for part in found.groups() if part)
            start, end = found.span(found.lastindex or 0)
            start = start if pattern is _OUTCODE else found.start()
            end = end if pattern is _OUTCODE else found.end()
            return code, f"{text[:start]}, {text[end:]}"
    return None, text
