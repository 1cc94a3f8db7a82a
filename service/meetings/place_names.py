"""What places are called that no list says: regions abroad, nicknames, Spanish names, reservations.

Used to build `places.sqlite`; the build fails when a town named here isn't found.
"""

# GeoNames' codes of first-level divisions (admin1CodesASCII) -> what stands behind a town's name.
# Australia's WA, SA and NT are written out: WA is Washington and NT Northwest Territories already.
REGIONS: dict[str, dict[str, str]] = {
    "CA": {
        "01": "AB", "02": "BC", "03": "MB", "04": "NB", "05": "NL", "07": "NS", "08": "ON",
        "09": "PE", "10": "QC", "11": "SK", "12": "YT", "13": "NT", "14": "NU",
    },
    "GB": {"ENG": "England", "SCT": "Scotland", "WLS": "Wales", "NIR": "Northern Ireland"},
    "IE": {"C": "Connacht", "L": "Leinster", "M": "Munster", "U": "Ulster"},
    "AU": {
        "01": "ACT", "02": "NSW", "03": "Northern Territory", "04": "QLD", "05": "South Australia",
        "06": "TAS", "07": "VIC", "08": "Western Australia",
    },
    "NZ": {
        "E7": "Auckland", "E8": "Bay of Plenty", "E9": "Canterbury", "F1": "Gisborne",
        "F2": "Hawke's Bay", "F3": "Manawatu-Whanganui", "F4": "Marlborough", "F5": "Nelson",
        "F6": "Northland", "F7": "Otago", "F8": "Southland", "F9": "Taranaki", "G1": "Waikato",
        "G2": "Wellington", "G3": "West Coast", "TAS": "Tasman", "10": "Chatham Islands",
    },
    "MX": {
        "01": "Aguascalientes", "02": "Baja California", "03": "Baja California Sur",
        "04": "Campeche", "05": "Chiapas", "06": "Chihuahua", "07": "Coahuila", "08": "Colima",
        "09": "CDMX", "10": "Durango", "11": "Guanajuato", "12": "Guerrero", "13": "Hidalgo",
        "14": "Jalisco", "15": "Estado de Mexico", "16": "Michoacan", "17": "Morelos",
        "18": "Nayarit", "19": "Nuevo Leon", "20": "Oaxaca", "21": "Puebla", "22": "Queretaro",
        "23": "Quintana Roo", "24": "San Luis Potosi", "25": "Sinaloa", "26": "Sonora",
        "27": "Tabasco", "28": "Tamaulipas", "29": "Tlaxcala", "30": "Veracruz", "31": "Yucatan",
        "32": "Zacatecas",
    },
}  # fmt: skip

