"""Countries by their names, the shape of their postal codes and their states; zones of those with one.

States of Australia: Australia Post; of Mexico: INEGI, with the abbreviations in use. Zones: IANA tzdata.
"""

import re
from functools import lru_cache

from service.meetings.regions import PROVINCES, US_STATES, region_of

NAMES = {
    "usa": "US", "us": "US", "united states": "US", "united states of america": "US", "u.s.a.": "US",
    "u.s.": "US", "estados unidos": "US", "ee.uu.": "US", "eeuu": "US", "états-unis": "US",
    "etats-unis": "US", "canada": "CA", "ca": "CA", "canadá": "CA", "can": "CA", "uk": "GB",
    "united kingdom": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB",
    "northern ireland": "GB", "gb": "GB", "gbr": "GB", "u.k.": "GB", "britain": "GB", "reino unido": "GB",
    "ireland": "IE", "ie": "IE", "eire": "IE", "éire": "IE", "republic of ireland": "IE", "irl": "IE",
    "irlanda": "IE", "australia": "AU", "au": "AU", "aus": "AU", "new zealand": "NZ", "nz": "NZ",
    "nzl": "NZ", "aotearoa": "NZ", "mexico": "MX", "méxico": "MX", "mx": "MX", "mex": "MX",
    "mexique": "MX", "france": "FR", "fr": "FR", "spain": "ES", "españa": "ES", "es": "ES",
    "germany": "DE", "de": "DE", "south africa": "ZA", "za": "ZA", "india": "IN", "in": "IN",
    "puerto rico": "PR", "jersey": "JE", "guernsey": "GG", "isle of man": "IM", "malta": "MT",
}  # fmt: skip
ONE_ZONE = {
    "GB": "Europe/London", "IE": "Europe/Dublin", "NZ": "Pacific/Auckland", "FR": "Europe/Paris",
    "ES": "Europe/Madrid", "DE": "Europe/Berlin", "ZA": "Africa/Johannesburg", "IN": "Asia/Kolkata",
    "PR": "America/Puerto_Rico", "JE": "Europe/Jersey", "GG": "Europe/Guernsey",
    "IM": "Europe/Isle_of_Man", "MT": "Europe/Malta",
}  # fmt: skip
AUSTRALIA = {
    "nsw": "Australia/Sydney", "new south wales": "Australia/Sydney", "act": "Australia/Sydney",
    "australian capital territory": "Australia/Sydney", "vic": "Australia/Melbourne",
    "victoria": "Australia/Melbourne", "qld": "Australia/Brisbane", "queensland": "Australia/Brisbane",
    "sa": "Australia/Adelaide", "south australia": "Australia/Adelaide", "wa": "Australia/Perth",
    "western australia": "Australia/Perth", "tas": "Australia/Hobart", "tasmania": "Australia/Hobart",
    "nt": "Australia/Darwin", "northern territory": "Australia/Darwin",
}  # fmt: skip
_CENTRAL = """aguascalientes|ags|campeche|camp|chiapas|chis|chihuahua|ciudad de mexico|cdmx|df|
coahuila|coah|coahuila de zaragoza|colima|durango|dgo|estado de mexico|edomex|edo mex|guanajuato|gto|
guerrero|gro|hidalgo|hgo|jalisco|jal|michoacan|mich|morelos|mor|nuevo leon|oaxaca|puebla|
pue|queretaro|qro|san luis potosi|slp|tabasco|tamaulipas|tamps|tlaxcala|tlax|veracruz|yucatan|
yuc|zacatecas|zac|mexico city|distrito federal"""
MEXICO = {
    **dict.fromkeys(_CENTRAL.replace("\n", "").split("|"), "America/Mexico_City"),
    "chihuahua": "America/Chihuahua", "nuevo leon": "America/Monterrey", "coahuila": "America/Monterrey",
    "baja california": "America/Tijuana", "baja california norte": "America/Tijuana",
    "baja california sur": "America/Mazatlan", "bcs": "America/Mazatlan", "nayarit": "America/Mazatlan",
    "sinaloa": "America/Mazatlan", "sonora": "America/Hermosillo", "quintana roo": "America/Cancun",
    "q roo": "America/Cancun", "yucatan": "America/Merida", "campeche": "America/Merida",
}  # fmt: skip
# Regions of New Zealand (Stats NZ) that are no town's name too.
NEW_ZEALAND = frozenset(
    "northland|waikato|bay of plenty|hawkes bay|taranaki|manawatu|manawatuwhanganui|tasman|marlborough"
    "|west coast|canterbury|otago|southland".split("|")
)
# Ceremonial and historic counties of the United Kingdom, counties of Ireland (Wikipedia's lists).
COUNTIES = frozenset(
    """aberdeenshire|angus|antrim|argyll|armagh|avon|ayrshire|bedfordshire|berkshire|buckinghamshire|
cambridgeshire|carlow|cavan|cheshire|clare|cleveland|clwyd|cork|cornwall|county durham|cumbria|derbyshire|
derry|devon|donegal|dorset|down|dublin|dumfriesshire|durham|dyfed|east lothian|east sussex|east yorkshire|
essex|fermanagh|fife|galway|glamorgan|gloucestershire|greater london|greater manchester|gwent|gwynedd|
hampshire|herefordshire|hertfordshire|highland|isle of wight|kent|kerry|kildare|kilkenny|lanarkshire|
lancashire|laois|leicestershire|leitrim|limerick|lincolnshire|longford|louth|mayo|meath|merseyside|
middlesex|midlothian|monaghan|monmouthshire|moray|norfolk|north yorkshire|northamptonshire|
northumberland|nottinghamshire|offaly|oxfordshire|pembrokeshire|perthshire|powys|renfrewshire|
roscommon|rutland|shropshire|sligo|somerset|south yorkshire|staffordshire|suffolk|surrey|sussex|
tipperary|tyne and wear|tyrone|warwickshire|waterford|west lothian|west midlands|west sussex|
west yorkshire|westmeath|wexford|wicklow|wiltshire|worcestershire""".replace("\n", "").split("|")
)
# Zones as people write them. EST and the like are fixed offsets to a computer, and wrong in summer.
_SAID_ZONES = {
    "America/New_York": "et est edt eastern",
    "America/Chicago": "ct cst cdt central",
    "America/Denver": "mt mst mdt mountain",
    "America/Los_Angeles": "pt pst pdt pacific",
    "America/Anchorage": "akt akst akdt alaska",
    "Pacific/Honolulu": "hst hawaii",
    "America/Halifax": "at ast adt atlantic",
    "America/St_Johns": "nst ndt newfoundland",
    "Europe/London": "gmt bst gmt/bst uk london",
    "Europe/Dublin": "ireland dublin",
    "Australia/Sydney": "aet aest aedt sydney",
    "Australia/Adelaide": "acst acdt adelaide",
    "Australia/Perth": "awst perth",
    "Pacific/Auckland": "nzst nzdt nzt",
}
SAID_ZONES = {word: zone for zone, words in _SAID_ZONES.items() for word in words.split()}
# By the zone a feed's points lie in, or its default: whose the ambiguous codes (four, five digits) are.
_OF_ZONE = {
    "Europe/London": "GB", "Europe/Belfast": "GB", "Europe/Dublin": "IE", "Pacific/Auckland": "NZ",
    "America/Toronto": "CA", "America/Vancouver": "CA", "America/Edmonton": "CA",
    "America/Winnipeg": "CA", "America/Halifax": "CA", "America/Regina": "CA",
    "America/St_Johns": "CA", "America/Moncton": "CA", "America/Whitehorse": "CA",
    "America/Montreal": "CA",
    **dict.fromkeys({*MEXICO.values(), "America/Matamoros", "America/Ciudad_Juarez"}, "MX"),
    "Europe/Paris": "FR", "Europe/Madrid": "ES", "Europe/Berlin": "DE",
    **dict.fromkeys(
        "New_York Chicago Denver Los_Angeles Phoenix Anchorage Detroit Boise".split(), "US"
    ),
}  # fmt: skip
_STATES = {"AU": frozenset(AUSTRALIA), "MX": frozenset(MEXICO), "NZ": NEW_ZEALAND}
EIRCODE = r"[AC-FHKNPRTV-Y]\d[0-9W] ?[0-9AC-FHKNPRTV-Y]{4}"
CANADIAN = r"[ABCEGHJ-NPRSTVXY]\d[A-Z][ -]?\d[A-Z]\d"
OUTCODE = r"[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d{1,2}|\d[A-HJKPS-UW]|[A-HK-Y]\d[ABEHMNPRV-Y])"
BRITISH = rf"{OUTCODE} ?\d[ABD-HJLNP-UW-Z]{{2}}"
_SHAPES = {
    "CA": re.compile(rf"^{CANADIAN}$", re.I), "GB": re.compile(rf"^(?:{BRITISH}|{OUTCODE})$", re.I),
    "IE": re.compile(rf"^(?:{EIRCODE}|D6W|DUBLIN \d{{1,2}})$", re.I), "US": re.compile(r"^\d{5}-\d{4}$"),
}  # fmt: skip


