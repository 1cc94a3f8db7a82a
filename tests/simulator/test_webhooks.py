import pytest

from service.simulator.alerts import Alerts
from service.simulator.overrides import Overrides, split_overrides
from service.simulator.posting import Answer, NoAnswer, NotConnected
from service.simulator.signing import sign
from service.simulator.webhooks import Webhooks

URL = "http://line.test/sms"
GONE, SILENT = NotConnected("refused"), NoAnswer("time-out")


def answer(status=200):
    return Answer(status, "text/xml", b"<Response/>")


@pytest.fixture
def alerts(clock):
    return Alerts(clock)


@pytest.fixture
def sent(alerts):
    """`sent(url, what happens at each attempt...)`: how often it was tried, and what came of it."""

    def send(url, *happens, **more):
        posts, script = [], list(happens)

        def post(given):
            posts.append(given)
            came = script.pop(0)
            if isinstance(came, Exception):
                raise came
            return came

        return posts, Webhooks("token", post, alerts).fetch(url, {"Body": "hi"}, **more)

    return send


@pytest.mark.parametrize(
    ("fragment", "happens", "tries"),
    [
        pytest.param("", [GONE, answer()], 2, id="no connection is tried once more"),
        pytest.param("", [GONE, GONE], 2, id="but not twice"),
        pytest.param("", [answer(500)], 1, id="a 5xx is not"),
        pytest.param("", [SILENT], 1, id="nor silence"),
        pytest.param("#rp=5xx", [answer(503), answer()], 2, id="a 5xx when asked"),
        pytest.param("#rp=rt&rc=2", [SILENT, SILENT, answer()], 3, id="silence when asked"),
        pytest.param("#rp=all&rc=1", [answer(404), answer()], 2, id="anything when asked"),
        pytest.param("#rc=0", [GONE], 1, id="nothing when asked"),
        pytest.param("#rp=5xx", [answer(404)], 1, id="a 4xx is no 5xx"),
    ],
)
def test_it_tries_again_by_the_carriers_rules(sent, fragment, happens, tries):
    posts, _ = sent(URL + fragment, *happens)
    assert len(posts) == tries


def test_every_try_shows_the_same_token_and_no_fragment(sent):
    posts, _ = sent(f"{URL}?id=1#rc=1", GONE, answer())
    assert {post.url for post in posts} == {f"{URL}?id=1"}
    assert len({post.headers["I-Twilio-Idempotency-Token"] for post in posts}) == 1


def test_the_fallback_is_told_what_failed_where(sent, alerts):
    posts, delivered = sent(f"{URL}#rc=0", GONE, answer(), fallback="http://spare.test/sms")
    assert dict(posts[1].form) == {"Body": "hi", "ErrorCode": "11205", "ErrorUrl": URL}
    assert delivered.status == 200
    assert alerts.codes() == [11205]


def test_a_get_carries_its_form_in_the_signed_url(sent):
    posts, _ = sent(URL, answer(), method="GET")
    assert (posts[0].url, posts[0].form) == (f"{URL}?Body=hi", ())


def redirect(status, location="/other", **more):
    return Answer(status, "text/html", b"", location, **more)


@pytest.mark.parametrize(("status", "method"), [(301, "GET"), (302, "GET"), (307, "POST")])
def test_it_follows_a_redirect_and_signs_for_where_it_leads(sent, status, method):
    posts, delivered = sent(URL, redirect(status), answer())
    assert (posts[1].url, posts[1].method) == ("http://line.test/other", method)
    signed = sign("token", posts[1].url, posts[1].form)
    assert (posts[1].headers["X-Twilio-Signature"], delivered.status) == (signed, 200)


def test_it_does_not_go_round_for_ever(sent):
    posts, delivered = sent(URL, *[redirect(302)] * 11)
    assert (len(posts), delivered.error) == (11, 11215)


def test_cookies_come_back(sent):
    first = redirect(307, cookies=("call=7; Path=/", "gone=1; Max-Age=0"))
    posts, _ = sent(URL, first, answer())
    assert ("Cookie" not in posts[0].headers, posts[1].headers["Cookie"]) == (True, "call=7")


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        pytest.param("", Overrides(), id="nothing asked"),
        pytest.param("rc=9&ct=1", Overrides(connect_s=0.1, retries=5), id="kept within range"),
        pytest.param("rt=5000", Overrides(read_s=5), id="answer time-out"),
        pytest.param("rp=nonsense&rc=x", Overrides(), id="nonsense counts as not said"),
    ],
)
def test_it_reads_the_overrides_of_a_fragment(fragment, expected):
    assert split_overrides(f"{URL}#{fragment}") == (URL, expected)
