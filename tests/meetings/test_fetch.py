"""Feeds by address: only when changed, bounded, and never with a password in what is said."""

import socket
import time

import pytest

from service.errors import FeedRefused
from service.meetings.fetch import Marks, asked_url, fetch, shown
from tests.meetings.feed_server import LAST_MODIFIED, running


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with running() as told:
        told.body = b'[{"slug": "a", "name": "Lamp", "day": 2, "time": "19:00"}]'
        yield told


def test_it_fetches_a_copy_and_its_marks(server):
    fetched = fetch(server.url())
    assert fetched.raw == server.body
    assert fetched.marks == Marks('"one"', LAST_MODIFIED)


def test_it_says_which_copy_it_has_and_takes_no_for_an_answer(server):
    marks = fetch(server.url()).marks
    again = fetch(server.url(), marks)
    assert (again.raw, again.marks) == (None, marks)
    assert server.headers[1]["If-Modified-Since"] == LAST_MODIFIED


@pytest.mark.parametrize("odd", ['"o\0ne"', '"\xe9"', '"o\tne"', '"' + "x" * 200 + '"'])
def test_a_mark_no_database_would_keep_is_none(server, odd):
    server.etag = odd
    assert fetch(server.url()).marks == Marks(None, LAST_MODIFIED)


def test_nothing_new_is_refused_where_there_was_nothing_old(server):
    server.status = 304
    with pytest.raises(FeedRefused, match="nothing has changed"):
        fetch(server.url())


def test_it_follows_a_move_and_opens_what_is_zipped(server):
    assert fetch(server.url("/moved")).raw == server.body
    assert fetch(server.url("/zipped")).raw == server.body


@pytest.mark.parametrize(
    ("path", "status", "why"),
    [
        ("/loop", 200, "leads on more than 5 times"),
        ("/short", 200, "stopped in the middle|nobody answers"),
        ("/feed", 404, "the server said 404 Not Found"),
        ("/feed", 403, "may need a key"),
        ("/feed", 503, "the server said 503"),
    ],
)
def test_what_goes_wrong_is_said_in_one_line_without_the_key(server, path, status, why):
    server.status = status
    with pytest.raises(FeedRefused, match=why) as refused:
        fetch(server.url(f"{path}?key=hushhush"))
    assert "hushhush" not in str(refused.value) and "\n" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_a_server_that_is_not_there_is_refused(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        with pytest.raises(FeedRefused, match="nobody answers there"):
            fetch(f"http://127.0.0.1:{nobody.getsockname()[1]}/")


@pytest.mark.parametrize("url", ["http://", "http://[", "http://127.0.0.1:port/"])
def test_what_is_no_address_is_refused(url):
    with pytest.raises(FeedRefused, match="web address"):
        fetch(url)


@pytest.mark.parametrize("path", ["/feed", "/zipped"])
def test_a_feed_beyond_all_measure_is_given_up(server, path):
    with pytest.raises(FeedRefused, match="larger than"):
        fetch(server.url(path), most_bytes=20)


ROOT = "https://bmlt.example.org/main_server"
SEARCH = f"{ROOT}/client_interface/json/?switcher=GetSearchResults"


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        (f"{ROOT}/", f"{SEARCH}&get_used_formats=1"),
        (ROOT, f"{SEARCH}&get_used_formats=1"),
        (f"{SEARCH}&services=3", f"{SEARCH}&services=3&get_used_formats=1"),
        (f"{SEARCH}&get_used_formats=1", f"{SEARCH}&get_used_formats=1"),
        ("https://example.org/meetings.json", "https://example.org/meetings.json"),
    ],
)
def test_a_bmlt_server_is_asked_for_its_formats_too(given, asked):
    assert asked_url(given) == asked


def test_a_bmlt_server_elsewhere_is_known_by_the_format_asked_for():
    asked = asked_url("https://na.example.org/", "bmlt")
    assert asked.startswith("https://na.example.org/client_interface/json/?switcher=")


@pytest.mark.parametrize(
    "url",
    [
        "https://me:hush@example.org/feed",
        "https://example.org/wp-admin/admin-ajax.php?action=meetings&key=hush",
        "https://example.org/feed?access_token=hush#hush",
        "https://example.org/feed?k=hush",
        "https://example.org/feed?hush",
        "https://example.org/feed?hash=hush&format=json",
        "https://example.org/share/hush83jdK20fjw9skq/feed.csv",
    ],
)
def test_a_secret_is_not_shown(url):
    assert "hush" not in shown(url) and "example.org" in shown(url)


def test_two_long_addresses_have_two_names():
    one, other = (f"https://example.org/?fields={'name,' * 60}{n}" for n in (1, 2))
    assert shown(one) != shown(other) and len(shown(one)) <= 200


def test_what_is_harmless_is_shown_and_a_secret_tells_two_feeds_apart():
    plain = "https://example.org/client_interface/json/?switcher=GetSearchResults&weekdays[]=1"
    assert "weekdays%5B%5D=1" in shown(plain) and "switcher=GetSearchResults" in shown(plain)
    one, other = (shown(f"https://example.org/feed?k={key}") for key in ("a", "b"))
    assert one != other and shown(one) == one


@pytest.mark.parametrize("path", ["/drip-headers", "/drip-body"])
def test_a_server_that_drips_is_given_up_in_time(server, path):
    """Each byte begins the socket's own time-out anew."""
    server.body = b" " * 400
    began = time.monotonic()
    with pytest.raises(FeedRefused, match="took longer"):
        fetch(server.url(path), seconds=0.3)
    assert time.monotonic() - began < 3
