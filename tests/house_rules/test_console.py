"""Each page and action of the console, listed by the routes themselves: who may, who is refused."""

import re
from functools import partial

import pytest

from service import coordinators
from service.access.roles import RIGHTS, Role
from service.console.menu import ENTRIES
from service.crisis import volunteers
from service.members import find_phone
from service.models import Group, Post
from service.models import Role as Duty
from service.text.phone import Phone
from tests.console.desk import Desk, post_of, somebody
from tests.line import BEN

# What anybody may open: to sign in and out, to choose a language, two files, and what isn't there.
OPEN = {
    *("ask", "send", "code", "check", "whose", "check_whose", "leave", "speak"),
    *("asset", "nowhere"),
}
FIRST_LOAD, LATER = 40_000, 12_000


def routes(app):
    """(endpoint, method, path) of each, with 1 for every id in its address."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("console."):
            values = {name: _example(rule, name) for name in rule.arguments}
            path = adapter.build(rule.endpoint, values)
            for method in rule.methods - {"HEAD", "OPTIONS"}:
                yield rule.endpoint, method, path.removeprefix("/console")


def _example(rule, name):
    return 1 if "int:" in rule.rule.partition(f"{name}>")[0].rpartition("<")[2] else "one"


def right_of(app, endpoint):
    return getattr(app.view_functions[endpoint], "right", None)


def test_every_page_and_action_names_its_right_or_is_known_to_be_open(line):
    unnamed = {name for name, _, _ in routes(line.app) if right_of(line.app, name) is None}
    assert {name.rpartition(".")[2] for name in unnamed} == OPEN


def _coordinator(house):
    person_id = somebody(house, BEN)
    with house.database.transaction() as session:
        group = Group(word="TUE", name="Tuesday", kind="aa")
        session.add(group)
        session.flush()
        coordinators.add(session, group, person_id, house.clock.now())


def _peer(house):
    person_id = somebody(house, BEN)
    with house.database.transaction() as session:
        phone = find_phone(session, house.keyring, Phone(BEN))
        volunteers.enlist(session, person_id, phone.id, house.clock.now(), Duty.PEER)


MAKE = {
    Role.OWNER: partial(post_of, number=BEN, post=Post.OWNER),
    Role.READER: partial(post_of, number=BEN, post=Post.READER),
    Role.COORDINATOR: _coordinator,
    Role.PEER: _peer,
}


def signed_in(line, role):
    MAKE[role](line.house)
    desk = Desk(line.app, line.house)
    desk.sign_in(BEN)
    return desk


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
def test_whatever_is_not_theirs_is_refused(line, role):
    desk = signed_in(line, role)
    for endpoint, method, path in routes(line.app):
        right = right_of(line.app, endpoint)
        if right is None or right in RIGHTS[role]:
            continue
        answer = desk.get(path) if method == "GET" else desk.post(path)
        assert answer.status_code == 403, (endpoint, method)
        desk.get("/")


def test_who_is_not_signed_in_sees_nothing_and_does_nothing(line):
    desk = Desk(line.app, line.house)
    for endpoint, method, path in routes(line.app):
        if right_of(line.app, endpoint) is not None:
            answer = desk.get(path) if method == "GET" else desk.post(path)
            assert answer.request.path == "/console/in", (endpoint, method)


def test_the_owner_may_open_each_page_of_the_menu_and_none_is_heavy(line):
    desk = signed_in(line, Role.OWNER)
    zipped = {"Accept-Encoding": "gzip"}
    for entry in ENTRIES:
        with line.app.test_request_context():
            path = line.app.url_for(entry.endpoint).removeprefix("/console")
        page = desk.get(path, headers=zipped)
        assert page.status_code == 200, entry
        assert len(page.data) <= LATER, entry


def test_a_first_page_and_all_it_needs_is_light(line):
    desk = signed_in(line, Role.OWNER)
    page = desk.get("/").text
    linked = re.findall(r'(?:src|href)="(/console/assets/[^"]+)"', page)
    zipped = {"Accept-Encoding": "gzip"}
    sizes = [len(desk.client.get(path, headers=zipped).data) for path in linked]
    assert len(linked) == 2  # and the page itself: three requests
    assert sum(sizes) + len(desk.get("/", headers=zipped).data) <= FIRST_LOAD


def test_no_page_loads_anything_from_elsewhere_or_runs_a_script_of_its_own(line):
    desk = signed_in(line, Role.OWNER)
    page = desk.get("/")
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert "style=" not in page.text and "<script>" not in page.text
