"""The sentences by which a row says that it isn't for everybody to find, as data.

In English, Spanish and French. A phrase a line; a bracket after one says what must not follow.
"""

import re

from service.meetings.feeds.hiding_words import (
    CLOSED_DOWN,
    NOT_PUBLISHED,
    NOT_TO_LIST,
    RESTRICTED,
    ROOM_CLOSED,
    SUSPENDED,
    any_of,
)

_PEOPLE = r"(?:inmates?|(?:in-?)?patients?|residents?|clients?|staff|employees|tenants)"
_PERSONAS = r"(?:pacientes|intern[oa]s|recl[uú]s[oa]s|residentes)"
_GENS = r"(?:patient|r[eé]sident|d[eé]tenu|client)e?s"
_SHELTER = (
    r"(?:(?:battered )?women['’]?s?|domestic (?:violence|abuse)|dv) (?:shelter|refuge|safe ?house)"
)
_PLACES = (
    r"(?! (?:parking|entrance|lot|door|beyond|area|past|use|elevator|bathroom|permit|spaces?))"
)
# Who stops must be the meeting itself: a sentence begins with it, or names nobody.
_IT = (
    r"(?:(?<![^.;!?\n(\[*])|(?<=[.;!?(\[*] ))\W*"
    r"(?:(?:please note|note|notice|update|sorry|as of [^.,;\n]{3,20})\W+(?:that )?)?"
    r"(?:(?:this|the|our|la|le|el|ce|cette|este|esta) )?"
    r"(?:(?:meeting|mtg|group|we|it|r[eé]uni[oó]n|groupe|grupo)\W+)?"
    r"(?:(?:is|are|was|has|have|been|est|a [eé]t[eé]|ha sido|fue|now|currently|temporarily|indefinitely"
    r"|permanently|maintenant|actuellement) )*"
)
_ALONE = r"(?<![a-z] )"  # "elevator temporarily closed" is another thing
_ENDS = (
    r"(?=\s*(?:[.!;,)*:\]\n]|$|[-–—] |due\b|until\b|till\b|since\b|as of"
    r"|at (?:this|the) (?:time|moment)|any ?more|because"
    r"|for (?:lack|want|now|good|(?:the )?(?:time|season|summer|winter))|indefinitely|permanently|temporarily"
    r"|hasta|desde|por (?:el momento|falta)|temporalmente|definitivamente|jusqu|depuis|faute"
    r"|d[eé]finitivement|temporairement))"
)
_YEAR = r"(?=.{0,12}\b20\d\d\b)"
PROSE = {
    RESTRICTED: any_of(rf"""
not open to (?:the (?:general )?public|outside\w*|visitors|non-?residents)
{_PEOPLE} only{_PLACES}
{_PEOPLE} (?:of|at|in|from) [^.;\n]{{3,40}} only{_PLACES}
only for (?:current )?{_PEOPLE}
closed to (?:the (?:general )?public|outside\w*|non-?residents)
restricted (?:attendance|access|meeting)
private (?:meeting|group|residence|home)
invit(?:ation|e) only|by invitation(?! of)
closed to new(?:comers| members| people)
not (?:open to|accepting|taking) new(?:comers| members| people)
(?:treatment|detox|rehab\w*) (?:cent(?:er|re)|facility|unit)?\s*{_PEOPLE}? ?only
(?:s[oó]lo|solamente|[uú]nicamente|exclusiv[oa]|exclusivamente) (?:para )?(?:l[oa]s )?{_PERSONAS}
(?:grupo|reuni[oó]n) privad[oa]
s[oó]lo por invitaci[oó]n
r[eé]serv[eé]e? aux {_GENS}
{_GENS} (?:seulement|uniquement)
groupe priv[eé]|sur invitation
{_SHELTER}(?!,? (?:donations?|fund\w*|next|across|drive|supplies|benefit|volunteers?|welcome))
safe ?house residents"""),
    ROOM_CLOSED: any_of(
        rf"""
(?:not (?:currently )?meeting|no meetings?) in[- ]person{_ENDS}
no in[- ]person (?:meetings?|attendance){_ENDS}
(?:venue|hall|church|building|room|facility|location|premises) (?:is )?(?:temporarily|currently) closed
(?:salle|local) (?:est )?temporairement ferm[eé]e?
(?:local|sal[oó]n) cerrado temporalmente"""
    ),
    SUSPENDED: any_of(rf"""
{_IT}(?:suspended|suspendue?|suspendid[oa]|paused|inactive|on (?:hold|hiatus|pause)){_ENDS}
{_IT}(?:temporarily |currently )?not (?:currently )?meeting{_ENDS}
{_IT}closed for (?:the )?(?:season|summer|winter|renovations?)
(?:meeting|group) (?:is |has been |are )temporarily (?:closed|suspended|cancell?ed)
{_ALONE}temporarily (?:closed|suspended|cancell?ed|inactive)
{_ALONE}(?:meeting )?(?:suspended|on hold|paused){_ENDS}
(?:suspended|cancell?ed|closed|on hold|not meeting|no meetings?) (?:until further notice|at this time)
suspendid[oa] (?:hasta|temporalmente)
(?:no hay reuni[oó]n(?:es)?|cancelad[oa]) hasta nuevo aviso
no hay (?:junta|reuni[oó]n)(?:e?s)?(?=[.!]?\s*$| por (?:ahora|el momento))
(?:suspendue?|en pause|pas de r[eé]unions?|annul[eé]e?) jusqu['’][aà] nouvel
{_IT}(?:ferm[eé]e? temporairement|temporairement (?:ferm[eé]e?|suspendue?))"""),
    CLOSED_DOWN: any_of(rf"""
(?:no longer|not currently|currently not) (?:meets|meeting){_ENDS}
(?:this|the|our) (?:meeting|group) (?:is |was |has |now |been )*(?:disbanded|folded|dissolved){_ENDS}
{_IT}(?:no longer (?:exists?|active|meets|held|running|in existence)|not (?:currently )?active){_ENDS}
{_IT}(?:(?:stopped|ceased) meeting|ceased to (?:meet|exist)){_ENDS}
{_IT}(?:cancell?ed|discontinued|disbanded|folded|dissolved|defunct|ended|annul[eé]e?|cancelad[oa]){_ENDS}
{_IT}(?:(?<=is )|(?<=has )|(?<=been )|(?<=are )|(?<=now ))closed{_ENDS}
{_IT}closed (?:down|permanently|for good|indefinitely)
{_IT}closed (?:its|our) doors{_ENDS}
{_ALONE}permanently (?:closed|cancell?ed){_ENDS}
{_IT}(?:disuelt[oa]|dissoute?|dissous){_ENDS}
{_IT}(?:disuelt[oa]|dissoute?|dissous|cerr[oó]|disbanded|folded|dissolved|discontinued){_YEAR}
{_IT}(?:cerrad[oa]|disuelto) (?:definitivamente|permanentemente)
{_IT}ferm[eé]e? d[eé]finitivement
{_IT}(?:n['’](?:existe|a)|ne se r[eé]unit) plus
{_IT}ya no (?:se re[uú]ne|sesiona|existe|hay reuni[oó]n){_ENDS}"""),
    NOT_TO_LIST: any_of(
        r"""
(?:do not|don['’]t) (?:list|publish|publici[sz]e|advertise)"""
        r"""(?! (?:your|names|phone numbers|personal|in the|what|who|"""
        r"""photos?|pictures|images|recordings?|anything|on social))
(?:do not|don['’]t) (?:give|share)(?: out)? (?:(?:this|the|our|its) )?(?:address|location|listing)
not (?:for publication|for listing|to be (?:listed|published))
(?:please )?(?:remove|delist|take down) (?:this|our) (?:listing|meeting|group|entry)
unlisted meeting|no publicar(?! (?:fotos|im[aá]genes|nombres))|ne pas publier(?! (?:de|les) )"""
    ),
    NOT_PUBLISHED: any_of(
        r"""
(?:draft|borrador|brouillon|do not use)(?=\s*(?:[-–—:.!*\])]|$))
deleted(?=\s*(?:[-–—:.!*\])]|$))
test meeting|delete me""",
        r"^\W*(?:%s)\b",
    ),
}
# Right before such words these mean that something else is closed, or that it was so once.
OTHER_THINGS = re.compile(
    r"\b(?:parking|lot|kitchen|elevator|lift|entrance|door|gate|bathrooms?|restrooms?|toilets?|road|street|"
    r"office|bridge|exit|ramp|stairs|nursery|childcare|zoom|hybrid)\b[^.!;\n]{0,20}$"
    r"|\b(?:formerly|previously|used to be|never|antes|anciennement|autrefois)\b[^.:;\n]{0,30}$|\bnot $",
    re.IGNORECASE,
)
_DOWN = (
    r"(?:closed (?:down|permanently)|permanently closed|cancell?ed|inactive|disbanded|discontinued|"
    r"deleted|defunct|(?:no longer|not) meeting|annul[eé]e?|cancelad[oa]|inactiv[oa]|dissoute?|dissous|"
    r"disuelt[oa]|ferm[eé]e? d[eé]finitivement|cerrad[oa] (?:definitiva|permanente)mente)"
)
_PAUSED = (
    r"(?:suspended|on hold|on hiatus|paused|temporarily (?:closed|suspended)|suspendid[oa]|suspendue?|"
    r"en pause|ferm[eé]e? temporairement|temporairement ferm[eé]e?|cerrad[oa] temporalmente)"
)
# What is said beside a name, in brackets or before or after a dash.
BESIDE_A_NAME = {
    RESTRICTED: any_of(r"""
^\W*(?:private|restricted)(?=\s*(?:[-–—:*\])]|$)| (?:meeting|group|residence|home)\b)
[\[(](?:private|restricted|ra)[\])]""", "(?:%s)"),
    CLOSED_DOWN: any_of(rf"""
^\W*(?:(?-i:CLOSED)|{_DOWN})\s*[-:–—*\])!]
[\[(*]\s*{_DOWN}\s*[\])*]
[-–—:]\s*{_DOWN}\W*$""", "(?:%s)"),
    SUSPENDED: any_of(rf"""
[\[(*]\s*{_PAUSED}\s*[\])*]
^\W*{_PAUSED}\s*(?:[-:–—*\])!]|$)
[-–—:]\s*{_PAUSED}\W*$""", "(?:%s)"),
}  # fmt: skip
# One of these is in every text the patterns above can find: most texts have none and are done with.
WORTH_READING = (
    " only", "publi", "restr", "invit", "shelter", "refuge", "safe", "longer", "not meet", "closed",
    "cancel", "suspend", "hold", "paus", "do not", "don't", "don’t", "listed", "draft", "stopped",
    "test meeting", "delete", "disband", "folded", "discontin", "permanen", "temporar", "private",
    "borrador", "brouillon", "inacti", "ya no", "cerrad", "cerró", "disuel", "ferm", "defunct", "serv",
    "solo ", "sólo ", "nicamente", "exclusiv", "privé", "privad", "seulement", "uniquement", "annul",
    "dissou", "plus", "nuevo aviso", "nouvel", "hiatus", "ceased", "remove this", "remove our",
    "delist", "take down", "not open", "currently", "not active", "solamente", "no meeting",
    "ra)", "ra]", "not for", "not to be", "dissolved", "ended", "archiv", "confiden", "deactiv", "approved",
    "no hay", "accepting", "taking", "in person", "in-person",
)  # fmt: skip
