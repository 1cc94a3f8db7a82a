"""Groups of the organisation's own, as the pages of meetings need them."""

from service import coordinators, own_groups
from service.house import House
from service.meetings.feeds.row import Address
from service.meetings.own import Own
from service.models import Group, Membership

PINE = Address("12 Pine St", "Lewistown", "MT", "59457", "US")


def club(
    house: House, word: str, coordinator_id: int, hour: int = 19, rule: str | None = None
) -> Group:
    """Meets on Tuesdays; in the same house as the others, at its own hour."""
    own = Own(
        *(word, f"{word.title()} Circle", "aa", 2, hour * 60, None, rule, None, None),
        location="Grange Hall",
        address=PINE,
    )
    with house.database.transaction() as session:
        now = house.clock.now()
        group = own_groups.found(session, own, coordinator_id, "America/Denver", now)
        session.flush()
        session.expunge(group)
        return group


def joined(house: House, group: Group, person_id: int) -> None:
    with house.database.transaction() as session:
        row = Membership(group_id=group.id, person_id=person_id, joined_at=house.clock.now())
        session.add(row)


def runs(house: House, group: Group, person_id: int) -> None:
    with house.database.transaction() as session:
        coordinators.add(session, session.get_one(Group, group.id), person_id, house.clock.now())
