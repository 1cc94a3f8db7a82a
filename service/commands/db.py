"""porchlight db: moves the database's schema."""

import click

from service import migrate, schema
from service.commands.opened import house_of_any_age
from service.house import House


@click.group("db", epilog="Example:  porchlight db upgrade")
def db() -> None:
    """The database's schema."""


@db.command(epilog="Example:  porchlight db upgrade")
@click.argument("to", default="head")
def upgrade(to: str) -> None:
    """Bring the database up to what the code wants."""
    house = house_of_any_age()
    migrate.upgrade(house.database, to)
    click.echo(f"The database has migration {_present(house)}.")


@db.command(epilog="Example:  porchlight db downgrade 0001")
@click.argument("to")
def downgrade(to: str) -> None:
    """Take the database back to migration TO; `base` empties it, data and all."""
    house = house_of_any_age()
    migrate.downgrade(house.database, to)
    click.echo(f"The database has migration {_present(house)}.")


@db.command(epilog="Example:  porchlight db check")
def check() -> None:
    """Say whether database, migrations and models agree; status 1 if not."""
    house = house_of_any_age()
    if _present(house) != schema.wanted():
        raise click.ClickException(f"The database is not migrated. {schema.ADVICE}")
    if migrate.differences(house.database):
        raise click.ClickException("The tables differ from the models; add a migration.")
    click.echo(f"The database has migration {_present(house)} and agrees with the models.")


def _present(house: House) -> str:
    with house.database.reading() as session:
        return schema.present(session)


COMMANDS = (db,)
