"""The web process: opens the house and mounts the doors, nothing else."""

from collections.abc import Callable

from flask import Flask, Response, redirect
from werkzeug.wrappers import Response as AnyResponse

from service.carrier.port import Carrier
from service.carrier.tapes import carried
from service.console.door import add_console
from service.crisis.answers import prepare
from service.crisis.confirmed import book_of, require_confirmed
from service.crisis.nobody import Nobody
from service.crisis.on_duty import OnDuty
from service.crisis.standby import Standby
from service.flows.caller import check_names
from service.flows.keeper import Keeper
from service.house import House, open_house
from service.inbound.aside import Crowd
from service.inbound.call_spool import CallSpool, KeptTurn, call_spool
from service.inbound.spool import Spool
from service.logs import start_logging
from service.settings import Settings, read_settings
from service.webhooks.guard import LARGEST_BODY, Guard
from service.webhooks.health import health_door
from service.webhooks.shared import Shared
from service.webhooks.sms import text_door
from service.webhooks.standby import standby_door
from service.webhooks.status import status_door
from service.webhooks.tapes import tape_door
from service.webhooks.voice import voice_door
from service.webhooks.way_on import way_on_door


def create_app(
    settings: Settings | None = None, house: House | None = None, carrier: Carrier | None = None
) -> Flask:
    """The WSGI application. Raises ConfigurationError naming every setting that is wrong."""
    start_logging()
    house = house or open_house(settings or read_settings())
    check_names(house.settings)
    require_confirmed(house.settings)
    prepare(book_of(house.settings))
    app = Flask("porchlight", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.extensions["porchlight"] = house
    guard = Guard(house.settings)
    spool = Spool(house.settings.spool, house.keyring)
    turns = call_spool(house.settings.data_dir, house.keyring)
    app.extensions["on_duty"] = on_duty = OnDuty(house)
    app.extensions["standby"] = standby = _standby(house, turns, carrier)
    app.extensions["keeper"] = Keeper(house, spool, on_duty, Nobody(house, standby))
    shared = Shared(on_duty, Crowd(), standby)
    app.register_blueprint(text_door(house, guard, spool, shared))
    app.register_blueprint(voice_door(house, guard, turns, shared))
    app.register_blueprint(standby_door(house, guard, standby))
    app.register_blueprint(way_on_door(house, guard, turns))
    app.register_blueprint(status_door(house, guard, shared.crowd))
    app.register_blueprint(health_door(house))
    app.extensions["tapes"] = carried(house.settings)
    app.register_blueprint(tape_door(house))
    add_console(app, house)
    app.add_url_rule("/", view_func=_front(house.settings), endpoint="front")
    return app


def _standby(house: House, turns: CallSpool, carrier: Carrier | None) -> Standby:
    def tell(key: str, told: str, what: int) -> None:
        turns.keep(key.replace(":", "_"), KeptTurn({}, what, f"standby/{told}"))

    ours = carrier or _carrier(house.settings)
    return Standby(house.settings, house.keyring, ours, tell, lambda: house.clock.now().timestamp())


def _carrier(settings: Settings) -> Carrier | None:
    """Only for those whose fallback numbers are called from here."""
    if not settings.fallback_phones:
        return None
    from service.carrier.twilio import TwilioCarrier  # 27 MB, which no other web process needs

    token = settings.twilio_auth_token.get_secret_value()
    return TwilioCarrier(
        settings.twilio_account_sid, token, base_url=settings.carrier_url or None, pool=4
    )


def _front(settings: Settings) -> Callable[[], AnyResponse]:
    def front() -> AnyResponse:
        """In the demo the two phones; on a real line nothing to see."""
        if settings.demo:
            return redirect(settings.carrier_url)
        return Response("Porchlight answers texts and calls.\n", mimetype="text/plain")

    return front
