"""The words people use when they look for a meeting, in English and Spanish, as data.

Each line is `value: phrase, phrase ...`, lower case and without accents; an indented line goes on
with the one above. Short names of fellowships
are those they use for themselves; slips are those seen in texts (tonite, tmrw).
"""

from typing import NamedTuple


class Meaning(NamedTuple):
    """What a phrase says: which slot of a query, and with which value."""

    slot: str  # kind attr when daypart time mode near filler
    value: str


KINDS = """
aa: aa, a.a, a a meeting, a a group, alcoholics anonymous, alcoholics anon, alcoholicos anonimos,
    doble a, alcoholics, alcoholicos, stop drinking, quit drinking, dejar de beber, dejar de tomar
na: na, n.a, narcotics anonymous, narcotics anon, narcoticos anonimos, narcoticos, narcotics
al-anon: al anon, alanon, al-anon, alateen, al ateen, families of alcoholics,
    family of an alcoholic, family of alcoholics, family drinks, familias de alcoholicos,
    familiares de alcoholicos, familia de alcoholicos, familiares de un alcoholico
nar-anon: nar anon, naranon, nar-anon, family of addicts, families of addicts, families of an
    addict, family of an addict, familias de adictos, familiares de adictos
ga: ga, gamblers anonymous, gamblers anon, gambling, gamblers, jugadores anonimos, jugadores,
    ludopatia, juego compulsivo
gam-anon: gam anon, gamanon, gam-anon
oa: oa, overeaters anonymous, overeaters, comedores compulsivos, comedores compulsivos anonimos,
    overeating, binge eating
ca: cocaine anonymous, cocainomanos anonimos
cma: cma, crystal meth anonymous, crystal meth
ma: marijuana anonymous, marihuana anonimos
ha: heroin anonymous
coda: coda, codependents anonymous, co dependents anonymous, codependency, codependent,
    codependientes anonimos
aca: aca, acoa, adult children of alcoholics, adult children, hijos adultos
da: debtors anonymous, deudores anonimos
slaa: slaa, sex and love addicts anonymous, sex and love addicts, sex and love
saa: saa, sex addicts anonymous, sexaholics anonymous
ea: emotions anonymous, neuroticos anonimos
nica: nica, nicotine anonymous
smart: smart recovery, smart
dharma: recovery dharma, dharma, refuge recovery
celebrate: celebrate recovery
lifering: lifering, life ring
grief: grief, grieving, griefshare, grief share, taps, bereavement, bereaved, duelo, luto, widows,
    widowed, widow, widower, viudas, viudos, compassionate friends, loss support, loss of a child,
    lost my husband, lost my wife, lost my son, lost my daughter, lost my mom, lost my dad
caregiver: caregiver, caregivers, care giver, care givers, caregiving, carer, carers, dementia,
    alzheimer, alzheimers, cuidador, cuidadores, cuidadora, cuidadoras, demencia
mental-health: mental health, nami, dbsa, depression, bipolar, anxiety, salud mental, depresion,
    ansiedad, peer support, apoyo entre pares
lgbtq: pflag, lgbtq group, lgbt group, lgbtq support
any: meeting, meetings, mtg, mtgs, meetin, meetings, group, groups, support group, support groups,
    junta, juntas, reunion, reuniones, grupo, grupos, grupo de apoyo, grupos de apoyo, 12 step
    meeting, 12 step meetings, twelve step meeting, 12 step group, 12 step, twelve step, recovery
    meeting, recovery meetings
"""

# Whoever says this of somebody is looking for the families' fellowship, not for that somebody's.
RELATIONS = """
husband wife son daughter mom mother dad father brother sister partner spouse boyfriend girlfriend kid
child
""".split()
RELATIONS_ES = """
esposo esposa marido mujer hijo hija papa mama padre madre hermano hermana novio novia pareja
""".split()
OF_RELATIONS = {
    "al-anon": [
        "drinks", "drinking", "is drinking", "drinks too much", "is an alcoholic", "is alcoholic",
        "is a drunk", "has a drinking problem",
    ],
    "nar-anon": ["is an addict", "is addicted", "uses", "uses drugs", "is using", "on drugs", "is on drugs"],
}  # fmt: skip
OF_RELATIONS_ES = {
    "al-anon": ["toma", "bebe", "toma mucho", "bebe mucho", "es alcoholico", "es alcoholica"],
    "nar-anon": ["usa drogas", "se droga", "es adicto", "es adicta"],
}

