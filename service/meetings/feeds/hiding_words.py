"""The words by which a row says that it isn't for everybody to find, as data.

In English, Spanish and French. A phrase a line; a bracket after one says what must not follow.
"""

import re

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
    " discontinued disabled removed terminated expired inactivo inactiva cerrado cerrada cancelado"
    " cancelada inactif ferme annule dissolved dead obsolete closed-permanently closed-down"
    " permanently-closed no-longer-meeting deactivated gone not-active not-meeting dark eliminado",
    SUSPENDED: "suspended paused on-hold hold temporarily-closed temp-closed suspendido suspendida"
    " suspendu temporarily-suspended closed-temporarily inactive-temporarily"
    " location-temporarily-closed",
}
OF_STATUS = {word: reason for reason, words in STATUSES.items() for word in words.split()}
OF_LETTER = {"i": CLOSED_DOWN, "d": NOT_PUBLISHED}
# Words that mean this under any heading.
UNMISTAKABLE = frozenset(
    "draft drafts unpublished auto-draft unlisted unapproved not-published not-listed not-approved"
    " borrador brouillon non-publie no-publicar private privado privada restricted confidential"
    " members-only restricted-attendance restringido restreint inactive cancelled canceled archived"
    " disbanded defunct discontinued inactivo inactiva inactif closed-permanently"
    " permanently-closed no-longer-meeting deactivated not-meeting suspended temporarily-closed"
    " suspendido suspendida suspendu temporarily-suspended do-not-publish do-not-list".split()
)


def _any_of(phrases: str, around: str = r"\b(?:%s)\b") -> re.Pattern[str]:
    """One pattern of a phrase a line."""
    return re.compile(around % "|".join(phrases.strip().splitlines()), re.IGNORECASE)


# Headings of columns, as plain words. A yes under one of these hides the row.
SAYS_HIDE = {
    NOT_PUBLISHED: _any_of(r"""
unpublish\w*
unlisted|draft|borrador|brouillon
hidden|hide|oculto|masque|exclude|suppress|omit"""),
    RESTRICTED: _any_of(r"""
private|privado|privada|prive|restricted|confidential|institutional
members only|invite only"""),
    NOT_TO_LIST: _any_of(r"""
(?:do not|don t|dont|not for|no) (?:list\w*|publi\w*|print|show|display|share)
dnl|dnp|opt out"""),
    CLOSED_DOWN: _any_of(r"""
deleted?|archived?|inactive|inactivo|inactif|dark|expired|disbanded|defunct|discontinued
cancell?ed|removed|is closed|closed down|permanently closed|closed permanently|not meeting"""),
    SUSPENDED: _any_of(r"""
suspended|suspendido|suspendu|paused|on hold|temporarily closed|temp closed"""),
}
# A no under one of these does.
SAYS_SHOW = _any_of(r"""
publish\w*|public|publico|publicad[oa]|publie|visible|listed|listable|list it
approved|aprobado|enabled|active|activ[oa]|actif|show|display|searchable
list (?:on|in|online)|web listing|currently meeting|is current|current
(?:sms|text|phone|print|web|list) ok|ok (?:for|to|by)
include(?:d)?(?: in| on)?""")
SAYS_STATUS = _any_of(r"""
status|statut|estatus|situacion|visibility|visibilidad
post state|listing type|workflow""")
# A date under one of these does.
SAYS_SINCE = _any_of(
    r"""
deleted (?:at|on|date)
(?:date )?(?:closed|deactivated|archived|inactivated)(?: (?:at|on|date))
date (?:closed|deleted|archived|disbanded|deactivated)
(?:inactive|closed) since""",
    r"^(?:%s)$",
)
# In a heading with one of these they are about something else.
ABOUT_ELSE = _any_of(r"""
open to|transport\w*|transit|parking|access\w*|school|holidays?
email|e mail|contact\w*|phone number|map|address|name|notes?|comments?|url
date|at|on date|since|by|time|day""")

