"""Where settings come from: the environment, then `.env`; a secret may also be the content of a file.

That file is named by `<NAME>_FILE`, as container platforms give them.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from dotenv import dotenv_values

from service.errors import ConfigurationError

ENV_FILE = ".env"
SECRETS = ("twilio_auth_token", "database_url", "redis_url", "keys", "lines_confirmed")


def secrets_from_files(names: Iterable[str] = SECRETS) -> tuple[dict[str, str], list[str]]:
    """What the files named by `<NAME>_FILE` hold, and a complaint about each that can't be read."""
    given, wrong = {**_env_file(), **os.environ}, []
    found = {}
    for name in names:
        if path := given.get(f"{name.upper()}_FILE"):
            try:
                found[name] = Path(path).read_text().strip()
            except (OSError, UnicodeDecodeError):
                wrong.append(f"  {name.upper()}_FILE names no text file that we can read")
    return found, wrong


def _env_file() -> dict[str, str | None]:
    try:
        return dotenv_values(ENV_FILE)
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{ENV_FILE} is no text in UTF-8.") from error