def country_of_name(said: str | None) -> str | None:
    """Two letters, from a name or a code.

    >>> country_of_name("Scotland"), country_of_name("México"), country_of_name("XX")
    ('GB', 'MX', None)
    """
    return NAMES.get(said.strip().lower()) if said else None


@lru_cache(maxsize=4096)
def country_of_code(code: str) -> str | None:
    """By the shape of a postal code that only one country has; None for bare digits.

    >>> country_of_code("SW1A 1AA"), country_of_code("D02 X285"), country_of_code("V6B 1A1")
    ('GB', 'IE', 'CA')
    """
    return next((country for country, shape in _SHAPES.items() if shape.match(code.strip())), None)


@lru_cache(maxsize=1024)
def country_of_region(region: str) -> str | None:
    """By a state that only one country has: WA and SA are two countries', NSW is one's.

    >>> country_of_region("NSW"), country_of_region("Jalisco"), country_of_region("WA")
    ('AU', 'MX', None)
    """
    words = _plain(region)
    found = {"AU"} if words in AUSTRALIA else set()
    found |= {"MX"} if words in MEXICO else set()
    code = region_of(tuple(words.split()))
    found |= {"US"} if code in US_STATES else {"CA"} if code in PROVINCES else set()
    return found.pop() if len(found) == 1 else None


