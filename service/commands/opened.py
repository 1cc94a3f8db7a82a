"""The installation a command works on, opened for as long as the command runs."""

import click

from service import schema
from service.house import House, open_house
from service.settings import read_settings


def opened_house() -> House:
    """One whose tables are there. Raises ConfigurationError when not, or when settings are wrong."""
    house = house_of_any_age()
    schema.require(house.database)
    return house


def house_of_any_age() -> House:
    """One that may still have to be migrated."""
    return click.get_current_context().with_resource(open_house(read_settings()))
