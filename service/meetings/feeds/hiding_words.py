"""The words by which a row says that it isn't for everybody to find, as data.

In English, Spanish and French. A phrase a line; a bracket after one says what must not follow.
"""

import re

NOT_PUBLISHED = "not published"
RESTRICTED = "private or restricted"
CLOSED_DOWN = "no longer meets"
SUSPENDED = "closed for now"
NOT_TO_LIST = "asks not to be listed"
ROOM_CLOSED = "its room is closed for now"  # no reason by itself: there may be a link

NO = frozenset("0 no false n f off nein non falso faux never unchecked".split())
YES = frozenset("1 yes true y t on x si sí oui verdadero vrai checked ✓ ✔ -1".split())

# A status column's words; any other word is no reason to hide.
STATUSES = {
    NOT_PUBLISHED: "draft drafts pending unpublished auto-draft autodraft trash trashed hidden"
    " unlisted unapproved rejected review in-review awaiting borrador pendiente oculto brouillon"
    " non-publie non-publiee no-publicado no-publicada test new future inherit unverified"
    " not-published not-listed not-approved needs-review pending-review in-progress submitted"
    " pending-approval awaiting-approval en-attente",
    NOT_TO_LIST: "do-not-publish do-not-list do-not-print dnl dnp no-list no-publicar ne-pas-publier",
    RESTRICTED: "private privado privada prive privee restricted internal confidential members-only"
    " restricted-attendance ra password invite-only by-invitation institution institutional"
    " not-public restringido restringida restreint restreinte",
    CLOSED_DOWN: "inactive closed cancelled canceled deleted archived ended disbanded defunct folded"
    " discontinued disabled removed terminated expired inactivo inactiva cerrado cerrada cancelado"
    " cancelada inactif inactive ferme fermee annule annulee dissolved dead obsolete"
    " closed-permanently closed-down permanently-closed no-longer-meeting no-longer-meets"
    " no-longer-exists no-longer-active deactivated gone not-active not-meeting stopped-meeting dark"
    " eliminado eliminada cerrado-definitivamente cerrada-definitivamente disuelto disuelta"
    " ferme-definitivement fermee-definitivement dissous dissoute supprime supprimee",
    SUSPENDED: "suspended paused on-hold hold on-hiatus hiatus suspendido suspendida suspendu"
    " suspendue en-pause temporarily-suspended temporarily-not-meeting inactive-temporarily"
    " not-currently-meeting currently-not-meeting not-meeting-at-this-time",
    ROOM_CLOSED: "temporarily-closed temp-closed closed-temporarily location-temporarily-closed"
    " venue-temporarily-closed facility-temporarily-closed cerrado-temporalmente"
    " cerrada-temporalmente temporairement-ferme temporairement-fermee ferme-temporairement"
    " fermee-temporairement",
}
OF_STATUS = {word: reason for reason, words in STATUSES.items() for word in words.split()}
OF_LETTER = {"i": CLOSED_DOWN, "d": NOT_PUBLISHED}
# Words that mean this under any heading, and alone in a note. `Disabled`, `Review`, `Test` and `Future`
# are none: they are answers, or kinds of meetings, too.
UNMISTAKABLE = frozenset(
    "draft drafts unpublished auto-draft unlisted unapproved not-published not-listed not-approved"
    " borrador brouillon non-publie non-publiee no-publicar ne-pas-publier private privado privada"
    " restricted confidential members-only restricted-attendance restringido restringida restreint"
    " inactive cancelled canceled archived disbanded defunct discontinued inactivo inactiva inactif"
    " cancelado cancelada annule annulee closed-permanently permanently-closed closed-down"
    " no-longer-meeting deactivated not-meeting suspended temporarily-closed closed-temporarily"
    " suspendido suspendida suspendu suspendue temporarily-suspended temporarily-not-meeting"
    " on-hiatus do-not-publish do-not-list cerrado-definitivamente cerrada-definitivamente"
    " ferme-definitivement fermee-definitivement cerrado-temporalmente temporairement-ferme"
    " temporairement-fermee".split()
)
# Before more words in a status column: `Pending approval`, `Awaiting facilitator`.
FIRST_OF_SEVERAL = frozenset("pending awaiting submitted unverified archived deleted".split())
# As a type, or as an answer about access, only these: whom it is for, or that nobody is to see it.
OF_TYPES = frozenset(
    word for word in UNMISTAKABLE if OF_STATUS[word] in (RESTRICTED, NOT_PUBLISHED, NOT_TO_LIST)
) | frozenset("cancelled canceled disbanded defunct discontinued suspended".split())


def any_of(phrases: str, around: str = r"\b(?:%s)\b") -> re.Pattern[str]:
    """One pattern of a phrase a line."""
    return re.compile(around % "|".join(phrases.strip().splitlines()), re.IGNORECASE)


# Headings of columns, as plain words. A yes under one of these hides the row.
SAYS_HIDE = {
    NOT_PUBLISHED: any_of(r"""
unpublish\w*
unlisted|draft|borrador|brouillon
hidden|hide|oculto|masque|exclude|suppress|omit"""),
    RESTRICTED: any_of(r"""
private|privado|privada|prive|restricted|confidential|institutional
members only|invite only"""),
    NOT_TO_LIST: any_of(r"""
(?:do not|don t|dont|not for|no) (?:list\w*|publi\w*|print|show|display|share)
dnl|dnp|opt out"""),
    CLOSED_DOWN: any_of(r"""
deleted?|archived?|inactive|inactivo|inactif|dark|expired|disbanded|defunct|discontinued
cancell?ed|removed|is closed|closed down|permanently closed|closed permanently|not meeting"""),
    SUSPENDED: any_of(r"""
suspended|suspendido|suspendu|paused|on hold|temporarily closed|temp closed"""),
}
# A no under one of these does.
SAYS_SHOW = any_of(r"""
publish\w*|public|publico|publicad[oa]|publie|visible|listed|listable|list it
approved|aprobado|enabled|active|activ[oa]|actif|show|display|searchable
list (?:on|in|online)|web listing|currently meeting|is current|current
(?:sms|text|phone|print|web|list) ok|ok (?:for|to|by)
include(?:d)?(?: in| on)?""")
SAYS_STATUS = any_of(r"""
status|statut|estatus|situacion|visibility|visibilidad
post state|meeting state|listing type|^listing$|workflow""")
# A date under one of these does.
SAYS_SINCE = any_of(
    r"""
deleted (?:at|on|date)
(?:date )?(?:closed|deactivated|archived|inactivated)(?: (?:at|on|date))
date (?:closed|deleted|archived|disbanded|deactivated)
(?:inactive|closed) since""",
    r"^(?:%s)$",
)
# In a heading with one of these they are about something else.
ABOUT_ELSE = any_of(r"""
open to|transport\w*|transit|parking|access\w*|school|holidays?
email|e mail|contact\w*|phone number|map|address|name|notes?|comments?|url
date|at|on date|since|by|time|day""")
