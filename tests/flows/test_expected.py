"""ADD and WHO where the golden transcripts do not go: long lists, joining by keys, and being erased."""

from sqlalchemy import select

from service import consent, coordinators, groups
from service.members import add_person, find_or_add_phone, find_person
from service.models import Expected, Group
from service.text.phone import Phone
from service.text.segments import segments
from tests.line import BEN, Caller
from tests.world import world_of

ROSA, WALT_S = "+14065550101", "+14065550170"
NAME = "Maximiliana Guadalup"


def test_a_long_list_goes_on_with_more_and_each_part_fits_two_texts(community):
    world, house, now = world_of(community), community.house, community.house.clock.now()
    with house.database.transaction() as session:
        tue = session.scalars(select(Group).where(Group.word == "TUE")).one()
        tue.word = "SIXTEENLETTERS16"
        rosa = find_or_add_phone(session, house.keyring, Phone(ROSA), now).id
        coordinators.add(session, tue, find_person(session, rosa), now)
        put_in = find_or_add_phone(session, house.keyring, Phone("+14065550171"), now).id
        groups.join(session, tue.id, add_person(session, put_in, "en", now), now)
        consent.agree(session, put_in, consent.BY_COORDINATOR, "Our list.", now)
    for last in range(40, 47):
        world.text(f"AGREGAR SIXTEENLETTERS16 406-555-01{last} {NAME}", ROSA)
    world.text("UNIR SIXTEENLETTERS16", "+14065550140")
    parts = [world.text(words, ROSA)[0] for words in ("QUIEN", "MAS")]
    assert [part.count(NAME) for part in parts] == [5, 2]
    assert all(segments(part).count <= 2 for part in parts)
    assert "A 1 mas los puso alguien" in parts[0] and "ya se unieron" in parts[1]
    world.pass_time(minutes=5)
    assert all(row.lane == "reply" for row in world.outbox())


def test_who_joins_by_keys_is_seen_to_have_joined(community):
    world = world_of(community)
    world.text("ADD KIN 406-555-0170 Walter", BEN)
    caller = Caller(community, WALT_S)
    for key in (None, "2", "2", "2", "1"):
        said = caller.press(key)
    assert said.startswith("You are in: Sunday Kin Call.")
    assert "Written down and joined: Walter." in world.text("WHO KIN", BEN)[0]


def test_who_is_erased_is_on_no_list(community):
    world = world_of(community)
    world.text("ADD TUE 406-555-0170 Walter", BEN)
    assert "Written down for a group: 1." in world.text("MYDATA", WALT_S)[0]
    world.text("ERASE", WALT_S)
    world.text("1", WALT_S)
    with community.house.database.reading() as session:
        assert session.scalars(select(Expected)).all() == []
