"""Which rows say that they aren't for everybody to find: drafts, private and restricted ones, closed ones.

A word must be plain about it: "closed" is a kind of meeting, and a wheelchair column's False is nothing.
"""

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

NOT_PUBLISHED = "not published"
RESTRICTED = "private or restricted"
CLOSED_DOWN = "no longer meets"
SUSPENDED = "closed for now"
NOT_TO_LIST = "asks not to be listed"

NO = frozenset("0 no false n f off nein non falso faux never unchecked".split())
YES = frozenset("1 yes true y t on x si sí oui verdadero vrai checked ✓ ✔ -1".split())

# A status column's words; any other word is no reason to hide.
STATUSES = {
    NOT_PUBLISHED: "draft drafts pending unpublished auto-draft autodraft trash trashed hidden"
    " unlisted unapproved rejected review in-review awaiting borrador pendiente oculto brouillon"
    " non-publie no-publicado test new future inherit unverified not-published not-listed"
    " not-approved needs-review pending-review in-progress submitted",
    NOT_TO_LIST: "do-not-publish do-not-list do-not-print dnl dnp no-list",
    RESTRICTED: "private privado privada prive restricted internal confidential members-only"
    " restricted-attendance ra password invite-only by-invitation institution institutional"
    " not-public restringido restreint",
    CLOSED_DOWN: "inactive closed cancelled canceled deleted archived ended disbanded defunct folded"
    " discontinued disabled removed terminated expired inactivo inactiva cerrado cerrada"
    " cancelado cancelada inactif ferme annule dissolved dead obsolete closed-permanently"
    " permanently-closed closed-down no-longer-meeting deactivated gone not-active not-meeting dark eliminado",
    SUSPENDED: "suspended paused on-hold hold temporarily-closed temp-closed suspendido"
    " suspendida suspendu temporarily-suspended closed-temporarily inactive-temporarily"
    " location-temporarily-closed",
}
_OF_STATUS = {word: reason for reason, words in STATUSES.items() for word in words.split()}

_OF_LETTER = {"i": CLOSED_DOWN, "d": NOT_PUBLISHED}
MANY_CLOSED = 0.25  # of meetings: more are closed ones, not closed-down ones
# Words that mean this under any heading.
UNMISTAKABLE = frozenset(
    "draft drafts unpublished auto-draft unlisted unapproved not-published not-listed not-approved"
    " borrador brouillon non-publie no-publicar private privado privada restricted confidential"
    " members-only restricted-attendance restringido restreint inactive cancelled canceled archived"
    " disbanded defunct discontinued inactivo inactiva inactif closed-permanently"
    " permanently-closed no-longer-meeting deactivated not-meeting suspended temporarily-closed"
    " suspendido suspendida suspendu temporarily-suspended do-not-publish do-not-list".split()
)

# Columns, by the words in their heading: the first that fits decides.
_SAYS_HIDE = re.compile(
    r"\b(?:(?P<unpub>unpublish\w*|unlisted|draft|borrador|brouillon|hidden|hide|oculto|masque|"
    r"exclude|suppress|omit)|(?P<private>private|privado|privada|prive|restricted|confidential|"
    r"institutional|members only|invite only)|(?P<dont>(?:do not|don t|dont|not for|no) "
    r"(?:list\w*|publi\w*|print|show|display|share)|dnl|dnp|opt out)|(?P<gone>deleted?|archived?|"
    r"inactive|inactivo|inactif|dark|expired|disbanded|defunct|discontinued|cancell?ed|removed|is closed|"
    r"closed down|permanently closed|closed permanently|not meeting)|(?P<now>suspended|"
    r"suspendido|suspendu|paused|on hold|temporarily closed|temp closed))\b"
)
_REASONS = {
    "unpub": NOT_PUBLISHED, "private": RESTRICTED, "dont": NOT_TO_LIST, "gone": CLOSED_DOWN,
    "now": SUSPENDED,
}  # fmt: skip
_SAYS_SHOW = re.compile(
    r"\b(?:publish\w*|public|publico|publicad[oa]|publie|visible|listed|listable|list it|approved|"
    r"enabled|active|activ[oa]|actif|show|display|ok to list|list (?:on|in|online)|aprobado|"
    r"currently meeting|is current|current|web listing|searchable|(?:sms|text|phone|print|web|list) ok|ok (?:for|to|by)|"
    r"include(?:d)?(?: in| on)?)\b"
)
_STATUS = re.compile(
    r"\b(?:status|statut|estatus|situacion|visibility|visibilidad|post state|listing type|workflow)\b"
)
# Headings in which these words are about something else.
_ABOUT_ELSE = re.compile(
    r"\b(?:open to|transport\w*|transit|parking|email|e mail|contact\w*|map|address|date|at|on date|"
    r"since|by|name|notes?|comments?|url|time|phone number|holidays?|access\w*|school|day)\b"
)
_SINCE = re.compile(
    r"^(?:deleted (?:at|on|date)|(?:date )?(?:closed|deactivated|archived|inactivated)(?: (?:at|on|date))"
    r"|date (?:closed|deleted|archived|disbanded|deactivated)|(?:inactive|closed) since)$"
)

