"""What each process opens, and the one place where the workers meet the rooms they call back."""

import time
from collections.abc import Sequence
from datetime import timedelta
from functools import cache, partial
from threading import Event

from redis import Redis

from service import jobs, list_imports, retention, shift_asks, telling, watches
from service.carrier.port import Carrier
from service.carrier.twilio import TwilioCarrier
from service.clock import machine_now
from service.crisis.answers import prepare
from service.crisis.confirmed import book_of, require_confirmed
from service.delivery.pace import pace_of
from service.erasing.at_carrier import erase_due
from service.erasing.copies import delete_copies
from service.erasing.tapes import delete_tapes
from service.flows.caller import check_names
from service.flows.recovery import Recovery
from service.flows.registry import MESSAGES, TIMERS, TOGETHER
from service.flows.replay import replay
from service.house import House, open_house
from service.inbound.catch_up import CatchingUp
from service.inbound.held import Gone, Held
from service.inbound.spool import Spool
from service.jobs import Heard, open_redis
from service.lookups import look_up_lines
from service.lost_tapes import take_lost
from service.meetings.freshness import longest_overdue
from service.models import Lane
from service.people_lists import work
from service.settings import Settings, read_settings
from workers.crew import Chore, Crew

# Set when this process is asked to end: what has begun is finished, nothing new is claimed.
STOPPING = Event()
# A feed that is due waits so long for a worker; then the ticker reads it itself.
LET_A_WORKER = timedelta(minutes=10)
LET_A_WORKER_TAKE = timedelta(minutes=1)  # somebody looks at it meanwhile
# Somebody looks at the page meanwhile.
LET_A_WORKER_BEGIN_S = 10.0


@cache
def crew() -> Crew:
    """This process's crew, opened once, from the settings in force. Raises ConfigurationError."""
    return open_crew(read_settings())


def open_crew(settings: Settings) -> Crew:
    check_names(settings)
    require_confirmed(settings)
    prepare(book_of(settings))
    house = open_house(settings)
    spool = Spool(settings.spool, house.keyring)
    redis = open_redis(settings.redis_url.get_secret_value())
    carrier = _carrier(settings)
    return Crew(
        house=house,
        carrier=carrier,
        messages=MESSAGES,
        timers=TIMERS,
        timers_together=TOGETHER,
        redis=redis,
        chores=(*unread(spool, carrier), *_chores(redis, carrier)),
        held=Held(house, spool),
        pace=pace_of(settings, redis),
        stopping=STOPPING.is_set,
    )


def _carrier(settings: Settings) -> Carrier:
    return TwilioCarrier(
        settings.twilio_account_sid,
        settings.twilio_auth_token.get_secret_value(),
        base_url=settings.carrier_url or None,
    )


def unread(spool: Spool, carrier: Carrier) -> Sequence[Chore]:
    """What finds the texts that missed their webhook."""
    listed = CatchingUp(carrier, lambda house: Recovery(house, carrier, spool).take)
    return (
        Chore("replay", timedelta(seconds=1), lambda house: replay(house, spool)),
        Chore("catch_up", timedelta(seconds=2), listed.look, aside=True),
        Chore("spools", timedelta(seconds=5), Gone().forget),
    )


def _chores(redis: Redis | None, carrier: Carrier) -> Sequence[Chore]:
    return (
        Chore("alerts", timedelta(seconds=5), telling.tell_operator),
        Chore("checkpoint", timedelta(seconds=1), lambda house: house.database.checkpoint()),
        Chore("watches", timedelta(minutes=1), watches.look, aside=True),
        Chore("shifts", timedelta(minutes=1), shift_asks.plan_all),
        Chore("forget", timedelta(minutes=10), _forget),
        Chore("lookups", timedelta(minutes=1), partial(look_up_lines, carrier=carrier), aside=True),
        Chore("erase", timedelta(seconds=10), partial(erase_due, carrier=carrier), aside=True),
        Chore("lost", timedelta(minutes=5), partial(take_lost, carrier=carrier), aside=True),
        Chore("tapes", timedelta(minutes=1), partial(delete_tapes, carrier=carrier), aside=True),
        Chore("copies", timedelta(minutes=1), partial(delete_copies, carrier=carrier), aside=True),
        Chore(
            "people_lists", timedelta(seconds=2), partial(see_to_people_lists, redis), aside=True
        ),
        Chore("lists", timedelta(seconds=2), SeeingToLists(redis).look, aside=True),
        Chore("feeds", timedelta(minutes=1), partial(see_to_feeds, redis), aside=True),
    )


def see_to_feeds(redis: Redis | None, house: House) -> None:
    """Has a worker read the feeds that are due; reads them here when none is there to do it."""
    with house.database.reading() as session:
        overdue = longest_overdue(session, house.clock.now())
    if overdue is None:
        return
    heard = jobs.hint(redis, jobs.REFRESH, Lane.NOTICE)
    if heard is Heard.NOBODY or overdue > LET_A_WORKER:
        # Reading one takes the shapes of all time zones, 36 MB: not before there is one to read.
        from service import refresh

        refresh.refresh_due(house)


def see_to_people_lists(redis: Redis | None, house: House) -> None:
    """Has a worker go on with lists of people; does it here when none is there to do it."""
    with house.database.reading() as session:
        since = work.waiting_since(session, house.clock.now())
    if since is None:
        return
    heard = jobs.hint(redis, jobs.PEOPLE_LISTS, Lane.NOTICE)
    if heard is Heard.NOBODY or machine_now() - since > LET_A_WORKER_TAKE:
        work.go_on(house)


class SeeingToLists:
    """Has a worker read and take the lists that somebody gave; does it here when none begins."""

    def __init__(self, redis: Redis | None) -> None:
        self._redis = redis
        self._since: float | None = None

    def look(self, house: House) -> None:
        with house.database.reading() as session:
            waits = list_imports.is_any_waiting(session, machine_now())
        if not waits:
            self._since = None
            return
        self._since = self._since or time.monotonic()
        heard = jobs.hint(self._redis, jobs.REFRESH, Lane.NOTICE)
        if heard is Heard.NOBODY or time.monotonic() - self._since > LET_A_WORKER_BEGIN_S:
            list_imports.work_through(house)
            self._since = None


def _forget(house: House) -> None:
    with house.database.transaction() as session:
        retention.forget(session, house.clock.now())