ATTRS = """
women: women, womens, woman, ladies, female, females, women only, womens only, mujeres, mujer,
    damas, solo mujeres
men: men, mens, men only, guys, male, hombres, solo hombres, caballeros
beginners: beginner, beginners, newcomer, newcomers, new comers, new member, first meeting, first
    time, my first, newbie, newbies, principiante, principiantes, recien llegados, nuevos, primera
    vez
spanish: spanish, espanol, en espanol, in spanish, spanish speaking, hispano, hispanos, hispana,
    habla hispana
wheelchair: wheelchair, wheel chair, wheelchair accessible, wheelchair access, accessible,
    handicap accessible, handicapped, handicap, disabled access, no stairs, silla de ruedas,
    accesible, discapacitados, sin escaleras
young-people: young people, young peoples, young adult, young adults, youth, ypaa, teens, jovenes,
    joven
lgbtq: lgbtq, lgbt, lgbtqia, lgbtq+, gay, lesbian, queer, trans, transgender, gays, lesbianas
open: open, open meeting, open meetings, abierta, abierto, abiertas, abiertos
closed: closed, closed meeting, closed meetings, cerrada, cerrado, cerradas, cerrados
speaker: speaker, speakers, speaker meeting, orador, oradores
step: step, steps, step study, step meeting, step meetings, pasos, estudio de pasos, de pasos
big-book: big book, bigbook, big book study, libro grande, libro azul
childcare: childcare, child care, babysitting, babysitter, daycare, kids welcome, bring my kids,
    guarderia, cuidado de ninos
secular: secular, agnostic, agnostics, atheist, atheists, non religious, nonreligious, not
    religious, no god, laico, laica, agnostico, agnosticos, ateo, ateos
asl: asl, sign language, deaf, sordos, lenguaje de senas, lengua de senas
"""

WHENS = """
today: today, 2day, tday, todays, hoy, later today
tonight: tonight, tonite, 2nite, 2night, tonigt, tonght, tnite, this evening, esta noche, hoy en
    la noche, hoy por la noche, esta tarde noche
tomorrow: tomorrow, tomorow, tommorow, tommorrow, tmrw, tmw, tmrrw, tomm, 2moro, 2morrow, manana
now: now, right now, asap, right away, ahora, ahorita, ahora mismo, ya mismo
weekend: weekend, this weekend, the weekend, wknd, finde, fin de semana, este fin de semana
sunday: sunday, sundays, sun, domingo, domingos, dom
monday: monday, mondays, mon, lunes, lun
tuesday: tuesday, tuesdays, tue, tues, martes
wednesday: wednesday, wednesdays, wed, weds, wensday, miercoles, mie
thursday: thursday, thursdays, thu, thur, thurs, jueves, jue
friday: friday, fridays, fri, viernes, vie
saturday: saturday, saturdays, sat, sabado, sabados, sab
"""

DAYPARTS = """
morning: morning, mornings, in the morning, this morning, por la manana, en la manana, de la
    manana, esta manana, temprano
afternoon: afternoon, afternoons, in the afternoon, this afternoon, tarde, por la tarde, en la
    tarde, de la tarde, esta tarde
evening: evening, evenings, in the evening
night: night, nights, nite, at night, noche, por la noche, en la noche, de la noche
"""

TIMES = """
12:00: noon, at noon, midday, mediodia, al mediodia, a mediodia
00:00: midnight, at midnight, medianoche, a medianoche
"""

MODES = """
in-person: in person, inperson, face to face, f2f, presencial, presenciales, en persona
phone: phone, by phone, on the phone, over the phone, telephone, phone in, dial in, dialin, call
    in, conference call, telefono, por telefono, telefonica, telefonicas, telefonico
online: online, on line, zoom, on zoom, por zoom, video, by video, virtual, virtually, internet,
    web, en linea, virtuales
hybrid: hybrid, hibrida, hibrido, hibridas
"""

# Words after which a place comes.
NEARS = """
near nearby nr around in by at outside close closest nearest from cerca en por alrededor afueras
""".split()

