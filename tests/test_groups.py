"""Who has joined what."""

from datetime import timedelta

import pytest

from service import groups
from service.flows.groups import listed
from service.flows.render import as_text
from service.flows.turn import Channel, Turn
from service.members import find_or_add_phone, person_of
from service.models import Group
from service.text.phone import Phone
from service.text.segments import segments
from tests.line import ANA, settings_for


@pytest.fixture
def session(sqlite, clock):
    with sqlite.transaction() as session:
        for word, kind in (("TUE", "aa"), ("GRIEF", "grief"), ("LAMP", "aa")):
            session.add(Group(word=word, name=f"{word} Circle", kind=kind))
        session.flush()
        yield session


@pytest.fixture
def ana(session, keyring, clock) -> int:
    phone = find_or_add_phone(session, keyring, Phone.parse(ANA), clock.now())
    return person_of(session, phone.id, "en", clock.now())


def test_to_join_twice_is_to_join_once(session, ana, clock):
    tue = groups.everything(session)[-1]
    assert groups.join(session, tue.id, ana, clock.now())
    assert not groups.join(session, tue.id, ana, clock.now())
    assert [one.word for one in groups.of_person(session, ana)] == ["TUE"]


def test_who_joined_again_after_saying_so_stays(session, ana, clock):
    tue = groups.everything(session)[-1]
    groups.join(session, tue.id, ana, clock.now())
    assert not groups.leave(session, tue, ana, clock.now() - timedelta(minutes=1))
    assert groups.leave(session, tue, ana, clock.now())
    assert groups.of_person(session, ana) == []


@pytest.mark.parametrize(
    ("said", "group", "near"),
    [
        ("tue", "TUE", []),
        ("the Tuesday group", "TUE", []),
        ("mar", "TUE", []),
        ("Grief Circle", "GRIEF", []),
        ("teu", None, ["TUE"]),
        ("jue", None, []),
        ("duelo", None, ["GRIEF"]),
        ("aa", None, ["LAMP", "TUE"]),
        ("aa near billings", None, []),
        ("", None, []),
        ("t", None, []),
    ],
)
def test_words_mean_a_group_or_nearly_one_or_none(session, said, group, near):
    meant = groups.meant(session, said)
    assert (meant.group and meant.group.word, [one.word for one in meant.near]) == (group, near)


def test_a_long_list_of_groups_fits_two_segments_and_goes_on(session, ana, clock, tmp_path):
    for number in range(9):
        session.add(
            Group(word=f"SIXTEENLETTERS{number:02d}", name="Wide Words Here" * 3, kind="aa")
        )
    session.flush()
    turn = Turn(session, settings_for(tmp_path), Channel.TEXT, "es", clock.now(), "", {}, None)
    found = listed(turn, groups.everything(session), "groups.stop_which", "groups.quit")
    assert segments(as_text(found, "es")).count <= 2
    assert as_text(found, "es").endswith("MAS, o 0 para una persona.")
