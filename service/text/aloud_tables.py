"""What short forms of streets, halls and notes stand for, for the voice.

Sources: USPS Publication 28 for streets; the abbreviations most often met in 3,000 listings.
"""

SHORT = {
    "en": {
        "ave": "Avenue", "av": "Avenue", "rd": "Road", "blvd": "Boulevard", "bl": "Boulevard",
        "ln": "Lane", "hwy": "Highway", "ct": "Court", "pl": "Place", "plz": "Plaza", "sq": "Square",
        "pkwy": "Parkway", "pky": "Parkway", "cir": "Circle", "rte": "Route", "rt": "Route", "ter": "Terrace",
        "terr": "Terrace", "trl": "Trail", "fwy": "Freeway", "expy": "Expressway", "xing": "Crossing",
        "jct": "Junction", "hts": "Heights", "mtn": "Mountain", "pt": "Point", "ste": "Suite",
        "bldg": "Building", "apt": "Apartment", "rm": "Room", "fl": "Floor", "flr": "Floor",
        "bsmt": "Basement", "n": "North", "s": "South", "e": "East", "w": "West",
        "ne": "Northeast", "nw": "Northwest", "se": "Southeast", "sw": "Southwest", "mt": "Mount",
        "ft": "Fort", "co": "County", "ch": "Church", "luth": "Lutheran", "meth": "Methodist",
        "presb": "Presbyterian", "comm": "Community", "ctr": "Center", "jr": "Junior", "po": "P O",
        "us": "U S", "½": "and a half",
    },
    "es": {
        "n": "norte", "s": "sur", "e": "este", "w": "oeste", "ne": "noreste", "nw": "noroeste",
        "se": "sureste", "sw": "suroeste", "north": "norte", "south": "sur", "east": "este",
        "west": "oeste", "st": "Street", "ave": "avenida", "rd": "Road", "blvd": "bulevar", "ln": "Lane",
        "dr": "Drive", "ct": "Court", "pl": "Place", "sq": "Square", "pkwy": "Parkway", "cir": "Circle",
        "hwy": "carretera", "highway": "carretera", "rte": "ruta", "rt": "ruta", "ste": "oficina",
        "suite": "oficina", "apt": "apartamento", "rm": "salón", "room": "salón", "fl": "piso",
        "us": "U S",
        "floor": "piso", "bldg": "edificio", "building": "edificio", "unit": "unidad", "½": "y medio",
    },
}  # fmt: skip
# Kinds of roads that Spanish names first: "calle Alder norte, número 212".
MOVED_IN_FRONT = {
    "st": "calle", "street": "calle", "ave": "avenida", "av": "avenida", "avenue": "avenida",
    "blvd": "bulevar", "boulevard": "bulevar", "rd": "camino", "road": "camino", "plz": "plaza",
    "plaza": "plaza",
}  # fmt: skip
# What a street's name ends with.
ROADS = frozenset(
    """st street ave av avenue rd road blvd boulevard dr drive ln lane hwy highway ct court pl place pkwy
    parkway cir circle way ter terrace trl trail""".split()
)
WINDS_SHORT = frozenset("n s e w ne nw se sw north south east west".split())
WINDS_ES = frozenset("norte sur este oeste noreste noroeste sureste suroeste".split())
ROMAN = {"II": "2", "III": "3", "IV": "4", "VI": "6", "VII": "7"}
# In what groups, halls and notes are called; a street's own short forms mean other things there.
NAMES_SHORT = {
    "en": {
        "ch": "Church", "luth": "Lutheran", "meth": "Methodist", "presb": "Presbyterian",
        "episc": "Episcopal", "cath": "Catholic", "bapt": "Baptist", "evang": "Evangelical",
        "comm": "Community", "ctr": "Center", "cntr": "Center", "hosp": "Hospital", "lib": "Library",
        "flwshp": "Fellowship", "univ": "University", "bldg": "Building", "rm": "Room", "mtg": "Meeting",
        "mtgs": "Meetings", "grp": "Group", "mt": "Mount", "assn": "Association", "ave": "Avenue",
        "blvd": "Boulevard", "rd": "Road", "hwy": "Highway", "ste": "Suite", "apt": "Apartment",
        "tue": "Tuesday", "tues": "Tuesday", "wed": "Wednesday", "thu": "Thursday", "thur": "Thursday",
        "thurs": "Thursday", "fri": "Friday", "w/": "with", "w/o": "without",
    },
    "es": {
        "sta": "Santa", "sto": "Santo", "gpo": "Grupo", "av": "avenida", "ave": "avenida",
        "blvd": "bulevar", "dept": "departamento", "edif": "edificio", "igl": "iglesia", "tel": "teléfono",
    },
}  # fmt: skip
# In notes besides.
NOTES_SHORT = {
    "en": {
        "dr": "door", "fl": "floor", "st": "Street", "b/c": "because", "btwn": "between", "bsmt": "basement",
        "appt": "appointment", "mins": "minutes", "min": "minutes", "hrs": "hours", "pls": "please",
        "ea": "each", "approx": "about", "tel": "telephone", "ext": "extension", "mo": "month", "wk": "week",
        "bday": "birthday", "bdays": "birthdays", "bk": "back", "pkg": "parking",
        "pw": "password", "req'd": "required", "thru": "through",
    },
    "es": {"hrs": "horas", "min": "minutos", "aprox": "más o menos"},
}  # fmt: skip
# Letters that are said one by one, though they could be read as a word.
SPELLED = {
    word: " ".join(word)
    for word in (
        "AA NA OA GA SA CA DA MA UA HA EA ACA SLAA SAA CMA AFG ABSI LGBT LGBTQ LGBTQIA ASL ID VA YMCA YWCA "
        "VFW TGIF YPAA ACYPAA OBB AME UCC UMC ELCA LDS TBD BYOB DVD ADA ARC USA MLK UU"
    ).split()
} | {"AM": "A M", "PM": "P M", "LGBTQ+": "L G B T Q", "LGBTQIA+": "L G B T Q I A", "BB": "Big Book"}
AFTER_A_LETTER = {
    "en": {"&": " and ", "@": " at ", "#": " number ", "+": " plus ", " / ": ", "},
    "es": {"&": " y ", "@": " en ", "#": " número ", "+": " más ", " / ": ", "},
}
SAINTS = frozenset(
    """aidan alban albans agnes alphonsus ambrose andrew ann anne anthony athanasius augustine barnabas
    bartholomew benedict bernadette bernard brendan bridget brigid casimir catherine cecilia charles
    christopher clare clement columba cyril david demetrius dominic edward elizabeth francis gabriel
    george gertrude gregory helen helena hilary ignatius isaac isidore james jerome joachim joan john
    joseph jude julian justin katherine kilian lawrence leo louis lucy luke margaret mark martin mary
    matthew matthias maximilian michael monica nicholas norbert olaf patrick paul peter philip
    philomena pius polycarp raphael raymond rita rose sebastian simon stanislaus stephen teresa therese thomas
    timothy ursula vincent wenceslaus wilfrid cloud helens petersburg croix ignace""".split()
)
