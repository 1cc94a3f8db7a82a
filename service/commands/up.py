"""porchlight up: web, workers and ticker on one machine, with the settings in force."""

import click

from service import schema
from service.commands.ports import require_free
from service.commands.processes import Plan, line_of, own_redis
from service.crisis.confirmed import require_confirmed
from service.house import open_house
from service.redis_server import NO_REDIS, redis_command
from service.settings import Settings, read_settings
from service.supervisor import Service, Supervisor, signals_stop


@click.command(epilog="Example:  porchlight up --host 0.0.0.0 --port 8000")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where the web listens.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def up(host: str, port: int) -> None:
    """Run the line on this machine: web, workers, ticker, and a Redis unless one is configured."""
    settings = read_settings()
    require_confirmed(settings)
    house = open_house(settings)
    schema.require(house.database)
    house.database.close()
    require_free("up", host, port)
    supervisor = Supervisor(services(settings, f"{host}:{port}"), _say)
    with signals_stop(supervisor):
        supervisor.start()
        _say(f"The line listens on http://{host}:{port}; Ctrl-C ends it.")
        supervisor.run()


def services(settings: Settings, bind: str) -> list[Service]:
    """What to run. Children read the same environment and `.env`; only our own Redis is told to them."""
    if settings.redis_url.get_secret_value():
        return list(line_of(Plan(bind, {}), has_redis=True))
    redis = redis_command(settings.data_dir / "redis")
    if redis is None:
        _say(NO_REDIS)
        return list(line_of(Plan(bind, {}), has_redis=False))
    plan = Plan(bind, {"REDIS_URL": redis.url, "REDIS_URL_FILE": ""})
    return [own_redis(plan, redis), *line_of(plan, has_redis=True)]


def _say(line: str) -> None:
    click.echo(line, err=True)


COMMANDS = (up,)
