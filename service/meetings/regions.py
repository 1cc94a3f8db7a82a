"""States and provinces in the spellings people use.

Postal abbreviations: USPS Publication 28 and Canada Post; the older ones (Mont, Calif) are the
traditional abbreviations that are still said and written.
"""

from functools import lru_cache

from rapidfuzz import fuzz, process

US_STATES = {
    "AL": "alabama ala", "AK": "alaska", "AZ": "arizona ariz", "AR": "arkansas ark arkansaw",
    "CA": "california calif cali califas", "CO": "colorado colo", "CT": "connecticut conn",
    "DE": "delaware", "DC": "district_of_columbia", "FL": "florida fla", "GA": "georgia",
    "HI": "hawaii hawai", "ID": "idaho", "IL": "illinois ill", "IN": "indiana ind", "IA": "iowa",
    "KS": "kansas kans", "KY": "kentucky", "LA": "louisiana luisiana", "ME": "maine",
    "MD": "maryland", "MA": "massachusetts mass",
    "MI": "michigan mich", "MN": "minnesota minn minesota",
    "MS": "mississippi miss misisipi", "MO": "missouri misuri misouri",
    "MT": "montana mont", "NE": "nebraska nebr neb",
    "NV": "nevada nev", "NH": "new_hampshire", "NJ": "new_jersey nueva_jersey",
    "NM": "new_mexico nuevo_mexico n_mex new_mex n_m", "NY": "new_york nueva_york new_york_state",
    "NC": "north_carolina carolina_del_norte n_carolina no_carolina n_car",
    "ND": "north_dakota dakota_del_norte n_dakota n_dak no_dakota no_dak nodak",
    "OH": "ohio", "OK": "oklahoma okla",
    "OR": "oregon ore", "PA": "pennsylvania penn penna pensilvania", "RI": "rhode_island rhode_is rhode_isl",
    "SC": "south_carolina carolina_del_sur s_carolina so_carolina s_car",
    "SD": "south_dakota dakota_del_sur s_dakota s_dak so_dakota so_dak sodak", "TN": "tennessee tenn tenesi",
    "TX": "texas tex tejas",
    "UT": "utah", "VT": "vermont", "VA": "virginia", "WA": "washington_state washington wash",
    "WV": "west_virginia virginia_occidental w_va wva w_virginia west_va", "WI": "wisconsin wisc wis",
    "WY": "wyoming wyo", "PR": "puerto_rico", "GU": "guam", "VI": "virgin_islands",
    "AS": "american_samoa", "MP": "northern_mariana_islands",
}  # fmt: skip

PROVINCES = {
    "AB": "alberta alta", "BC": "british_columbia", "MB": "manitoba", "NB": "new_brunswick",
    "NL": "newfoundland_and_labrador newfoundland labrador", "NS": "nova_scotia",
    "NT": "northwest_territories northwest_territory", "NU": "nunavut nunavut_territory",
    "ON": "ontario ont", "PE": "prince_edward_island pei", "QC": "quebec", "SK": "saskatchewan sask",
    "YT": "yukon",
}  # fmt: skip

# Spellings that are also a word: a state only right after a town of it, in capitals, or after a comma.
ALSO_WORDS = frozenset(
    """in or me hi ok oh ma pa la de al co id on mi as va pe ill miss ind wash mass penn ark alta ore del
    wis ala cali""".split()
)

# Those of them that stand inside sentences all the time.
EVERYDAY = frozenset("in or me hi ok oh la de al id on mi as va ill".split())
# Words of Spanish sentences: among them these are no Delaware and no Michigan.
SPANISH_WORDS = frozenset("de la al mi va me".split())

SPELLINGS: dict[tuple[str, ...], str] = {
    tuple(spelling.split("_")): code
    for table in (US_STATES, PROVINCES)
    for code, spellings in table.items()
    for spelling in [code.lower(), *spellings.split()]
}
LONG_NAMES = tuple(words[0] for words in SPELLINGS if len(words) == 1 and len(words[0]) >= 6)
TYPING_SLIP = 86  # of 100: `arizonna`, `montanna`
# The length of the longest spelling that begins with a word.
LONGEST_FROM: dict[str, int] = {}
for _words in SPELLINGS:
    LONGEST_FROM[_words[0]] = max(len(_words), LONGEST_FROM.get(_words[0], 0))


def region_of(words: tuple[str, ...]) -> str | None:
    """The code of a state or province, if these lower-case words spell one.

    >>> region_of(("west", "virginia")), region_of(("wyo",))
    ('WV', 'WY')
    """
    return SPELLINGS.get(words)


@lru_cache(maxsize=2048)
def region_nearly(word: str) -> str | None:
    """The code of the state a long word is a slip of.

    >>> region_nearly("montanna")
    'MT'
    """
    if len(word) < 6:
        return None
    found = process.extractOne(word, LONG_NAMES, scorer=fuzz.ratio, score_cutoff=TYPING_SLIP)
    return SPELLINGS[(found[0],)] if found else None
