"""What is told beside a search, refused or put right, and what is no search at all."""

import pytest

from service.meetings.query import Query, understand
from service.text.optout import plain_opt_out

TIMES = {
    "aa friday 1730": "17:30",
    "na monday 1800 elko nevada": "18:00",
    "aa 0800 hours saturday": "08:00",
    "aa half seven tonight": "19:30",
    "aa a las 7 y cuarto": "19:15",
    "al-anon thurs pm 7": "19:00",
    "trabajo a las 3 am, hay junta de aa a las 10 am?": "10:00",
    "na? its 2 in the mornin and im in gilbert west virginia": None,
    "i get off at 8 am, any aa in reno": None,
    "got 2 hrs. any aa in reno": None,
    "sober 6 yrs, aa in reno": None,
    "salimos a las 11 y a pistear. doble a los lunes en reno": None,
    "aa reno fridays 6 to 7 pm": "18:00",
    "judge wants me at 3 NA meetings a week. reno": None,
    "aa reno monday 6 30 pm": "18:30",
    "salgo del turno a las 11 de la noche. aa en reno?": None,
    "drunk and its only two in the afternoon. al-anon in reno?": None,
}
DAYS = {
    "boat's in til thurs. aa wed": "wednesday",
    "im here til friday, aa in reno?": None,
    "grief group, any evening but wednesday": None,
    "mi marido toma todos los fines de semana, hay al anon en reno": None,
    "50158 grupo gay este fin": "weekend",
    "pinedale na ma~ana": "tomorrow",
    "llego el viernes a reno. una de aa el sabado": "saturday",
    "na en reno, trabajo sabados y domingos, el lunes": "monday",
    "ICU RN. any women aa in reno": None,
    "my stepdad is drunk rn, alateen in reno?": None,
    "ive now lost four patients. grief in reno tonight": "tonight",
    "cant do mornings. oa in reno": None,
    "na in reno, gotta be before thurs": None,
    "now what. nar-anon reno": None,
    "drinking since 14, 51 now. aa reno": None,
    "sponsor said get to a meeting now. im in reno": "now",
    "ahorita no hay jale. aa en reno": None,
    "my husband passed sunday. grief group in reno?": None,
    "scared of the weekend. aa sat in reno": "saturday",
    "aa en reno ahorita. pongale hoy en la noche": "tonight",
}
MODES = {
    "hates Zoom so face to face al-anon reno": "in-person",
    "aa reno no video": "in-person",
    "cant do zoom. aa reno": "in-person",
    "aa por llamada no de video": "phone",
    "aa near reno or do I have to Zoom": None,
    "my grandson set this phone up. aa in reno?": None,
    "na in reno or on zoom": None,
    "is there an na in reno i can walk to": None,
    "no se usar la computadora. aa por telefono": "phone",
    "ASL AA meeting Chadron Nebraska, not phone. In person.": "in-person",
}
KINDS = {
    "na or ha, ha better, jellico tn": "ha",
    "cma o na, cma primero": "cma",
    "heroina anonimos o na, el de na": "na",
    "aca en reno trabajo, doble a los jueves": "aa",
    "mi esposo toma diario. quiero un grupo de esposas, reno": "al-anon",
    "nothing but casino here. any group in reno": "ga",
    "our kid is back on heroin, any group in reno": "nar-anon",
    "sober 6 yrs, any group in reno": "any",
    "i need to talk bout my drinkin, newport tn": "aa",
    "se ahogo mi hijo, grupo en reno": "grief",
    "perdimos a nuestro bebe, grupo en reno": "grief",
    "cualquier cosa de aa en reno": "aa",
    "pa dejar de fumar, telefono": "nica",
    "bebo a escondidas. grupo en reno": "aa",
    "moms bf moved in and he's high all day. Baker MT. any group": "nar-anon",
    "me robo cosas pa apostar. grupo en reno": "ga",
    "mi apá ya ni sabe quien soy, hay alguien mas asi en reno": "caregiver",
    "vivo para el casino, laughlin": "ga",
    "any place for folks who love an alcoholic? reno": "al-anon",
    "grief. phone. not zoom": "grief",
    "I cannot leave her alone so by telephone. Caregivers.": "caregiver",
    "i keep hitting the bottle after the kids go to bed. reno, any group?": "aa",
    "heroin took my cousin, group in reno": "grief",
    "mi hijo se mato, grupo de padres, reno": "grief",
    "mi hija es lesbiana, grupo para mama, reno": "lgbtq",
    "mis papas eran alcoholicos, grupo en reno": "aca",
    "problem with weed. meetings in reno": "ma",
    "soy adicta al juego en linea, reno": "ga",
    "mi novia se inyecta, grupo en reno": "nar-anon",
    "compulsive eaters online": "oa",
    "family support for opioid addiction in Athens OH": "nar-anon",
    "apuesto en linea todo el dia, ayuda, reno": "ga",
    "my husbands memory is going. help in reno?": "caregiver",
    "vicio del juego, mi marido. 79936": "gam-anon",
    "mi carnal se nos fue. grupo en reno": "grief",
    "estoy cuidando a mi tio, grupo por zoom": "caregiver",
    "Do you have meetings for gamblers' wives": "gam-anon",
    "feelin like using. Bemidji. Now.": "na",
    "hijos de padres alcoholicos, reno": "aca",
    "na o aa? mejor na": "na",
    "WARROAD MN AA FOR MY BROTHER HE HAS BEEN DRINKING": "aa",
    "hijos de alcoholicos que ya somos grandes, zoom": "aca",
    "grupo de padres con hijos adictos en reno": "nar-anon",
    "hay para comedores en Decatur ar": "oa",
    "my husband doesnt know who i am anymore, group in havre?": "caregiver",
    "hay grupo en reno para los que perdimos a alguien": "grief",
    "he gambles our rent. im in Laughlin": "gam-anon",
    "busco grupo en eagle pass, soy yo el que toma": "aa",
    "where do drunks meet here in the morning. im in cassville missouri": "aa",
}
ATTRS = {
    "aa reno. esp? my foreman speaks only spanish": {"spanish"},
    "PO wants it signed, na coeburn va": set(),
    "atheist here. lifering online?": set(),
    "secular lifering online": {"secular"},
    "is the thursday meeting in libby open or closed?": set(),
    "al anon reno where they can watch the baby": {"childcare"},
    "al anon en reno, con quien deje al bebe": {"childcare"},
    "hay alguna reunion abierta hoy en reno": {"open"},
    "we need an na in reno that lets us bring the baby": {"childcare"},
    "my step-son uses. nar-anon in reno": set(),
    "weds 12x12 na reno": {"step"},
    "cant walk up steps. al-anon reno": {"wheelchair"},
    "any aa in reno for guys like me": set(),
    "alateen reno? for kids with drunk parents": set(),
    "no quiero ir donde recen. aa en reno": {"secular"},
    "duelo en uvalde que no tenga escalones": {"wheelchair"},
}
PUT_RIGHT = {
    "i meant aa tonight": Query("aa", None, "tonight"),
    "I mean al-anon in havre": Query("al-anon", "Havre"),
    "no wait i want na in butte": Query("na", "Butte"),
    "quise decir aa en butte": Query("aa", "Butte"),
    "what i mean is aa near 59718": Query("aa", "59718"),
    "na in bend, no make that redmond": Query("na", "Redmond"),
}
WHATEVER_THERE_IS = {
    "Colebrook NH. something. anything": Query(None, "Colebrook, NH"),
    "q hay en Vado nm hoy": Query(None, "Vado, NM", "today"),
    "fort stockton, lo que sea, mañana": Query(None, "Fort Stockton", "tomorrow"),
    "any secular ones in Abingdon Virginia": Query(
        None, "Abingdon, VA", attrs=frozenset({"secular"})
    ),
    "88101 libro azul": Query(None, "88101", attrs=frozenset({"big-book"})),
}
NO_SEARCHES = [
    "le debo la vida al grupo de Cotulla", "I wont be at the Wednesday AA in Cassville", "que es nar anon",
    "what is al-anon", "Folks at the Jasper meeting are good people", "que significa aa en los mensajes",
    "How would a person go about starting a brand new al anon", "como se empieza un grupo nuevo de aa",
    "ando en la junta ahorita, luego le marco", "thanks to the aa in havre i have 3 yrs",
    "que diferencia hay entre aa y na", "no hay quien me lleve al grupo", "la secta de AA esa ya no gracias",
    "i shared at my first al-anon in burwell and nobody laughed", "gonna be late to group",
    "my anxiety is bad today", "im depressed", "feeling anxious but ok", "tengo ansiedad hoy",
    "grandma has dementia and didnt know me today", "panic attack this morning, better now",
    "i dont need a meeting thanks", "is anyone else going to the tuesday meeting",
    "deje mi chamarra en la junta", "Is the AA in Ebensburg still mad I broke the coffee pot lol",
    "the meeting at st pauls got moved to 6", "what does al-anon cost",
    "quien coordina la junta del lunes?", "ya voy saliendo pa la junta",
    "me quiero ir con el, tengo las pastillas en la mesa",
    "i been to that narcotics anonymous in reno. neither called me back",
]  # fmt: skip


