from datetime import timedelta

import pytest

from tests.simulator.line import ACCOUNT, ANA, LINE, TOKEN, WALT, Api

PROPERTIES = set(
    "body num_segments direction from to date_updated price error_message uri account_sid num_media"
    " status messaging_service_sid sid date_sent date_created error_code price_unit api_version"
    " subresource_uris".split()
)


def test_a_created_text_has_every_property_and_no_other(api):
    answer = api.text()
    assert answer.status_code == 201
    assert set(answer.json) == PROPERTIES


def test_it_starts_queued_in_the_carriers_shapes(api):
    text = api.text(body="a" * 161).json
    assert (text["status"], text["num_segments"], text["num_media"]) == ("queued", "2", "0")
    assert text["date_created"] == "Tue, 24 Nov 2026 01:00:00 +0000"
    assert text["uri"] == f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{text['sid']}.json"


def test_two_identical_orders_are_two_texts(api):
    assert api.text().json["sid"] != api.text().json["sid"]


def test_it_is_delivered_and_in_the_inbox_once_settled(api, simulator):
    sid = api.text().json["sid"]
    simulator.settle()
    assert api.get(f"Messages/{sid}.json").json["status"] == "delivered"
    assert [text.body for text in simulator.inbox(ANA)] == ["hello"]


@pytest.mark.parametrize(
    ("form", "code"),
    [
        pytest.param({"To": ""}, 21604, id="no To"),
        pytest.param({"To": "+1"}, 21211, id="no number"),
        pytest.param({"To": "988"}, 21211, id="three digits"),
        pytest.param({"From": ""}, 21603, id="no From"),
        pytest.param({"From": "+14065550150"}, 21606, id="not our number"),
        pytest.param({"From": "x"}, 21212, id="From is no number"),
        pytest.param({"To": LINE}, 21266, id="to ourselves"),
        pytest.param({"Body": ""}, 21602, id="no body"),
        pytest.param({"Body": "a" * 1601}, 21617, id="body too long"),
        pytest.param({"StatusCallback": "http://a_b/c"}, 21609, id="underscore in host"),
        pytest.param({"MediaUrl": "cat.jpg"}, 21620, id="media URL"),
        pytest.param({"MessagingServiceSid": "MG1"}, 21701, id="unknown service"),
        pytest.param({"To": "+15005550004"}, 21610, id="magic opted out"),
        pytest.param({"From": "+15005550008"}, 21611, id="magic full queue"),
        pytest.param({"ScheduleType": "fixed"}, 35111, id="no SendAt"),
    ],
)
def test_it_refuses_what_twilio_refuses(api, form, code):
    answer = api.text(**form)
    assert (answer.status_code, answer.json["code"]) == (400, code)
    assert set(answer.json) == {"code", "message", "more_info", "status"}


def test_a_body_of_1600_goes(api):
    assert api.text(body="a" * 1600).status_code == 201


def test_a_wrong_token_is_told_so(api):
    answer = api.post("Messages.json", auth=(ACCOUNT, "wrong"), To=ANA)
    assert (answer.status_code, answer.json["code"]) == (401, 20003)


def test_another_accounts_path_is_refused(api):
    api.root = "/2010-04-01/Accounts/AC" + "1" * 32
    assert api.text().status_code == 401


def test_an_unknown_sid_is_not_found(api):
    answer = api.get(f"Messages/SM{'0' * 32}.json")
    assert (answer.status_code, answer.json["code"]) == (404, 20404)


def test_a_path_nobody_knows_is_not_found_in_the_same_form(api):
    assert api.get("Nonsense.json").json["code"] == 20404


def test_a_text_to_a_landline_ends_undelivered(api, simulator):
    simulator.exchange.handsets.behave(WALT, "landline")
    sid = api.text(to=WALT).json["sid"]
    simulator.settle()
    text = api.get(f"Messages/{sid}.json").json
    assert (text["status"], text["error_code"]) == ("undelivered", 30006)


def test_some_phones_are_landlines_from_the_start(make):
    assert make(landlines=(WALT,)).exchange.handsets.of(WALT).is_landline


def test_a_landline_abroad_is_refused_at_once(api, simulator):
    simulator.exchange.handsets.behave("+493023125000", "landline")
    assert api.text(to="+493023125000").json["code"] == 21635


