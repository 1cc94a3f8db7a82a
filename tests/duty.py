"""Volunteers for a test: Lee is rung first, then Kim; on duty day and night unless said otherwise."""

from service.crisis import roster
from service.members import find_or_add_phone
from service.models import Person, PersonPhone, PhoneRow, Role, Shift
from service.text.phone import Phone

LEE, KIM, SAM = "+14065550130", "+14065550131", "+14065550132"
ALWAYS = tuple({"weekday": day, "from_min": 0, "until_min": 1440} for day in range(7))


def volunteer(
    session,
    keyring,
    now,
    number=LEE,
    shifts=ALWAYS,
    language="en",
    zone=None,
    role=Role.PEER,
    line_type=None,
) -> int:
    """One more on the roster, with these shifts."""
    person = Person(language=language, zone=zone, created_at=now)
    session.add(person)
    session.flush()
    phone = find_or_add_phone(session, keyring, Phone.parse(number), now)
    session.add(PersonPhone(person_id=person.id, phone_id=phone.id, since=now))
    if line_type:
        session.get_one(PhoneRow, phone.id).line_type = line_type
    added = roster.add_volunteer(session, person.id, phone.id, now, role)
    session.add_all(Shift(volunteer_id=added, **shift) for shift in shifts)
    session.flush()
    return added


def put_on_duty(house, *numbers, **more) -> list[int]:
    """The same in an installation, in this order: their ids."""
    with house.database.transaction() as session:
        now = house.clock.now()
        return [volunteer(session, house.keyring, now, number, **more) for number in numbers]