# Town, region: what people also say. Kept to names in real use: GeoNames' own list of alternate names
# has 56 for Bozeman, one of them `Missouri`.
NICKNAMES = {
    "New York, NY": "NYC, New York City, Big Apple, Nueva York",
    "Los Angeles, CA": "LA City",
    "Chicago, IL": "Chi Town, Chitown",
    "Philadelphia, PA": "Philly, Phila, Filadelfia",
    "Las Vegas, NV": "Vegas",
    "Salt Lake City, UT": "SLC, Salt Lake",
    "Kansas City, MO": "KC, KCMO",
    "Kansas City, KS": "KCK",
    "Saint Louis, MO": "STL",
    "San Francisco, CA": "SF, San Fran",
    "San Antonio, TX": "San Antone",
    "Oklahoma City, OK": "OKC",
    "New Orleans, LA": "NOLA, Nueva Orleans",
    "Washington, DC": "Washington DC, Wash DC, DC",
    "Minneapolis, MN": "Mpls",
    "Indianapolis, IN": "Indy",
    "Cincinnati, OH": "Cincy",
    "Atlanta, GA": "ATL",
    "Jacksonville, FL": "Jax",
    "Saint Petersburg, FL": "St Pete",
    "Boston, MA": "Beantown",
    "Baltimore, MD": "Bmore",
    "Pittsburgh, PA": "Pgh",
    "Portland, OR": "PDX",
    "Albuquerque, NM": "ABQ, Burque",
    "Phoenix, AZ": "PHX",
    "Houston, TX": "H Town",
    "Austin, TX": "ATX",
    "Milwaukee, WI": "MKE",
    "San Bernardino, CA": "San Berdoo",
    "San Luis Obispo, CA": "SLO",
    "Coeur D Alene, ID": "CDA",
    "Truth Or Consequences, NM": "T or C",
    "Bozeman, MT": "Boz",
    "Missoula, MT": "Zootown",
    "Montréal, QC": "Mtl",
    "Québec, QC": "Quebec City, Ciudad de Quebec",
    "Vancouver, BC": "Vancity",
    "Winnipeg, MB": "Wpg",
    "Mexico City, CDMX": "Ciudad de Mexico, CDMX, Mexico DF",
    "Tijuana, Baja California": "TJ",
    "Ciudad Juárez, Chihuahua": "Juarez",
    "León de los Aldama, Guanajuato": "Leon",
    "Santiago de Querétaro, Queretaro": "Queretaro",
    "Heroica Matamoros, Tamaulipas": "Matamoros",
    "Acapulco de Juárez, Guerrero": "Acapulco",
    "Victoria de Durango, Durango": "Durango",
    "Kingston upon Hull, England": "Hull",
    "Newcastle upon Tyne, England": "Newcastle",
    "Stoke-on-Trent, England": "Stoke",
    "Southend-on-Sea, England": "Southend",
    "Cardiff, Wales": "Caerdydd",
    "Swansea, Wales": "Abertawe",
    "Newport, Wales": "Casnewydd",
    "Dublin, Leinster": "Baile Atha Cliath",
    "Cork, Munster": "Corcaigh",
    "Galway, Connacht": "Gaillimh",
    "Droichead Nua, Leinster": "Newbridge",
    "An Muileann gCearr, Leinster": "Mullingar",
    "Cluain Meala, Munster": "Clonmel",
    "Auckland, Auckland": "Tamaki Makaurau",
    "Palmerston North, Manawatu-Whanganui": "Palmy",
}

# Reservation: the town its government sits in, from the tribes' own addresses. The town's point stands
# for it, which on a reservation of 80 miles is as good as any.
RESERVATIONS = {
    "Blackfeet Reservation": "Browning, MT",
    "Crow Reservation": "Crow Agency, MT",
    "Flathead Reservation": "Pablo, MT",
    "Fort Belknap Reservation": "Harlem, MT",
    "Fort Peck Reservation": "Poplar, MT",
    "Northern Cheyenne Reservation": "Lame Deer, MT",
    "Rocky Boys Reservation": "Box Elder, MT",
    "Wind River Reservation": "Fort Washakie, WY",
    "Pine Ridge Reservation": "Pine Ridge, SD",
    "Rosebud Reservation": "Rosebud, SD",
    "Cheyenne River Reservation": "Eagle Butte, SD",
    "Lower Brule Reservation": "Lower Brule, SD",
    "Crow Creek Reservation": "Fort Thompson, SD",
    "Yankton Reservation": "Wagner, SD",
    "Lake Traverse Reservation": "Agency Village, SD",
    "Standing Rock Reservation": "Fort Yates, ND",
    "Fort Berthold Reservation": "New Town, ND",
    "Turtle Mountain Reservation": "Belcourt, ND",
    "Spirit Lake Reservation": "Fort Totten, ND",
    "Fort Hall Reservation": "Fort Hall, ID",
    "Nez Perce Reservation": "Lapwai, ID",
    "Duck Valley Reservation": "Owyhee, NV",
    "Pyramid Lake Reservation": "Nixon, NV",
    "Navajo Nation": "Window Rock, AZ",
    "Hopi Reservation": "Kykotsmovi Village, AZ",
    "Fort Apache Reservation": "Whiteriver, AZ",
    "San Carlos Reservation": "San Carlos, AZ",
    "Tohono Oodham Nation": "Sells, AZ",
    "Gila River Reservation": "Sacaton, AZ",
    "Jicarilla Reservation": "Dulce, NM",
    "Mescalero Reservation": "Mescalero, NM",
    "Zuni Reservation": "Zuni, NM",
    "Southern Ute Reservation": "Ignacio, CO",
    "Ute Mountain Reservation": "Towaoc, CO",
    "Uintah And Ouray Reservation": "Fort Duchesne, UT",
    "Yakama Reservation": "Toppenish, WA",
    "Colville Reservation": "Nespelem, WA",
    "Spokane Reservation": "Wellpinit, WA",
    "Quinault Reservation": "Taholah, WA",
    "Makah Reservation": "Neah Bay, WA",
    "Warm Springs Reservation": "Warm Springs, OR",
    "Umatilla Reservation": "Pendleton, OR",
    "Hoopa Valley Reservation": "Hoopa, CA",
    "Red Lake Reservation": "Redlake, MN",
    "White Earth Reservation": "White Earth, MN",
    "Leech Lake Reservation": "Cass Lake, MN",
    "Menominee Reservation": "Keshena, WI",
    "Lac Du Flambeau Reservation": "Lac Du Flambeau, WI",
    "Bad River Reservation": "Odanah, WI",
    "Omaha Reservation": "Macy, NE",
    "Winnebago Reservation": "Winnebago, NE",
    "Santee Reservation": "Niobrara, NE",
    "Qualla Boundary": "Cherokee, NC",
    "Choctaw Reservation": "Philadelphia, MS",
    "Akwesasne": "Hogansburg, NY",
    "Penobscot Reservation": "Old Town, ME",
}

