"""What people text when they look for a meeting, and what they text when they don't."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.meetings.query import Query, understand

SEARCHES = {
    "aa tonight near 92626": Query("aa", "92626", "tonight"),
    "aa tonite near jordan mt": Query("aa", "Jordan, MT", "tonight"),
    "grupo de duelo 59801": Query("grief", "59801"),
    "my husband drinks, is there something for families": Query("al-anon"),
    "59718": Query(None, "59718"),
    "Bozeman": Query(None, "Bozeman"),
    "bozeman, MT": Query(None, "Bozeman, MT"),
    "na meeting tomorrow morning in missoula": Query("na", "Missoula", "tomorrow", "morning"),
    "junta de aa mañana por la mañana en Santa Ana": Query(
        "aa", "Santa Ana", "tomorrow", "morning"
    ),
    "women's aa saturday 9am costa mesa ca": Query(
        "aa", "Costa Mesa, CA", "saturday", time="09:00", attrs=frozenset({"women"})
    ),
    "zoom al-anon weds 7:30": Query("al-anon", None, "wednesday", time="19:30", mode="online"),
    "oa by phone tonight": Query("oa", None, "tonight", mode="phone"),
    "na miles city monday noon": Query("na", "Miles City", "monday", time="12:00"),
    "na 90210-1234 sunday night": Query("na", "90210", "sunday", "night"),
    "T2P 1J9 aa": Query("aa", "T2P 1J9"),
    "aa SW1A 1AA": Query("aa", "SW1A 1AA"),
    "lgbtq na meeting billings": Query("na", "Billings", attrs=frozenset({"lgbtq"})),
    "lgbtq group helena": Query("lgbtq", "Helena"),
    "open meeting in billings": Query("any", "Billings", attrs=frozenset({"open"})),
    "any aa meetings open now in billings": Query("aa", "Billings", "now"),
    "aa morning 59718": Query("aa", "59718", "morning"),
    "reunión en español hoy en Anaheim": Query(
        "any", "Anaheim", "today", attrs=frozenset({"spanish"})
    ),
    "new york na": Query("na", "New York"),
    "aa in macclesfield": Query("aa", "Macclesfield"),
    "AA mtg 2nite 82442": Query("aa", "82442", "tonight"),
    "busco un grupo para familiares de alcoholicos en Fresno": Query("al-anon", "Fresno"),
    "my son is an addict, any meetings near ronan": Query("nar-anon", "Ronan"),
    "indiana pa na": Query("na", "Indiana, PA"),
    "mens meeting livingston mt": Query("any", "Livingston, MT", attrs=frozenset({"men"})),
    "reunion manana a las 8 de la manana 92626": Query(
        "any", "92626", "tomorrow", "morning", "08:00"
    ),
    "i lost my husband, is there a group near Glasgow MT": Query("grief", "Glasgow, MT"),
    "aa 7 am gillette wy": Query("aa", "Gillette, WY", time="07:00"),
}

NO_SEARCHES = [
    "", "see u tonight", "1", "7", "ok", "fine", "yes", "hope", "stop", "good night", "I need help",
    "im at home", "i want to die", "thanks for the meeting last night", "how was the group",
    "call me at 406-555-0142", "tomorrow?", "see you in billings tonight", "🙂",
    "call me", "im in a meeting", "see you at group", "i relapsed", "2", "not so good today", "in pain",
]  # fmt: skip


@pytest.mark.parametrize("text", SEARCHES)
def test_it_understands(text):
    assert understand(text) == SEARCHES[text]


@pytest.mark.parametrize("text", NO_SEARCHES)
def test_it_leaves_other_texts_alone(text):
    assert understand(text) is None


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("aa near bozman", "Bozeman"),
        ("na misoula", "Missoula"),
        ("aa gret falls mt", "Great Falls, MT"),
    ],
)
def test_it_spells_a_misspelled_town(typed, place):
    assert understand(typed).place == place


@pytest.mark.parametrize("order", ["aa 59718 tonight", "tonight aa 59718", "59718 tonight AA"])
def test_order_does_not_matter(order):
    assert understand(order) == Query("aa", "59718", "tonight")


def test_ca_is_a_state_after_a_town_and_a_fellowship_before_meeting():
    assert understand("fresno ca") == Query(None, "Fresno, CA")
    assert understand("ca meeting fresno ca") == Query("ca", "Fresno, CA")


def test_a_query_survives_being_kept():
    query = understand("women's aa saturday 9am costa mesa ca")
    assert Query.from_json(query.as_json()) == query


@given(st.text(max_size=200))
def test_no_text_breaks_it(text):
    found = understand(text)
    assert found is None or found.kind or found.place


def test_answering_a_text_loads_no_data_package():
    heavy = "{'tzfpy', 'zipcodes', 'pypostalcode'}"
    told = f"import sys, service.meetings.search; print({heavy} & set(sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", told], text=True) == "set()\n"


STRANGE = [
    "\u202e" * 40, "aa \x00 59801", "ＡＡ 59801", "ﷺ" * 900, "aa " * 4000, "🙂" * 2000,
    "no wait", "i mean", "para todo publico", "12" * 800, "a.a. " * 900,
]  # fmt: skip


@pytest.mark.parametrize("text", STRANGE, ids=range(len(STRANGE)))
def test_it_takes_strange_texts_without_a_word(text):
    found = understand(text)
    assert found is None or found.kind or found.place


def test_what_follows_a_correction_counts():
    assert understand("aa in bend oregon no wait redmond") == Query("aa", "Redmond")


def test_where_somebody_is_counts_more_than_where_they_were():
    assert understand("used to go to na in reno but moved to fallon, any there?").place == "Fallon"


def test_a_fellowship_named_wins_over_a_trouble_told():
    assert understand("my husband drinks, is there oa in helena").kind == "oa"
