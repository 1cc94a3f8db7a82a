"""The installation a command works on, opened for as long as the command runs."""

import click

from service.house import House, open_house
from service.settings import read_settings


def opened_house() -> House:
    """Raises ConfigurationError when settings are wrong."""
    return click.get_current_context().with_resource(open_house(read_settings()))