def is_region(region: str, country: str | None) -> bool:
    """True for a state of that country, or of exactly one when none is given."""
    states = _STATES.get(country or "")
    return _plain(region) in states if states else country_of_region(region) is not None


def is_county(said: str) -> bool:
    """
    >>> is_county("Surrey"), is_county("Co. Cork"), is_county("Guildford")
    (True, True, False)
    """
    words = said.lower().strip(" .")
    return words in COUNTIES or words.startswith(("co. ", "co ", "county "))


def country_of_zone(zone: str | None) -> str | None:
    """Whose a zone is, for countries people text us from."""
    if not zone:
        return None
    if zone.startswith("Australia/"):
        return "AU"
    return _OF_ZONE.get(zone) or _OF_ZONE.get(zone.removeprefix("America/"))


@lru_cache(maxsize=1024)
def zone_of_country(country: str | None, region: str | None) -> str | None:
    """The zone of a country that has one, or of a state of Australia or Mexico.

    >>> zone_of_country("IE", None), zone_of_country("AU", "WA"), zone_of_country("US", "WA")
    ('Europe/Dublin', 'Australia/Perth', None)
    """
    states = {"AU": AUSTRALIA, "MX": MEXICO}.get(country or "")
    if states is not None:
        return states.get(_plain(region or ""))
    return ONE_ZONE.get(country or "")


def zone_said(said: str) -> str:
    """The IANA name of a zone as people write it; anything else as it stands.

    >>> zone_said("EST"), zone_said("Mountain Time (US & Canada)"), zone_said("Europe/Paris")
    ('America/New_York', 'America/Denver', 'Europe/Paris')
    """
    words = re.sub(r"\(.*?\)|\btime\b|\bstandard\b|\bdaylight\b", " ", said.lower()).split()
    return SAID_ZONES.get(words[0], said) if len(words) == 1 else said


def _plain(region: str) -> str:
    return re.sub(
        r"[^a-z ]", "", region.lower().translate(str.maketrans("áéíóúāēīōū", "aeiouaeiou"))
    ).strip()
