"""What goes on in the sample community, so that each page has something to show."""

import json

from service import list_imports
from service.list_imports import Given
from service.meetings.copies import Terms as FeedTerms
from service.members import find_phone, person_of
from service.people_lists import staging, work
from service.people_lists.reading import form_of
from service.people_lists.staging import Terms
from service.sample.community import FEEDS, ZONE
from service.text.phone import Phone
from tests.browser.office import Office
from tests.line import ANA, BEN, DOV

ROSA = "+14065550101"
NEW = b"Name,Phone\nMae,+14065550145\nJo,+14065550146\n,12\n"


def live(office: Office) -> None:
    """A notice that went and one that waits, a check-in that is asked, two files that are looked at before
    they are taken, somebody in danger: an evening's doings, from six to a quarter to seven."""
    world = office.world
    world.text("CHECKIN 6:30pm daily", ROSA)
    world.text("CHECKIN 9am daily", ANA)
    world.text("OFF TUE snow on the pass", BEN)
    world.text("02", BEN)
    world.pass_time(minutes=2)
    world.pass_time(minutes=40)
    world.text("SEND KIN: Ruth brings the coffee on Sunday.", BEN)
    _bring_people(office)
    _bring_meetings(office)
    world.text("i want to kill myself", DOV)


def _bring_people(office: Office) -> None:
    database, now = office.house.database, office.house.clock.now()
    list_id = staging.keep(database, _ben(office), NEW, form_of(NEW), now)
    columns = {"name": 0, "number": 1}
    with database.transaction() as session:
        staging.arrived(session, list_id)
        staging.settle(session, list_id, Terms(1, columns, True, True, False))
    work.go_on(office.house, rest=lambda took_s: None)


def _bring_meetings(office: Office) -> None:
    """The list of one fellowship again, with one that is new and one that is there no more."""
    _, moved, *same = json.loads((FEEDS / "na.json").read_bytes())
    new = moved | {"slug": "new-one", "name": "Noon Lamp", "day": 3, "time": "12:00"}
    raw = json.dumps([new, moved | {"time": "18:15"}, *same]).encode()
    by, given = _ben(office), Given("sample na", FeedTerms("na", ZONE), raw)
    with office.house.database.transaction() as session:
        list_imports.give(session, by, given, office.house.clock.now())
    list_imports.work_through(office.house)


def _ben(office: Office) -> int:
    house = office.house
    with house.database.transaction() as session:
        phone = find_phone(session, house.keyring, Phone(BEN))
        return person_of(session, phone.id, "en", house.clock.now())