_PROSE = {
    RESTRICTED: re.compile(
        r"\b(?:not open to the (?:general )?public|(?:inmates?|residents?|patients?|clients?|in-?patients?|"
        r"staff|employees|tenants|inpatients) only|only for (?:current )?(?:inmates|residents|patients|"
        r"clients)|closed to (?:the (?:general )?public|outsiders|non-?residents)|restricted (?:attendance|access|meeting)|"
        r"private (?:meeting|group|residence|home)|by invitation only|invitation only|"
        r"(?:treatment|detox|rehab\w*) (?:cent(?:er|re)|facility|unit)?\s*(?:clients?|patients?|residents?)? ?only|"
        r"solo (?:para )?(?:internos|residentes|pacientes)|r[eé]serv[eé]e? aux (?:patients|r[eé]sidents)|"
        r"(?:women['’]?s?|battered women['’]?s?|domestic violence|domestic abuse|dv) (?:shelter|refuge|safe ?house)|"
        r"safe ?house residents)\b",
        re.I,
    ),
    CLOSED_DOWN: re.compile(
        r"\b(?:(?:no longer|not) (?:meets|meeting)(?! (?:on|at|in|here|there|during|the|when|via|this|in-person|until))|"
        r"(?:meeting|group) (?:has|is|was) (?:now |been |permanently )*(?:closed (?:down|permanently)|disbanded|"
        r"folded|ended|cancell?ed|discontinued|dissolved|permanently closed)|"
        r"(?:meeting|group) (?:has|have) (?:now )?closed|"
        r"permanently (?:closed|cancell?ed)|grupo (?:cerrado|disuelto) (?:definitivamente|permanentemente)|"
        r"ya no se re[uú]ne)\b",
        re.I,
    ),
    SUSPENDED: re.compile(
        r"\b(?:(?:meeting|group|temporarily|currently|in-person) (?:is |has been )?(?:now |temporarily |currently )*"
        r"(?:suspended|on hold|paused|cancell?ed)(?! (?:on|for|if|when|during))|"
        r"(?:suspended|cancell?ed|closed|on hold|not meeting) until further notice|temporarily (?:closed|suspended|cancell?ed|inactive)|"
        r"suspendid[oa] (?:hasta|temporalmente)|ferm[eé]e? temporairement)\b",
        re.I,
    ),
    NOT_TO_LIST: re.compile(
        r"\b(?:(?:please )?(?:do not|don['’]t) (?:list|publish|publici[sz]e|give out|share|advertise)(?! (?:your|names|phone numbers|personal|in the|what|who))|"
        r"not (?:for publication|to be (?:listed|published)|for listing)|unlisted meeting|no publicar|ne pas publier)\b",
        re.I,
    ),
    NOT_PUBLISHED: re.compile(
        r"^\W*(?:\[|\()?(?:draft|test meeting|do not use|delete me|deleted|borrador|brouillon)\b(?!\w)",
        re.I,
    ),
}
_NAMED = {
    RESTRICTED: re.compile(r"^\W*(?:private|restricted)\b|[\[(](?:private|restricted|ra)[\])]", re.I),
    CLOSED_DOWN: re.compile(
        r"^\W*(?:closed|cancell?ed|inactive|disbanded|defunct)\s*[-:–—*\])!]|"
        r"[\[(*](?:closed down|permanently closed|cancell?ed|inactive|disbanded|deleted|defunct)[\])*]|"
        r"[-–—]\s*(?:cancell?ed|inactive|disbanded|closed down)\s*$",
        re.I,
    ),
    SUSPENDED: re.compile(r"[\[(*](?:suspended|on hold|temporarily closed|paused)[\])*]|^\W*suspended\b", re.I),
}  # fmt: skip
# One of these is in every text the patterns above can find: most texts have none and are done with.
_WORTH_READING = (
    " only", "public", "restrict", "invit", "shelter", "refuge", "safe", "longer", "not meet", "closed",
    "cancel", "suspend", "hold", "paused", "do not", "don't", "don’t", "unlisted", "draft", "test meeting",
    "delete", "disband", "folded", "discontin", "permanen", "temporar", "private", "borrador", "brouillon",
    "inactiv", "ya no", "cerrad", "disuelt", "ferm", "defunct", "serv", "solo ", "ra)", "ra]", "not for",
    "not to be", "dissolved", "ended",
)  # fmt: skip
_PLAIN_SIGNS = re.compile(r"[^a-zà-ÿ0-9✓✔-]+")