# What is said in a note, a place or a type.
_PEOPLE = r"(?:inmates?|(?:in-?)?patients?|residents?|clients?|staff|employees|tenants)"
_PLACES = (
    r"(?! (?:parking|entrance|lot|door|beyond|area|past|use|elevator|bathroom|permit|spaces?))"
)
_IT = r"(?:meeting|group|we) (?:is|are|was|has|have)"
_ALONE = r"(?<![a-z] )"  # "elevator temporarily closed" is another thing
_ENDS = r"(?=\s*(?:[.!;,)*\n]|$|due\b|until\b|since\b|as of|at this time|any ?more|because))"
PROSE = {
    RESTRICTED: _any_of(rf"""
not open to the (?:general )?public
{_PEOPLE} only{_PLACES}
only for (?:current )?{_PEOPLE}
closed to (?:the (?:general )?public|outsiders|non-?residents)
restricted (?:attendance|access|meeting)
private (?:meeting|group|residence|home)
(?:by )?invitation only
(?:treatment|detox|rehab\w*) (?:cent(?:er|re)|facility|unit)?\s*{_PEOPLE}? ?only
solo (?:para )?(?:internos|residentes|pacientes)
r[eé]serv[eé]e? aux (?:patients|r[eé]sidents)
(?:(?:battered )?women['’]?s?|domestic (?:violence|abuse)|dv) (?:shelter|refuge|safe ?house)
safe ?house residents"""),
    CLOSED_DOWN: _any_of(rf"""
(?:no longer|not currently|currently not) (?:meets|meeting){_ENDS}
{_IT} (?:now |been |permanently )*(?:disbanded|folded|discontinued|dissolved){_ENDS}
{_IT} (?:now |been )*(?:permanently )?(?:closed|ended|cancell?ed)(?: (?:down|permanently))?{_ENDS}
{_ALONE}permanently (?:closed|cancell?ed){_ENDS}
grupo (?:cerrado|disuelto) (?:definitivamente|permanentemente)
ya no se re[uú]ne{_ENDS}"""),
    SUSPENDED: _any_of(rf"""
{_IT} (?:now |been )*(?:temporarily |currently )?(?:suspended|on hold|paused|inactive){_ENDS}
{_IT} (?:now |been )*temporarily (?:closed|suspended|cancell?ed)
{_ALONE}temporarily (?:closed|suspended|cancell?ed|inactive)
{_ALONE}(?:meeting )?(?:suspended|on hold|paused){_ENDS}
(?:suspended|cancell?ed|closed|on hold|not meeting) (?:until further notice|at this time)
suspendid[oa] (?:hasta|temporalmente)
ferm[eé]e? temporairement"""),
    NOT_TO_LIST: _any_of(
        r"""
(?:do not|don['’]t) (?:list|publish|publici[sz]e|give out|share|advertise)"""
        r"""(?! (?:your|names|phone numbers|personal|in the|what|who))
not (?:for publication|for listing|to be (?:listed|published))
unlisted meeting|no publicar|ne pas publier"""
    ),
    NOT_PUBLISHED: _any_of(
        "draft|test meeting|do not use|delete me|deleted|borrador|brouillon", r"^\W*(?:%s)\b"
    ),
}
# Right before such words these mean that something else is closed, or for some people only.
OTHER_THINGS = re.compile(
    r"\b(?:parking|lot|kitchen|elevator|lift|entrance|door|gate|bathrooms?|restrooms?|toilets?|road|street|"
    r"office|bridge|exit|ramp|stairs|nursery|childcare|zoom|hybrid)\b[^.!;\n]{0,20}$",
    re.IGNORECASE,
)
# What is said beside a name, in brackets or before a dash.
BESIDE_A_NAME = {
    RESTRICTED: _any_of(r"""
^\W*(?:private|restricted)\b
[\[(](?:private|restricted|ra)[\])]""", "(?:%s)"),
    CLOSED_DOWN: _any_of(r"""
^\W*(?:(?-i:CLOSED)|cancell?ed|inactive|disbanded|defunct)\s*[-:–—*\])!]
[\[(*](?:closed down|permanently closed|cancell?ed|inactive|disbanded|deleted|defunct)[\])*]
[-–—]\s*(?:cancell?ed|inactive|disbanded|closed down)\s*$""", "(?:%s)"),
    SUSPENDED: _any_of(r"""
[\[(*](?:suspended|on hold|temporarily closed|paused)[\])*]
^\W*suspended\b""", "(?:%s)"),
}  # fmt: skip
# One of these is in every text the patterns above can find: most texts have none and are done with.
WORTH_READING = (
    " only", "public", "restrict", "invit", "shelter", "refuge", "safe", "longer", "not meet", "closed",
    "cancel", "suspend", "hold", "paused", "do not", "don't", "don’t", "unlisted", "draft",
    "test meeting", "delete", "disband", "folded", "discontin", "permanen", "temporar", "private",
    "borrador", "brouillon", "inactiv", "ya no", "cerrad", "disuelt", "ferm", "defunct", "serv",
    "solo ", "ra)", "ra]", "not for", "not to be", "dissolved", "ended",
)  # fmt: skip
