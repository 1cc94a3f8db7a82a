"""Who was alive when, for the health page and the doctor."""

from service.clock import machine_now
from service.db import insert
from service.house import House
from service.models import Heartbeat


def beat(house: House, name: str, detail: str | None = None) -> None:
    """Says that `name` is alive now, on the machine's clock. Raises DatabaseUnavailable."""
    alive = {"at": machine_now(), "detail": detail}
    with house.database.transaction() as session:
        session.execute(
            insert(session, Heartbeat)
            .values(name=name, **alive)
            .on_conflict_do_update(index_elements=["name"], set_=alive)
        )