def asked(text):
    query = understand(text)
    assert query is not None
    return query


@pytest.mark.parametrize("text", TIMES)
def test_an_hour_told_is_no_hour_asked_for(text):
    assert asked(text).time == TIMES[text]


@pytest.mark.parametrize("text", DAYS)
def test_a_day_told_is_no_day_asked_for(text):
    assert asked(text).when == DAYS[text]


@pytest.mark.parametrize("text", MODES)
def test_it_hears_which_way_is_refused(text):
    assert asked(text).mode == MODES[text]


@pytest.mark.parametrize("text", KINDS)
def test_it_hears_which_kind_is_meant(text):
    assert asked(text).kind == KINDS[text]


@pytest.mark.parametrize("text", ATTRS)
def test_it_hears_what_a_meeting_should_be_like(text):
    assert asked(text).attrs == ATTRS[text]


@pytest.mark.parametrize("text", PUT_RIGHT)
def test_a_correction_may_stand_first(text):
    assert understand(text) == PUT_RIGHT[text]


@pytest.mark.parametrize("text", WHATEVER_THERE_IS)
def test_whatever_there_is_names_no_kind(text):
    assert understand(text) == WHATEVER_THERE_IS[text]


@pytest.mark.parametrize("text", NO_SEARCHES)
def test_talk_of_meetings_is_no_search(text):
    assert understand(text) is None


@pytest.mark.parametrize("text", ["please dont send me far", "necesito salirme de la casa"])
def test_who_wants_nothing_far_does_not_opt_out(text):
    assert not plain_opt_out(text)


@pytest.mark.parametrize("text", ["dont send me anything", "quiero salirme de la lista"])
def test_who_wants_nothing_at_all_does(text):
    assert plain_opt_out(text)
