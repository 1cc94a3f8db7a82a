"""Which words of a text are a town, and which only look like one."""

import pytest

from service.meetings.ordinary import is_ordinary
from service.meetings.query import understand

NO_TOWN = [
    "wifi camp, aa online",
    "aa at the church basement tonight",
    "my boy's on meth. nar anon",
    "Alright? Any AA tonight",
    "mom passed in the spring, grief group by phone",
    "busco aa en tamales",
    "aa por telefono, aqui en el campo no hay internet",
    "no tengo wifi, al anon por telefono",
]
TOWNS = {
    "aa in spring texas": "Spring, TX",
    "na camp verde friday": "Camp Verde",
    "aa near the coffee shop in cody": "Cody",
    "any aa in Wise va": "Wise, VA",
    "na williamson wva": "Williamson, WV",
    "cma new town nodak": "New Town, ND",
    "al anon Bismarck N. Dakota": "Bismarck, ND",
    "PFLAG for my mother, Selma Ala.": "Selma, AL",
    "na westerly rhode is.": "Westerly, RI",
    "junta de aa en sunnyside de washington": "Sunnyside, WA",
    "aa en laredo, el de texas": "Laredo, TX",
    "nami group in Ely, the nevada one": "Ely, NV",
    "aa glasgow not scotland the montana one": "Glasgow, MT",
    "aa Demoplis Alabama": "Demopolis, AL",
    "aa nearest to Tomahok Wisconsin": "Tomahawk, WI",
    "na glen bernie": "Glen Burnie",
    "oa huntington beech": "Huntington Beach",
    "na colorodo springs 8pm": "Colorado Springs",
    "oklahomma city aa": "Oklahoma City",
    "na pecos no, en monahans": "Monahans",
    "aa watertown ny no i mean lowville ny": "Lowville, NY",
    "de mujeres en Hatton washington no, mejor en Connell, aa": "Connell",
    "TR19 gamblers anon thursday": "TR19",
    "grief SA62 mum passed in spring": "SA62",
    "carers group, HS2, mornings": "HS2",
    "na iv27 online": "IV27",
    "al-anon X0E 0T0": "X0E 0T0",
    "aa a96 w2c8 monday": "A96 W2C8",
    "na P31AC12": "P31 AC12",
    "aa in hulett or sundance, id rather sundance": "Sundance",
    "aa por Raisin City o por caruthers, caruthers mejor": "Caruthers",
    "na en nampa o caldwell": "Nampa",
    "i moved from tulsa to elk city last month. any aa?": "Elk City",
    "rolled into winnemucca, any na": "Winnemucca",
    "celebrate recovery round Marion. thats va": "Marion, VA",
    "en wytheville va una de hombres, aa": "Wytheville, VA",
    "grief in New Mexico that is Carrizozo": "Carrizozo, NM",
    "empaco uva en coachella ca. una de doble a en mecca california": "Mecca, CA",
    "soy de Texhoma, hay hijos adultos de alcoholicos?": "Texhoma",
    "forks. not the twilight tour. aa.": "Forks",
    "lgbt teens blanding?? or zoom??": "Blanding",
    "I live in Ballina co Mayo, any aa": "Ballina",
    "aa in Oban Scotland": "Oban",
    "na spokan valley wa": "Spokane Valley, WA",
    "aa in durango": "Durango",
    "AA Ekalaka, Baker, Broadus whichever": "Ekalaka",
    "narcotics meeting in Needles": "Needles",
    "my kid is nonbinary, need other parents, laramie": "Laramie",
    "aa abierta sabado Ontario": "Ontario",
    "meeting tonight in forsyth or colstrip": "Forsyth",
    "Aberystwyth AA on a Wednesday": "Aberystwyth",
    "grief, Medford or Ashland oregon": "Medford, OR",
    "aa right by the Canadian border, Sweetgrass": "Sweet Grass",
    "need meeting list for butte silver bow": "Butte",
    "husband is in rehab in billings. meanwhile al-anon in roundup": "Roundup",
    "celebrate recovery at calvary chapel pahrump": "Pahrump",
    "aa m-f worland": "Worland",
    "na en el centro de tucson": "Tucson",
    "grief group nenagh co. tipperary": "Nenagh",
    "aa in eastern oregon, la grande": "La Grande",
}


@pytest.mark.parametrize("text", NO_TOWN)
def test_it_takes_no_ordinary_word_for_a_town(text):
    asked = understand(text)
    assert asked is not None
    assert asked.place is None


@pytest.mark.parametrize("text", TOWNS)
def test_it_finds_the_town(text):
    asked = understand(text)
    assert asked is not None
    assert asked.place == TOWNS[text]


@pytest.mark.parametrize("word", ["basement", "killin", "camps", "mensajes", "deudas"])
def test_forms_of_an_ordinary_word_are_ordinary(word):
    assert is_ordinary(word)


@pytest.mark.parametrize("word", ["bozeman", "choteau", "missoula"])
def test_a_town_that_is_nothing_else_is_not(word):
    assert not is_ordinary(word)
