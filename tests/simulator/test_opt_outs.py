import pytest

from service.simulator.opt_outs import CONFIRMATIONS, OptOut
from tests.simulator.line import ANA, LINE, WALT, Api

HELLO = "<Response><Message>hello</Message></Response>"


@pytest.fixture
def owned(make):
    """A simulator whose carrier owns the opt-out words."""
    return make(opt_out_by="carrier")


def bodies(taken):
    return [text.body for text in taken.replies]


def test_stop_is_confirmed_once_and_told_to_us(owned, line):
    assert bodies(owned.text(ANA, LINE, " Stop ")) == [CONFIRMATIONS[OptOut.STOP]]
    assert bodies(owned.text(ANA, LINE, "STOP")) == []
    assert [form["OptOutType"] for form in line.forms("/sms")] == ["STOP", "STOP"]


def test_after_stop_nothing_can_be_sent_and_no_reply_goes(owned, line):
    owned.text(ANA, LINE, "STOP")
    line.says("/sms", HELLO)
    taken = owned.text(ANA, LINE, "help me")
    assert (bodies(taken), taken.error) == ([], 21610)
    assert Api(owned).text().json["code"] == 21610


def test_stop_of_one_phone_stops_no_other(owned):
    owned.text(ANA, LINE, "STOP")
    assert Api(owned).text(to=WALT).status_code == 201


@pytest.mark.parametrize("word", ["START", "yes", "Unstop"])
def test_start_opens_it_again(owned, word):
    owned.text(ANA, LINE, "STOP")
    assert bodies(owned.text(ANA, LINE, word)) == [CONFIRMATIONS[OptOut.START]]
    assert Api(owned).text().status_code == 201


def test_a_yes_of_somebody_who_never_stopped_is_only_passed_on(owned, line):
    assert bodies(owned.text(ANA, LINE, "YES")) == []
    assert line.forms("/sms")[0]["OptOutType"] == "START"


def test_only_a_whole_message_is_a_word(owned, line):
    owned.text(ANA, LINE, "please stop")
    assert "OptOutType" not in line.forms("/sms")[0]
    assert Api(owned).text().status_code == 201


def test_the_carriers_own_words_are_in_the_ledger_as_such(owned):
    owned.text(ANA, LINE, "HELP")
    assert [row["kind"] for row in owned.exchange.ledger.rows()] == ["notice"]


def test_a_word_we_own_is_a_text_like_any_other(simulator, line):
    line.says("/sms", HELLO)
    assert bodies(simulator.text(ANA, LINE, "STOP")) == ["hello"]
    assert "OptOutType" not in line.forms("/sms")[0]
    assert Api(simulator).text().status_code == 201
