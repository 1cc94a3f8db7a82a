"""The settings in a backup: those that were given, without secrets and without where things lie."""

from collections.abc import Mapping, Sequence

from pydantic import SecretStr

from service.settings import Settings
from service.storage import Storage

# A new machine has its own.
PLACES = frozenset(Storage.model_fields)


def told_of(settings: Settings) -> dict[str, str]:
    """By their names in the environment; defaults are left out, so that an update can change them."""
    return {
        name.upper(): str(value)
        for name, field in Settings.model_fields.items()
        if name not in PLACES
        and not isinstance(value := getattr(settings, name), SecretStr)
        and value not in (field.default, "")
    }


def secrets_of(settings: Settings) -> list[str]:
    """The names of secrets that were given, which whoever puts it back has to give again."""
    return [
        name.upper()
        for name in Settings.model_fields
        if isinstance(value := getattr(settings, name), SecretStr) and value.get_secret_value()
    ]


def as_env(told: Mapping[str, str], secrets: Sequence[str]) -> str:
    """The text of a `.env`."""
    lines = ["# From a backup. Secrets are not in one: give them again.\n"]
    lines += [f"{name}={_quoted(value)}\n" for name, value in told.items()]
    lines += [f"# {name}=\n" for name in secrets]
    return "".join(lines)


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
