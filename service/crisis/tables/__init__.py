"""The crisis tables, as clinicians and native speakers read and mend them: TOML beside this file."""

import tomllib
from importlib.resources import files
from typing import Any

from service.errors import ConfigurationError


def table(name: str) -> dict[str, Any]:
    """A file of this folder. Raises ConfigurationError when it can't be read.

    A wrong table stops the process at its start: better than a screen with a hole in it.
    """
    try:
        return tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"crisis/tables/{name}.toml: {error}") from error