# Words of a question or a story that name no place.
FILLERS = """
a about active after all almost alone already also am an and another any anybody anything anyone
anywhere are area around as ask at available be been before being best better bit but by bus can
cant car care city close closest coming could county day days dear did do does doesnt doing dont
drive drives drink drinking drinks early else english every family families find first for free
from get gets getting give glad go goes going good got guess had happening has have havent having
he hello help her here hers hey hi him his home hour hours how i id if ill im in info information
into is isnt it its ive just kind know last late later lets like list lives living location
locations local look looking looks lost made make many may me member mile miles mine miss more
most move moved moving much my near nearby nearest need needed needs new next nice no not of off
ok okay on one ones only or other our out over own part people person place places please pls plz
possible quick really recovery right road said same say see send she should show sober sobriety
some somebody someone something somewhere soon sorry start starting starts stay still such support
sure talk tell text than thank thanks thanx that the their them then there theres these they thing
things think this those thru time times to too town trip try trying up us use very visit visiting
waiting walk wanna want wanted wants was way we week well were what whats when where wheres which
while who why will with within within without wont work works would yes yet you your youre u ur r
thx ty ya yall zip zipcode code study starts pm am oclock meets meet husband wife son daughter mom
dad brother sister friend partner spouse kid parent parents alcoholic addict addicts anyway though
because since maybe algo alguien algun alguna algunas alguno ahi al alla aqui asi ayuda ayudar
buenas buenos busca buscando buscar busco cada cerca cercana cercanas cercano cercanos codigo como
con cual cuales cuando dame de del desde dia dias dias donde durante e el ella en encontrar
encuentro entre era es esa ese eso esta estan este esto estoy favor gracias gustaria ha hablar
hace hacia hasta hay he hola hora hijo hija i ir la las le les lo los mas me mi mis mucho muy
necesita necesito no nos nosotros o otra otro para pero poder podria por postal puedo que quien
quiero quisiera se ser si sin sobre solo son soy su sus tambien tener tengo tiene tienen toda
todas todo todos tu un una uno unas unos va vamos vive vivo voy y ya yo zona padre madre esposo
esposa mama papa
"""

# Towns whose name is a word people text us for other reasons: alone they are no search.
ALSO_TOWNS = frozenset(
    """
fine okay ok good great better best happy hope hurt sad home help start stop yes no early friend peace joy
love mad art accident alpha anchor angry ash banner bear beacon black blue boring bow bright brick busy
cast chance charity circle clear clever comfort community concrete cool cope cross crisis crystal day deal
delight difficult divide dow drain drift earth echo eight eighty enough even evening experiment faith fair
falls fame fate father flat fly freedom friendly gap gas gate gay gift girl glad glory grace grant gray green
grit halfway harmony haven health heart hell high holiday honor honest hot hundred ideal image independence
index intercourse joe jack justice lead leader liberty likely life light lone lonely long loud luck lucky
man many mark may media men middle mind miracle mission money monday moon morning mother mutual never new
nice night noble normal novice odd only open orange order ordinary page pain panic paradise peer pep person
phone plain point pool post pound power price pride prince print prosper protection public quick quiet rain
rainbow ready real reality reform relief rescue rest rich right rock ruby rule safe sage sand saint sample
scott second secret seven shadow shock short sick silence silver six snow sober solo some start step story
strong success sun sunday sunny sunrise surprise tell ten thankful tiger time tired today top trade trail
triumph trouble true trust truth two union unity useful wait wake war water weed week welcome white why wild
winner winter wise wonder word work worry worth young zero energy equality effort force marked means mean
speed stem stock welcome well west east north south
boundary esperanza keys legacy march primera progress sale trial
""".split()
)

# Two-letter names that are also a state or a word: a fellowship only beside "meeting" or in front.
SHORT_KINDS = {"ca": "ca", "ma": "ma", "ha": "ha", "da": "da", "sa": "saa", "ea": "ea"}
MEETING_WORDS = frozenset(
    "meeting meetings mtg mtgs group groups junta juntas reunion reuniones grupo grupos".split()
)


def _table(slot: str, lines: str) -> dict[tuple[str, ...], Meaning]:
    found = {}
    for line in lines.strip().replace("\n    ", " ").splitlines():
        value, phrases = line.rsplit(": ", 1)
        for phrase in phrases.split(", "):
            found[tuple(phrase.replace("-", " ").replace(".", " ").split())] = Meaning(slot, value)
    return found


def _of_relations() -> dict[tuple[str, ...], Meaning]:
    both = ((RELATIONS, OF_RELATIONS), (RELATIONS_ES, OF_RELATIONS_ES))
    return {
        (who, *said.split()): Meaning("kind", kind)
        for people, sayings in both
        for who in people
        for kind, phrases in sayings.items()
        for said in phrases
    }


PHRASES: dict[tuple[str, ...], Meaning] = {
    **{(word,): Meaning("filler", "") for word in FILLERS.split()},
    **{(word,): Meaning("near", "") for word in NEARS},
    **_table("kind", KINDS),
    **_of_relations(),
    **_table("attr", ATTRS),
    **_table("when", WHENS),
    **_table("daypart", DAYPARTS),
    **_table("time", TIMES),
    **_table("mode", MODES),
}
LONGEST_PHRASE = max(len(words) for words in PHRASES)
# For typing slips: single words long enough that one wrong letter leaves them recognisable.
LONG_WORDS = tuple(
    words[0]
    for words, meaning in PHRASES.items()
    if len(words) == 1 and len(words[0]) >= 5 and meaning.slot not in ("filler", "near")
)
