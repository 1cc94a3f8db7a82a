"""States and provinces in the spellings people use.

Postal abbreviations: USPS Publication 28 and Canada Post; the older ones (Mont, Calif) are the
traditional abbreviations that are still said and written.
"""

US_STATES = {
    "AL": "alabama ala", "AK": "alaska", "AZ": "arizona ariz", "AR": "arkansas ark",
    "CA": "california calif cali", "CO": "colorado colo", "CT": "connecticut conn",
    "DE": "delaware", "DC": "district_of_columbia", "FL": "florida fla", "GA": "georgia",
    "HI": "hawaii", "ID": "idaho", "IL": "illinois", "IN": "indiana", "IA": "iowa",
    "KS": "kansas kans", "KY": "kentucky", "LA": "louisiana luisiana", "ME": "maine",
    "MD": "maryland", "MA": "massachusetts mass", "MI": "michigan mich", "MN": "minnesota minn",
    "MS": "mississippi", "MO": "missouri misuri", "MT": "montana mont", "NE": "nebraska nebr",
    "NV": "nevada nev", "NH": "new_hampshire", "NJ": "new_jersey nueva_jersey",
    "NM": "new_mexico nuevo_mexico n_mex", "NY": "new_york nueva_york",
    "NC": "north_carolina carolina_del_norte n_carolina",
    "ND": "north_dakota dakota_del_norte n_dakota", "OH": "ohio", "OK": "oklahoma okla",
    "OR": "oregon", "PA": "pennsylvania penn penna pensilvania", "RI": "rhode_island",
    "SC": "south_carolina carolina_del_sur s_carolina",
    "SD": "south_dakota dakota_del_sur s_dakota", "TN": "tennessee tenn", "TX": "texas tex tejas",
    "UT": "utah", "VT": "vermont", "VA": "virginia", "WA": "washington_state washington",
    "WV": "west_virginia virginia_occidental w_va w_virginia", "WI": "wisconsin wisc",
    "WY": "wyoming wyo", "PR": "puerto_rico", "GU": "guam", "VI": "virgin_islands",
    "AS": "american_samoa", "MP": "northern_mariana_islands",
}  # fmt: skip

PROVINCES = {
    "AB": "alberta", "BC": "british_columbia", "MB": "manitoba", "NB": "new_brunswick",
    "NL": "newfoundland_and_labrador newfoundland labrador", "NS": "nova_scotia",
    "NT": "northwest_territories northwest_territory", "NU": "nunavut nunavut_territory",
    "ON": "ontario", "PE": "prince_edward_island pei", "QC": "quebec", "SK": "saskatchewan",
    "YT": "yukon",
}  # fmt: skip

# Two letters that are also a word: a state only right after a town, or in capitals.
ALSO_WORDS = frozenset(
    {"in", "or", "me", "hi", "ok", "oh", "ma", "pa", "la", "de", "al", "co", "id"}
)

# Those of them that stand inside sentences all the time.
EVERYDAY = ALSO_WORDS - {"pa", "ma", "co"}

SPELLINGS: dict[tuple[str, ...], str] = {
    tuple(spelling.split("_")): code
    for table in (US_STATES, PROVINCES)
    for code, spellings in table.items()
    for spelling in [code.lower(), *spellings.split()]
}
LONGEST_SPELLING = max(len(words) for words in SPELLINGS)


def region_of(words: tuple[str, ...]) -> str | None:
    """The code of a state or province, if these lower-case words spell one.

    >>> region_of(("west", "virginia")), region_of(("wyo",))
    ('WV', 'WY')
    """
    return SPELLINGS.get(words)
