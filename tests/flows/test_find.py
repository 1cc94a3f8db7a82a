"""How the finder speaks: what it names back, what it shows instead, and what leads on."""

from datetime import timedelta

import pytest

from service.house import House
from service.text.segments import segments
from tests.filled import fill
from tests.line import Caller

ZOE = "+14065550150"  # nobody knows her yet


@pytest.fixture
def community(line, clock):
    fill(line.house)
    return line


def said(line, *texts, sender=ZOE):
    return [line.text(text, sender)[0] for text in texts][-1]


# Small towns all over the state, and what people type.
PLACES = ("jordan mt", "59337", "ekalaka", "59059", "libby", "polson mt", "wolf point", "59999")
WORDS = ("aa tonight {}", "na {}", "grief {}", "womens aa tomorrow {}", "oa {}", "{}")


@pytest.mark.parametrize("words", WORDS)
def test_every_answer_fits_two_segments_and_leads_on(community, clock, words):
    for number, place in enumerate(PLACES):
        answer = said(community, words.format(place), sender=f"+140655501{60 + number}")
        sent = segments(answer)
        assert (sent.encoding, sent.count <= 2) == ("GSM-7", True), answer
        assert "0" in answer.splitlines()[-1], answer


def test_the_town_of_a_zip_is_named_back(community):
    assert said(community, "aa 59457").startswith("AA near Lewistown MT:")


def test_a_zip_that_does_not_exist_is_said_to_be_unknown(community):
    assert said(community, "aa 59999").startswith("59999 isn't a ZIP I know. ")


def test_what_is_shown_instead_is_said_first(community):
    answer = said(community, "womens aa tonight near bozeman")
    assert answer.startswith("No AA for women near Bozeman MT tonight. For everyone:\n")


def test_what_still_holds_is_said_when_something_was_given_up(community):
    answer = said(community, "womens wheelchair aa tonight in bozeman")
    assert "No AA for women with wheelchair access near Bozeman MT tonight. AA " in answer


def test_a_drive_is_not_called_near(community):
    assert "nearest to Jordan MT" in said(community, "aa tonight near jordan mt")


def test_calls_are_told_by_the_clock_where_the_member_is(community):
    answer = said(community, "aa by phone near 10001")
    assert "(New York NY time)" in answer and "8p Road Home 6 pm" in answer


def test_the_context_of_a_search_lasts_half_an_hour(community, clock):
    said(community, "aa tonight near billings")
    assert said(community, "na instead").startswith("NA near Billings MT tonight:")
    clock.advance(timedelta(minutes=31))
    assert said(community, "tomorrow?").startswith("I did not get that.")


def test_a_word_alone_looks_near_the_last_place(community, clock):
    said(community, "na near billings")
    clock.advance(timedelta(minutes=31))
    assert said(community, "TONIGHT").startswith("Meetings near Billings MT tonight:")


def test_without_any_place_a_word_alone_asks_where(community):
    assert said(community, "TODAY").startswith("Where are you?")
    assert said(community, "59102").startswith("Meetings near Billings MT today:")


def test_asked_where_one_may_say_first_what(community):
    said(community, "FIND")
    assert said(community, "na tomorrow").startswith("Where are you?")
    assert said(community, "billings").startswith("NA near Billings MT tomorrow")


def test_asked_where_by_phone_is_an_answer(community):
    said(community, "FIND")
    assert said(community, "by phone").startswith("Meetings by phone (Denver time):")


def test_more_shows_each_meeting_once(community, clock):
    seen = [said(community, "aa near billings").splitlines()[1:-1]]
    for _ in range(3):
        clock.advance(timedelta(minutes=1))
        seen.append(said(community, "MORE").splitlines()[1:-1])
    rows = [row[2:] for page in seen for row in page]
    assert len(rows) == len(set(rows)) >= 6


def test_past_the_calls_there_is_the_drive(community, clock):
    answer = said(community, "grief near glasgow mt")
    while "That is all" not in answer:
        clock.advance(timedelta(minutes=1))
        answer = said(community, "MORE")
    assert "2 Look further out" in answer
    assert "The nearest, a long drive:\n1 " in said(community, "2")


def test_with_nothing_listed_at_all_there_is_still_a_way_on(line):
    answer = said(line, "aa near lewistown mt")
    assert answer.startswith("No AA within 30 miles of Lewistown MT in the next 7 days.")
    assert "3 Tell me when one starts" in answer


def test_back_to_the_list_is_the_list(community):
    first = said(community, "aa near billings")
    assert said(community, "1", "2") == first


def test_back_leads_to_the_page_one_came_from(community, clock):
    said(community, "aa near billings")
    second = said(community, "MORE")
    assert said(community, "1", "2") == second


def test_a_toss_up_is_asked_and_what_was_chosen_stays(community):
    assert said(community, "aa in springfield").startswith("Which place?\n1 ")
    chosen = said(community, "1")
    assert "Springfield" in chosen
    assert "Which place?" not in said(community, "na instead")


def test_despair_tonight_is_no_answer_to_a_search(community):
    said(community, "aa near billings")
    assert community.text("i want to die tonight", ZOE)[1:] == []


def test_a_meeting_by_phone_is_heard_with_its_number_and_by_star_once_more(community):
    caller = Caller(community, sender=ZOE)
    for key in (None, "1", "59457", "1", "2"):
        caller.press(key)
    heard = caller.press("1")
    assert "Call 4 0 6, 5 5 5, 0 1 9 0, code 2 4 6 8 0 pound." in heard
    assert caller.press("*") == heard


@pytest.mark.parametrize("kind", ["1", "2", "3", "4"])
def test_by_keys_every_list_comes_to_an_end_with_ways_on(community, kind):
    caller = Caller(community, sender=ZOE)
    for key in (None, "1", "59337", kind, "4"):
        heard = caller.press(key)
    for _ in range(60):
        if "That is all I have" in heard:
            break
        heard = caller.press("2")
    assert "To be told when one starts near you, press 3" in heard


def test_a_new_process_remembers_what_was_searched(community):
    said(community, "aa tonight near billings")
    house = community.house
    fresh = type(community)(House(house.settings, house.clock, house.keyring, house.database))
    fresh._sids = community._sids
    assert said(fresh, "na instead").startswith("NA near Billings MT tonight:")
