"""What is about a person never gets in: numbers, addresses and names in names, places and notes.

Five to sixty rows a feed have them in prose. A note loses the whole sentence, because half of one
("call ... for a ride") helps nobody; a name or a place loses only the words.
"""

import re
from functools import lru_cache

from service.meetings.feeds.clean import tidy, unmarked

# Ten digits or more, nine with a + or a 0 before them, or an American number without its area.
_NUMBER = re.compile(
    r"(?<![\w#/])(?:\+|\(?0)\d?[\s().\-–]*(?:\d[\s().\-–]{0,2}){7,13}\d(?!\w)"
    r"|(?<![\w#/])\(?\d(?:[\s().\-–]{0,2}\d){9,12}(?!\w)"
    r"|(?<![\w#/.\-])\d{3}[\-.]\d{4}(?![\w\-])"
    r"|(?<![\w#/])\d{3}/\d{3}[\-. ]\d{4}(?!\w)"
    r"|\b(?i:ph|phone|tel|cell|call|text)[.: ]{1,2}\d{7}\b"
)
_NO_NUMBER_AFTER = re.compile(
    r"(?:\bid|code|pin|passcode|password|contraseña|clave|access|meeting|zoom|#|número|no)\W*(?:is|es|number|no|id)?\W*$",
    re.IGNORECASE,
)
NEAR = 40  # characters: as far before a number as a word can say what it is
_SEVEN = re.compile(r"\d(?:[^\w,;:/]{0,4}\d){6}")
_LETTER_DOT = re.compile(r"[a-z] [A-Z]\.")
_ZIP_4 = re.compile(r"^\d{5}-\d{4}$")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\[(?:name|phone|email)\]", re.IGNORECASE)
# Other ways to one person: an address written so that machines miss it, an account to pay or to chat.
_ACCOUNT = re.compile(
    r"\b[\w.+-]+ ?[(\[{] ?at ?[)\]}] ?[\w-]+ ?(?:\.|[(\[{]? ?dot ?[)\]}]?) ?\w+"
    r"|\b[\w.+-]+ at [\w-]+ dot \w+"
    r"|\b(?:wa|t|m|paypal|cash|venmo)\.(?:me|app|com)/\S+"
    r"|\b(?:venmo|zelle|cash ?app|paypal|skype|telegram|discord|snapchat|wechat)\b\W{0,3}[\w@$#.-]*"
    r"|\b(?:ig|insta(?:gram)?|fb|facebook|twitter|whats ?app)\W{1,3}@[\w.]+"
    r"|(?<![\w.])@[a-z]+[_\d]\w*",
    re.IGNORECASE,
)
ACCOUNTS = tuple(
    "at) at] at} dot .me/ .app/ venmo zelle cash paypal skype telegram discord snapchat wechat @".split()
)
# Words before a name; each holds one of ROLES, a test that costs less.
_ROLE = (
    r"(?:call|text|contact|contacto|contactar|contacter|appelez|appeler|llame a|llamar a|ask for|"
    r"e-?mail|phone|see|ring|whatsapp|chair(?:person)?|secretary|treasurer|gsr|host(?:ed by)?|leader|"
    r"led by|facilitator|coordinator|preguntar por|pregunte por|secretari[oa]|coordinador[a]?|"
    r"responsable|attn|c/o|key ?holder|message)"
)
ROLES = tuple(
    "call text contact appele llam ask mail phone see ring whatsapp chair secretar treasurer gsr host lead"
    " led facilitat coordina mr ms fr pastor deacon rabbi pregunt responsable attn c/o key message".split()
)
# What follows such a word with a capital and is nobody: "text Study", "call The office".
_NOBODY = (
    r"(?!(?:Study|The|Meeting|For|Before|To|If|Us|In|Zoom|Alano|Central|Intergroup|Website|AA|NA|ID|"
    r"Number|Line|Church|Hall|Group|Facebook|Our|Book|Code|Above|Below|Map|Link|Office|Hotline|"
    r"Helpline|Service|Notes?|And|Is|Will|Speaker|This|Room|Info|Information|Details|A|St|Building|"
    r"On|At|Rotates|Parking|Discussion|Sign|Signs|Flyer)\b)"
)
_NAME = r"[A-ZÁÉÍÓÚÑ][a-záéíóúñ]+\b(?!')(?: [A-ZÁÉÍÓÚÑ][a-záéíóúñ]+\b)?"
_NAMED = re.compile(
    rf"(?<![\w-])(?i:{_ROLE})(?:'?s)?\s*[:\-–]?\s+{_NOBODY}{_NAME}"
    rf"|\b(?:Mrs|Mr|Ms|Fr|Pastor|Deacon|Rabbi)\.? {_NAME}"
)
# In a name or a place only what can be nothing else: there is a Ring Road Group, and a Lead Mine.
_SURELY_NAMED = re.compile(
    rf"(?<![\w-])(?i:contact[oa]?|contacter|ask for|hosted by|led by|attn|c/o)\s*[:\-–]?\s+{_NOBODY}{_NAME}"
)
# `Pat K.`, but not `Bill W.` nor `Suite B.`
_INITIAL = re.compile(
    r"\b(?!(?:Bill|Lois|Dr|Rm|Room|Suite|Ste|Building|Bldg|Hall|Unit|Apt|Floor|Door|Entrance|Lot|Gate|"
    r"Block|Wing|Step|Chapter|Section|Level|Highway|Route|Washington|Ave|Avenue|Street|Calle|Of|And|The|"
    r"St|Bob S|Jimmy K|Apartment|Classroom|Annex|Plan|Tower|Part|Vitamin|Type)\b)"
    r"[A-Z][a-z]{1,11} [A-Z]\.(?=[\s,;:)]|$)"
)
# `Mrs. Smith` and `Pat K. has it` go on after their points.
_SENTENCE = re.compile(
    r"[^\n]+?(?:(?<!\bMrs)(?<!\bMr)(?<!\bMs)(?<!\bFr)(?<!\bDr)(?<!\b[A-Z])[.!?;]+(?=\s|$)"
    r"|(?<=\b[A-Z])\.(?=\s+[A-Z]|$)|\n|$)"
)
_PASSCODE = re.compile(
    r"\b(?:pass(?:code|word)|pwd|pw|contraseña|clave|mot de passe)\b(?:\s+(?:is|es|=))?\s*[:=\-–]?\s*"
    r"([A-Za-z0-9!@#$%*]{3,12})\b",
    re.IGNORECASE,
)
_NO_CODE = frozenset(
    "required needed masked protected provided available please send email contact call the for and is "
    "not none yes will sent from upon request protected ask given needed see required meeting".split()
)
_KEY = (
    r"(?:pass(?:word|code)|access code|contraseña|clave|mot de passe|lien|enlace|link|log ?in|meeting id|"
    r"zoom (?:info\w*|id|details))"
)
_ASK = re.compile(
    rf"\b(?:e-?mail|contact|write to|text|message|escrib\w+|correo|request|ask|demand\w+)"
    rf"\b[^\n]{{0,60}}?\b{_KEY}\b"
    rf"|\b{_KEY}\b[^\n]{{0,20}}?[\w.+-]+@[\w-]+\.\w"
    rf"|\b{_KEY}\b[^\n]{{0,40}}?\b(?:by|via|upon|on|send an?|por|e-?mail\w* (?:us|for|to)|please|send) ?"
    r"(?:e-?mail|request|correo)",
    re.IGNORECASE,
)


