"""`porchlight import`, as a shell would run it, from files and from addresses."""

import json

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from service.commands.feed_list import feeds
from service.commands.feeds import export_meetings, import_
from service.errors import BadInput
from service.models import Feed
from tests.commands.test_finder import house, run  # noqa: F401
from tests.meetings.community import TUESDAY, WEDNESDAY, feed, online, row
from tests.meetings.feed_server import running

pytestmark = pytest.mark.usefixtures("house")
SIX = [row(f"g{n}", TUESDAY, "19:00", name=f"Group {n}") for n in range(6)]


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with running() as told:
        told.body = feed(*SIX)
        yield told


@pytest.fixture
def montana(tmp_path):
    path = tmp_path / "montana.json"
    path.write_bytes(feed(*SIX, online("call", WEDNESDAY, "12:00")))
    return path


def the_feed(house):  # noqa: F811
    with house.database.reading() as session:
        return session.scalars(select(Feed)).one()


def test_a_dry_run_shows_what_would_be_and_changes_nothing(house, montana):  # noqa: F811
    (told,) = run(import_, str(montana), "--dry-run", "--json")
    assert (told["rows"], told["listed"], told["added"]) == (7, 7, 7)
    assert told["modes"] == {"in-person": 6, "online": 1}
    assert (told["days"]["tuesday"], told["days"]["wednesday"]) == (6, 1)
    assert told["precision"]["exact"] == 6 and told["geocoded_percent"] > 85
    with house.database.reading() as session:
        assert session.scalar(select(Feed)) is None


def test_a_dry_run_words_ten_rows_as_a_text_would(montana):
    (told,) = run(import_, str(montana), "--fellowship", "aa", "--dry-run", "--json")
    assert len(told["samples"]) == 7
    assert "7p" in told["samples"][0] and "Main St" in told["samples"][0]


def test_a_first_copy_that_has_not_changed_is_refused_in_a_line(server):
    server.status = 304
    told = CliRunner().invoke(import_, [server.url(), "--json"])
    assert told.exit_code == 1 and "nothing has changed" in json.loads(told.stdout)["refused"]


def test_later_it_shows_the_difference(montana):
    run(import_, str(montana), "--json")
    montana.write_bytes(feed(*SIX[1:], row("new", TUESDAY, "20:00")))
    (told,) = run(import_, str(montana), "--dry-run", "--json")
    assert (told["added"], told["changed"], told["gone"]) == (1, 0, 0)


def test_a_person_reads_the_same_counts(montana):
    told = CliRunner().invoke(import_, [str(montana), "--dry-run"]).stdout
    assert "by mode: 6 in-person, 1 online" in told and "dry run" in told


def test_an_address_is_kept_and_asked_again_only_for_changes(house, server):  # noqa: F811
    first, again = (run(import_, server.url(), "--fellowship", "aa", "--json")[0] for _ in "ab")
    assert (first["added"], again["added"], again["changed"]) == (6, 0, 0)
    assert again["unchanged"] and again["rows"] == again["listed"] + again["hidden"] == 6
    assert server.headers[1]["If-None-Match"] == '"one"'
    assert the_feed(house).next_at > the_feed(house).read_at


def test_what_is_not_said_again_stays_as_it_was(house, server):  # noqa: F811
    run(import_, server.url(), "--fellowship", "aa", "--timezone", "America/Boise", "--json")
    server.etag = None
    assert run(import_, server.url(), "--json")[0]["changed"] == 0
    assert the_feed(house).fellowship == "aa"


def test_a_key_in_an_address_is_never_printed(server):
    url = server.url("/feed.json?key=hushhush").replace("//", "//me:hushhush@")
    server.status = 500
    refused = CliRunner().invoke(import_, [url])
    server.status = 200
    taken = CliRunner().invoke(import_, [url, "--json"])
    assert (refused.exit_code, taken.exit_code) == (1, 0)
    assert "hushhush" not in refused.output + taken.output


def test_its_shown_name_is_enough_for_a_feed_we_have(server):
    (first,) = run(import_, server.url("/feed.json?key=hush"), "--json")
    name = first["feed"]
    assert run(import_, name, "--json")[0]["feed"] == name
    assert server.asked[-1] == "/feed.json?key=hush"


def test_a_bmlt_servers_root_is_asked_for_its_meetings(server):
    run(import_, server.url("/main_server/"), "--json")
    asked = "/main_server/client_interface/json/?switcher=GetSearchResults&get_used_formats=1"
    assert server.asked == [asked]


def test_a_shrunken_feed_is_told_and_can_be_accepted(montana):
    run(import_, str(montana), "--json")
    montana.write_bytes(feed(*SIX[:2]))
    (told,) = run(import_, str(montana), "--json", status=1)
    assert told["shrunk"] and "had 7" in told["alarm"] and told["gone"] == 0
    (accepted,) = run(import_, str(montana), "--accept-shrink", "--json")
    assert (accepted["gone"], accepted["shrunk"]) == (5, False)


def test_a_refused_dry_run_notes_nothing(house, montana):  # noqa: F811
    run(import_, str(montana), "--json")
    montana.write_bytes(b"<html>")
    run(import_, str(montana), "--dry-run", "--json", status=1)
    assert the_feed(house).refused_at is None


def test_one_refused_feed_does_not_stop_the_others(montana, tmp_path):
    (tmp_path / "cut.json").write_bytes(feed(*SIX)[:-20])
    bad, good = run(import_, str(tmp_path / "cut.json"), str(montana), "--json", status=1)
    assert "stops in the middle" in bad["refused"] and good["added"] == 7


def test_a_column_is_named_with_its_header(montana):
    wrong = CliRunner().invoke(import_, [str(montana), "--column", "day"])
    assert isinstance(wrong.exception, BadInput)


def test_every_report_is_one_json_object(montana):
    told = CliRunner().invoke(import_, [str(montana), str(montana), "--json"])
    assert len([json.loads(line) for line in told.stdout.splitlines()]) == 2


def test_it_lists_the_feeds_and_lets_one_go(montana):
    run(import_, str(montana), "--json")
    (told,) = run(feeds, "--json")
    assert (told["feed"], told["listed"], told["alarm"]) == (str(montana), 7, None)
    (gone,) = run(feeds, "--forget", str(montana), "--json")
    assert gone["listed"] == 0


def test_it_writes_what_is_listed_and_reads_it_back(montana, tmp_path):
    run(import_, str(montana), "--fellowship", "aa", "--json")
    out = tmp_path / "out.json"
    assert CliRunner().invoke(export_meetings, [str(out)]).exit_code == 0
    (told,) = run(import_, str(out), "--dry-run", "--json")
    assert (told["rows"], told["reasons"]) == (7, {"also in another feed": 7})


def test_a_feed_nobody_knows_is_wrong_usage():
    for command, words in ((feeds, ["--forget", "x"]), (export_meetings, ["-", "--feed", "x"])):
        assert isinstance(CliRunner().invoke(command, words).exception, BadInput)


def refusal(*words):
    return CliRunner().invoke(import_, words).exception


def test_what_only_begins_like_an_address_is_said_in_one_line():
    refused = refusal("http://[bad/feed")
    assert isinstance(refused, BadInput) and str(refused) == "That is no web address."


def test_a_fellowship_may_be_said_in_full_and_must_be_known(house, montana):  # noqa: F811
    run(import_, str(montana), "--fellowship", "Adult Children of Alcoholics", "--json")
    assert the_feed(house).fellowship == "aca"
    assert isinstance(refusal(str(montana), "--fellowship", "Chess Club"), BadInput)
