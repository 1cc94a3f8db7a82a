"""Many members at once: each with a mobile of their own and a dated yes, some in several groups."""

from sqlalchemy import delete, func, insert, select

from service.db import table_of
from service.models import ConsentRow, Membership, Person, PersonPhone, PhoneRow

IN_ALL = 3  # one in so many is in all groups


def crowd(parish, count, words=("GRIEF", "KIN")):
    """Joins so many more to TUE; their numbers. Whoever was in it is in it no more."""
    now, house = parish.clock.now(), parish.house
    numbers = [_number(n) for n in range(count)]
    with house.database.transaction() as session:
        more = [parish.found(session, word, day) for day, word in enumerate(words, 3)]
        session.execute(delete(Membership))
        first = 1 + max(session.scalar(select(func.max(one.id))) for one in (Person, PhoneRow))
        ids = range(first, first + count)
        _fill(session, PhoneRow, [
            {"id": id, "number": number, "number_hash": house.keyring.hash(number), "created_at": now,
             "line_type": "mobile"}
            for id, number in zip(ids, numbers, strict=True)
        ])  # fmt: skip
        _fill(session, Person, [{"id": id, "language": "en", "created_at": now} for id in ids])
        theirs = [{"person_id": id, "phone_id": id, "since": now} for id in ids]
        _fill(session, PersonPhone, theirs)
        yes = {"event": "opt_in", "how": "text", "words": None, "at": now}
        _fill(session, ConsentRow, [{"phone_id": id, **yes} for id in ids])
        _fill(session, Membership, [
            {"group_id": group, "person_id": id, "joined_at": now}
            for id in ids
            for group in ((parish.tue, *more) if id % IN_ALL == 0 else (parish.tue,))
        ])  # fmt: skip
    parish.everywhere = (parish.tue, *more)
    return set(numbers)


def _number(n: int) -> str:
    """Of the fictional ones, a hundred in each area."""
    return f"+1{201 + n // 100}55501{n % 100:02d}"


def _fill(session, model, rows) -> None:
    session.connection().execute(insert(table_of(model)), rows)