# The Canadian Numbering Administrator's list. 902 and 782 are shared with PE, 867 by all three territories.
CANADIAN_AREA_CODES = {
    "AB": "368 403 587 780 825", "BC": "236 250 257 604 672 778", "MB": "204 431 584",
    "NB": "428 506", "NL": "709 879", "NS": "782 902",
    "ON": "226 249 289 343 365 382 416 437 519 548 613 647 683 705 742 753 807 905 942",
    "QC": "263 273 354 367 418 438 450 468 514 579 581 819 873", "SK": "306 474 639", "YT": "867",
}  # fmt: skip

# Royal Mail's postcode areas: the letters in front and the town they stand for. Until a feed or a list has
# taught us PL1, the middle of Plymouth is where to begin.
POSTCODE_AREAS = {
    "England": """
        AL St Albans, B Birmingham, BA Bath, BB Blackburn, BD Bradford, BH Bournemouth, BL Bolton,
        BN Brighton, BR Orpington, BS Bristol, CA Carlisle, CB Cambridge, CH Chester, CM Chelmsford,
        CO Colchester, CR Croydon, CT Canterbury, CV Coventry, CW Crewe, DA Dartford, DE Derby,
        DH Durham, DL Darlington, DN Doncaster, DT Dorchester, DY Dudley, E London, EC London,
        EN Enfield Town, EX Exeter, FY Blackpool, GL Gloucester, GU Guildford, HA Harrow,
        HD Huddersfield, HG Harrogate, HP Hemel Hempstead, HR Hereford, HU Hull, HX Halifax,
        IG Ilford, IP Ipswich, KT Kingston upon Thames, L Liverpool, LA Lancaster, LE Leicester,
        LN Lincoln, LS Leeds, LU Luton, M Manchester, ME Chatham, MK Milton Keynes, N London,
        NE Newcastle, NG Nottingham, NN Northampton, NR Norwich, NW London, OL Oldham, OX Oxford,
        PE Peterborough, PL Plymouth, PO Portsmouth, PR Preston, RG Reading, RH Redhill,
        RM Romford, S Sheffield, SE London, SG Stevenage, SK Stockport, SL Slough,
        SM Sutton, SN Swindon, SO Southampton, SP Salisbury, SR Sunderland, SS Southend,
        ST Stoke, SW London, SY Shrewsbury, TA Taunton, TF Telford, TN Tonbridge, TQ Torquay, TR Truro,
        TS Middlesbrough, TW Hounslow, UB Southall, W London, WA Warrington, WC London,
        WD Watford, WF Wakefield, WN Wigan, WR Worcester, WS Walsall, WV Wolverhampton, YO York
        """,
    "Scotland": """
        AB Aberdeen, DD Dundee, DG Dumfries, EH Edinburgh, FK Falkirk, G Glasgow, HS Stornoway,
        IV Inverness, KA Kilmarnock, KW Kirkwall, KY Kirkcaldy, ML Motherwell, PA Paisley,
        PH Perth, TD Galashiels, ZE Lerwick
        """,
    "Wales": "CF Cardiff, LD Llandrindod Wells, LL Llandudno, NP Newport, SA Swansea",
    "Northern Ireland": "BT Belfast",
}

# ZIPs a zone's border runs close by: what people's clocks there show wins over how the border is drawn.
# Page AZ lies a few miles from Utah and keeps Arizona's time all year; other lists say Denver's.
ZONES = {"86040": "America/Phoenix"}