def test_a_phone_that_is_off_gets_nothing(api, simulator):
    simulator.exchange.handsets.behave(ANA, "unreachable")
    api.text()
    simulator.settle()
    assert simulator.inbox(ANA) == []


def test_a_number_can_be_given_any_other_failure(api, simulator):
    simulator.exchange.handsets.behave(ANA, "answer", refused_with=30007)
    sid = api.text().json["sid"]
    simulator.settle()
    assert api.get(f"Messages/{sid}.json").json["error_code"] == 30007


def test_words_are_blanked_only_once_they_are_sent(api, simulator):
    sid = api.text().json["sid"]
    assert api.post(f"Messages/{sid}.json", Body="").status_code == 409
    simulator.settle()
    assert api.post(f"Messages/{sid}.json", Body="").json["body"] == ""


def test_a_deleted_text_is_gone_but_stays_in_the_ledger(api, simulator):
    sid = api.text().json["sid"]
    simulator.settle()
    assert api.delete(f"Messages/{sid}.json").status_code == 204
    assert api.get(f"Messages/{sid}.json").status_code == 404
    assert [row["sid"] for row in simulator.exchange.ledger.rows()] == [sid]


def test_pages_follow_each_other_while_new_texts_come(api):
    sids = [api.text(body=str(number)).json["sid"] for number in range(5)]
    first = api.get("Messages.json", PageSize=2).json
    api.text(body="newer")
    second = api.client.get(first["next_page_uri"], auth=(ACCOUNT, TOKEN)).json
    assert [text["sid"] for text in first["messages"] + second["messages"]] == sids[:0:-1]


def test_the_last_page_has_none_after_it(api):
    api.text()
    page = api.get("Messages.json", PageSize=1).json
    assert (page["next_page_uri"], page["start"], page["end"]) == (None, 0, 0)


def test_lists_are_filtered_by_number(api):
    api.text(to=ANA)
    api.text(to=WALT)
    assert [text["to"] for text in api.get("Messages.json", To=WALT).json["messages"]] == [WALT]


def test_lists_are_filtered_by_date_sent(api, simulator, clock):
    api.text()
    simulator.settle()
    clock.advance(timedelta(hours=2))
    since = (clock.now() - timedelta(hours=1)).isoformat()
    assert api.get("Messages.json", **{"DateSent>": since}).json["messages"] == []
    assert len(api.get("Messages.json", **{"DateSent<": since}).json["messages"]) == 1


SERVICE = "MG" + "1" * 32


@pytest.fixture
def pool(make) -> Api:
    lines = (LINE, "+14065550198")
    return Api(make(messaging_service_sid=SERVICE, line_numbers=lines))


def test_a_service_picks_the_number_later(pool):
    text = pool.text(From="", MessagingServiceSid=SERVICE).json
    assert (text["status"], text["from"], text["num_segments"]) == ("accepted", None, "0")


def test_each_recipient_keeps_its_number_of_the_pool(make):
    simulator = make(messaging_service_sid=SERVICE, line_numbers=(LINE, "+14065550198"))
    for _ in range(2):
        Api(simulator).text(to=ANA, From="", MessagingServiceSid=SERVICE)
        Api(simulator).text(to=WALT, From="", MessagingServiceSid=SERVICE)
    simulator.settle()
    assert {text.sender for text in simulator.inbox(ANA)} == {LINE}
    assert {text.sender for text in simulator.inbox(WALT)} == {"+14065550198"}


def test_only_what_is_scheduled_can_be_cancelled(pool, clock):
    at = (clock.now() + timedelta(hours=1)).isoformat()
    later = pool.text(From="", MessagingServiceSid=SERVICE, ScheduleType="fixed", SendAt=at).json
    assert later["status"] == "scheduled"
    assert (
        pool.post(f"Messages/{later['sid']}.json", Status="canceled").json["status"] == "canceled"
    )
    now = pool.text().json
    assert pool.post(f"Messages/{now['sid']}.json", Status="canceled").status_code == 409


def test_lookup_tells_a_landline(api, simulator):
    simulator.exchange.handsets.behave(WALT, "landline")
    api.root = "/v2/PhoneNumbers"
    kinds = [
        api.get(number, Fields="line_type_intelligence").json["line_type_intelligence"]["type"]
        for number in (ANA, WALT)
    ]
    assert kinds == ["mobile", "landline"]