def public_notes(*values: str | None) -> str | None:
    """The notes without every sentence that names, or gives a way to, a person.

    >>> public_notes("Back door. Call Pat 406-555-0100 for a ride.")
    'Back door.'
    """
    kept = [text for value in values if value and (text := _impersonal(value))]
    if not kept:
        return None
    *firsts, last = dict.fromkeys(kept)
    ended = [text if text[-1] in ".!?;:" else f"{text}." for text in firsts]
    return tidy(" ".join([*ended, last]), 500)


@lru_cache(maxsize=8192)
def _impersonal(value: str) -> str:
    text = unmarked(value)
    if is_personal(text):
        text = " ".join(part for part in _SENTENCE.findall(text) if not is_personal(part))
    return " ".join(text.split()).strip(" ,;-")


def is_personal(text: str) -> bool:
    """True when a text has somebody's number, address or name in it.

    >>> is_personal("ring 020 7946 0018"), is_personal("Meeting ID: 845 1234 5678")
    (True, False)
    """
    if ("@" in text or "[" in text) and _MAIL.search(text):
        return True
    return bool(_has_account(text) or _is_named(text) or _numbers(text))


def _has_account(text: str) -> bool:
    low = text.lower()
    return any(sign in low for sign in ACCOUNTS) and bool(_ACCOUNT.search(text))


def _is_named(text: str) -> bool:
    return _has_role(text) or bool(_LETTER_DOT.search(text) and _INITIAL.search(text))


def _has_role(text: str) -> bool:
    low = text.lower()
    return any(word in low for word in ROLES) and bool(_NAMED.search(text))


@lru_cache(maxsize=8192)
def anonymous(text: str | None) -> str | None:
    """A name or a place without somebody's number, address or name; None when nothing is left."""
    numbers = _numbers(text) if text else []
    if not text or not (numbers or _may_name(text)):
        return text
    for number in numbers:
        text = text.replace(number, " ")
    named = _NAMED if numbers else _SURELY_NAMED
    bare = named.sub(" ", _MAIL.sub(" ", _ACCOUNT.sub(" ", text)))
    return tidy(re.sub(r"\(\W*\)|\s+[-–,:;]+\s*$", " ", bare), 255)


def _may_name(text: str) -> bool:
    return "@" in text or "[" in text or _has_account(text) or bool(_SURELY_NAMED.search(text))


def _numbers(text: str) -> list[str]:
    """Telephone numbers; not the numbers of video rooms, nor ZIP+4."""
    if not _SEVEN.search(text):
        return []
    return [
        found.group()
        for found in _NUMBER.finditer(text)
        if not _ZIP_4.match(found.group()) and not _NO_NUMBER_AFTER.search(_before(text, found))
    ]


def _before(text: str, found: re.Match[str]) -> str:
    """What stands just before: all of it for every number would take a square of a long text's time."""
    return text[max(0, found.start() - NEAR) : found.start()]


def passcode(notes: str) -> str | None:
    """The password of a room, where the notes give one.

    >>> passcode("Meeting ID: 1234 Passcode: sober1"), passcode("password by email")
    ('sober1', None)
    """
    found = _PASSCODE.search(_MAIL.sub(" ", notes))  # "password: zoom@example.org" is whom to ask
    if not found or found[1].lower() in _NO_CODE or found[1].lower() in ("by", "via"):
        return None
    return (
        found[1]
        if any(sign.isdigit() or sign.isupper() for sign in found[1][1:]) or len(found[1]) > 3
        else None
    )


def asks_for_it(*notes: str | None) -> bool:
    """True when one must write to somebody before one can join from afar."""
    return any(note and _ASK.search(note) for note in notes)
