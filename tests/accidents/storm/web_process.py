"""The web of a storm: the real one, unless a mistake is planted in it."""

import os

from flask import Flask

from service import app
from tests.accidents.storm import mistakes
from tests.accidents.storm.hurry import hurry


def create_app() -> Flask:
    hurry()
    mistakes.make(os.environ.get("STORM_MISTAKE", ""), "web")
    return app.create_app()