class Headings:
    """What a feed's extra columns say about showing a row; made once a feed from their headings."""

    def __init__(
        self, headings: Iterable[tuple[Any, str]], values: Callable[[Any], list[str]]
    ) -> None:
        """`headings`: (key of the cell in its row, the heading as plain lower-case words).

        `values`: all that stands under a heading; plain words tell whatever the heading says.
        """
        self._rules = [
            (key, rule, reason)
            for key, plain in headings
            for rule, reason in [_rule_of(plain, partial(values, key))]
            if rule
        ]

    def reason(self, cell: Callable[[Any], Any]) -> str | None:
        """Why this row isn't to be shown, by its columns; None when they don't mind."""
        for key, rule, reason in self._rules:
            value = cell(key)
            if value is not None and value != "":
                found = _judge(rule, reason, str(value).strip().lower())
                if found:
                    return found
        return None


def _rule_of(plain: str, values: Callable[[], list[str]]) -> tuple[str, str]:
    if _SINCE.match(plain):
        return "since", CLOSED_DOWN
    if _STATUS.search(plain):
        return ("", "") if _are_kinds(values()) else ("status", "")
    hides = _SAYS_HIDE.search(plain)
    if hides and not (_ABOUT_ELSE.search(plain) and hides.lastgroup not in ("dont", "now")):
        return "hide", _REASONS[str(hides.lastgroup)]
    if not hides and _SAYS_SHOW.search(plain) and not _ABOUT_ELSE.search(plain):
        return "show", NOT_PUBLISHED
    words = {_word(value) for value in values() if 4 < len(value) < 30}
    return ("word", "") if words & UNMISTAKABLE else ("", "")


def _are_kinds(values: list[str]) -> bool:
    """True for a `Status` of open and closed alone, many of them closed: kinds of meetings."""
    words = [word for value in values if (word := _word(value))]
    closed = sum(word in ("closed", "c") for word in words)
    return set(words) <= {"open", "closed", "o", "c"} and closed > MANY_CLOSED * len(words)


def _word(value: str) -> str:
    return _PLAIN_SIGNS.sub("-", value.lower()).strip("-")


def _judge(rule: str, reason: str, value: str) -> str | None:
    word = _word(value)
    if rule == "since":
        return reason if any(sign.isdigit() for sign in value) and value not in NO else None
    if rule == "hide":
        return reason if value in YES or word in _OF_STATUS or value == "d" else None
    if rule == "show" and value in NO:
        return reason
    if rule == "word":
        return _OF_STATUS[word] if word in UNMISTAKABLE else None
    return status_reason(word) or (_OF_LETTER.get(word) if rule == "status" else None)


def status_reason(value: str) -> str | None:
    """What a status word means for a row: `draft`, `Inactive`, `temporarily closed`; None shows it."""
    word = _word(value)
    if word in _OF_STATUS:
        return _OF_STATUS[word]
    first = word.split("-", 1)[0]
    return _OF_STATUS.get(first) if first in UNMISTAKABLE else None


def said_in_prose(name: str, *texts: str) -> str | None:
    """Why a row's own words forbid to show it."""
    whole = "\n".join((name, *texts)).lower()
    if not any(word in whole for word in _WORTH_READING):
        return None
    for reason, pattern in _NAMED.items():
        if pattern.search(name):
            return reason
    found = (
        reason
        for text in (name, *texts)
        for reason, pattern in _PROSE.items()
        if pattern.search(text)
    )
    return next(found, None)
