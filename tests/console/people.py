"""Who the pages of people are tried with: Ana in TUE, Dov in another group, Ben who runs one."""

from sqlalchemy import select

from service import consent, coordinators, groups
from service.members import find_phone
from service.models import Group, LogEntry, Outbox, Person
from service.text.phone import Phone
from tests.console.desk import Desk, somebody
from tests.line import ANA, BEN, DOV


def a_group(house, word: str) -> int:
    with house.database.transaction() as session:
        group = Group(word=word, name=f"{word} group", kind="aa")
        session.add(group)
        session.flush()
        return group.id


def member(house, number: str, name: str, group_id: int, how: str = "text") -> int:
    """Somebody who said JOIN themselves; their id."""
    person_id = somebody(house, number, name)
    with house.database.transaction() as session:
        group = session.get_one(Group, group_id)
        groups.join(session, group_id, person_id, house.clock.now())
        phone = find_phone(session, house.keyring, Phone(number))
        consent.agree(session, phone.id, how, f"JOIN {group.word}", house.clock.now())
    return person_id


def coordinator(line, group_id: int, number: str = BEN) -> Desk:
    """Who runs that group alone, signed in."""
    person_id = somebody(line.house, number, "Ben")
    with line.house.database.transaction() as session:
        group = session.get_one(Group, group_id)
        coordinators.add(session, group, person_id, line.house.clock.now())
    desk = Desk(line.app, line.house)
    desk.sign_in(number)
    return desk


def ana_and_dov(house) -> tuple[int, int, int, int]:
    """TUE with Ana in it, KIN with Dov: the two groups, the two people."""
    tue, kin = a_group(house, "TUE"), a_group(house, "KIN")
    return tue, kin, member(house, ANA, "Ana", tue), member(house, DOV, "Dov", kin)


def logged(house) -> list[str]:
    with house.database.reading() as session:
        return list(session.scalars(select(LogEntry.what).order_by(LogEntry.id)))


def person(house, person_id: int) -> Person | None:
    with house.database.reading() as session:
        return session.get(Person, person_id)


def went_out(house) -> list[str]:
    """What was put out, beside codes to sign in."""
    with house.database.reading() as session:
        return [m for m in session.scalars(select(Outbox.message)) if m != "console.code"]
