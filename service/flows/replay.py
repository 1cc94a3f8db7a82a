"""Empties the spool: texts that came while the database was away, in the order they came.

Nothing that we start is sent while any waits (`inbound/held`), so a STOP among them counts first.
"""

from service.alerts import raise_alert
from service.flows.taking import Taking, Took
from service.house import House
from service.inbound.spool import Spool
from service.models import Trouble


def replay(house: House, spool: Spool) -> int:
    """Takes all that waits, unless another process does; how many. Raises DatabaseUnavailable."""
    with spool.taking() as mine:
        return _replay(house, spool) if mine else 0


def _replay(house: House, spool: Spool) -> int:
    spool.drop_halves()
    set_aside = spool.set_aside()
    try:
        return _take_all(house, spool)
    finally:  # a database that goes away in the middle is told of it in the next round
        spool.untold |= spool.set_aside() > set_aside
        if spool.untold:
            _tell(house)
            spool.untold = False


def _take_all(house: House, spool: Spool) -> int:
    taking, count = Taking(house), 0
    for path, kept in spool.waiting():
        took = taking.take(kept)
        if took is Took.TAKEN:
            spool.done(path)
            count += 1
        elif took is Took.BROKEN:
            spool.failed(path)
    return count


def _tell(house: House) -> None:
    """A text that nobody has answered, perhaps one in a crisis, needs a person."""
    with house.database.transaction() as session:
        detail = "A text could be neither taken nor read; its sealed file is in spool/."
        raise_alert(session, Trouble.TEXT_SET_ASIDE, detail, house.clock.now())
