"""What each process opens, and the one place where the workers meet the rooms they call back."""

from collections.abc import Sequence
from datetime import timedelta
from functools import cache

from service import retention, watches
from service.carrier.port import Carrier
from service.carrier.twilio import TwilioCarrier
from service.flows.registry import MESSAGES, TIMERS
from service.flows.replay import replay
from service.house import House, open_house
from service.inbound.spool import Spool
from service.jobs import open_redis
from service.settings import Settings, read_settings
from workers.crew import Chore, Crew


@cache
def crew() -> Crew:
    """This process's crew, opened once, from the settings in force. Raises ConfigurationError."""
    return open_crew(read_settings())


def open_crew(settings: Settings) -> Crew:
    house = open_house(settings)
    spool = Spool(settings.data_dir / "spool", house.keyring)
    return Crew(
        house=house,
        carrier=_carrier(settings),
        messages=MESSAGES,
        timers=TIMERS,
        redis=open_redis(settings.redis_url.get_secret_value()),
        chores=_chores(spool),
        held=lambda: len(spool) > 0,
    )


def _carrier(settings: Settings) -> Carrier:
    return TwilioCarrier(
        settings.twilio_account_sid,
        settings.twilio_auth_token.get_secret_value(),
        base_url=settings.carrier_url or None,
    )


def _chores(spool: Spool) -> Sequence[Chore]:
    return (
        Chore("replay", timedelta(seconds=1), lambda house: replay(house, spool)),
        Chore("watches", timedelta(minutes=1), _look),
        Chore("forget", timedelta(minutes=10), _forget),
    )


def _look(house: House) -> None:
    with house.database.transaction() as session:
        watches.look(session, house.clock.now())


def _forget(house: House) -> None:
    with house.database.transaction() as session:
        retention.forget(session, house.clock.now())
