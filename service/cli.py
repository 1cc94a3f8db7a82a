"""The `porchlight` command. Every `flask` command works too, on our own application.

A command's module is read when the command is used, so that `porchlight find` starts without the
web, the workers and the carrier's SDK.
"""

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from dotenv import dotenv_values
from flask import Flask
from flask.cli import FlaskGroup

from service.errors import (
    BadInput,
    ConfigurationError,
    DatabaseUnavailable,
    PorchlightError,
)

MODULES = {
    "alerts": "alerts",
    "answer": "phones",
    "backup": "backup",
    "behave": "phones",
    "bench": "bench",
    "call": "phones",
    "care": "care",
    "cases": "cases",
    "checkins": "checkins",
    "clock": "clock",
    "db": "db",
    "demo": "demo",
    "doctor": "doctor",
    "drill": "drill",
    "export-meetings": "finder",
    "fallback": "fallback",
    "fault": "carrier",
    "feeds": "feed_list",
    "find": "finder",
    "groups": "groups",
    "import": "finder",
    "import-places": "places",
    "inbox": "phones",
    "ledger": "carrier",
    "lines": "lines",
    "member": "member",
    "notices": "notices",
    "oncall": "oncall",
    "outbox": "outbox",
    "owner": "owner",
    "reminders": "reminders",
    "restore": "backup",
    "text": "phones",
    "twilio": "twilio",
    "understand": "finder",
    "up": "up",
}
FROM_FLASK = ("routes", "run", "shell")
# What `porchlight demo` leaves for the other commands; see service/demo/.
DEMO_SETTINGS = Path("var") / "demo.env"


class Porchlight(FlaskGroup):
    """Our commands by name; whatever else is asked for is Flask's."""

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in MODULES:
            return self._from_flask(ctx, name)
        module = import_module(f"service.commands.{MODULES[name]}")
        found: click.Command = next(one for one in module.COMMANDS if one.name == name)
        return found

    def _from_flask(self, ctx: click.Context, name: str) -> click.Command | None:
        """Flask asks the application for what it doesn't know; a slip of the pen needs no settings."""
        try:
            return super().get_command(ctx, name)
        except ConfigurationError:
            return None

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted((*MODULES, *FROM_FLASK))

    def invoke(self, ctx: click.Context) -> Any:
        """What we foresaw is one line and a status: 2 when the asker can mend it, else 1."""
        adopt_demo()
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            click.echo(_one_line(error), err=True)
            ctx.exit(2)
        except DatabaseUnavailable as error:
            click.echo(f"The database can't be used ({error}). See porchlight doctor.", err=True)
            ctx.exit(1)
        except PorchlightError as error:
            click.echo(str(error), err=True)
            ctx.exit(2 if isinstance(error, BadInput | ConfigurationError) else 1)


def _one_line(error: click.UsageError) -> str:
    """Click's own message is four lines; what is wrong and what to do fit into one."""
    command = error.ctx.command_path if error.ctx else "porchlight"
    return f"{error.format_message()} See {command} --help."


def adopt_demo() -> None:
    """In a folder with a demo and no settings of its own, commands speak to the demo."""
    if "LINE_NUMBER" in os.environ or Path(".env").exists() or not DEMO_SETTINGS.exists():
        return
    for name, value in dotenv_values(DEMO_SETTINGS, interpolate=False).items():
        os.environ.setdefault(name, value or "")


def _app() -> Flask:
    # Only Flask's own commands need the web application and all that comes with it.
    from service.app import create_app

    return create_app()


main = Porchlight(
    name="porchlight",
    create_app=_app,
    load_dotenv=False,
    help="A text and telephone line for peer support groups. Try it: porchlight demo",
)

if __name__ == "__main__":
    sys.exit(main())
