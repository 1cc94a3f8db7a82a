"""One installation, opened: its settings, clock, keys and database. Each process opens it once."""

from dataclasses import dataclass
from typing import Self

from service.clock import Clock, MovableClock, SystemClock
from service.crypto import Keyring, attach, keyring_at
from service.db import Database
from service.errors import ConfigurationError
from service.logs import show_from
from service.settings import Settings


@dataclass(frozen=True)
class House:
    """Closed by whoever opened it; a process that lives as long as it needs no closing."""

    settings: Settings
    clock: Clock
    keyring: Keyring
    database: Database

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.database.close()


def open_house(settings: Settings) -> House:
    """Opens the database without touching it yet. Raises ConfigurationError for bad or lost keys."""
    show_from(settings.log_level)
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        keyring = _keyring(settings)
    except OSError as error:
        raise ConfigurationError(
            f"DATA_DIR can't be used: {error.filename}: {error.strerror}."
        ) from error
    database = Database(settings.database)
    attach(database.engine, keyring)
    return House(settings, _clock(settings), keyring, database)


def _keyring(settings: Settings) -> Keyring:
    given = settings.keys.get_secret_value()
    if given:
        return Keyring.from_json(given)
    path = settings.keys_file
    if not path.exists() and (settings.data_dir / "porchlight.db").exists():
        # New ones would open nothing, and would not know again who had said STOP.
        raise ConfigurationError(f"{path} is missing, but there is a database: restore its backup.")
    return keyring_at(path)


def _clock(settings: Settings) -> Clock:
    return MovableClock(settings.data_dir / "clock") if settings.demo else SystemClock()
