"""Where an installation keeps what it has: its folder, its database, its keys.

A part of the settings that can be read by itself: a backup is put back before there are any others.
"""

from pathlib import Path

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from service import setting_values
from service.environment import ENV_FILE, secrets_from_files
from service.errors import ConfigurationError
from service.setting_values import DATABASES

SQLITE = "sqlite:///"


class Storage(BaseSettings):
    """Names in the environment are the same in capitals."""

    model_config = SettingsConfigDict(env_file=ENV_FILE, extra="ignore", frozen=True)

    data_dir: Path = Field(Path("var"), description="SQLite file, keys, spool, Redis' own files")
    database_url: SecretStr = Field(
        SecretStr(""), description="PostgreSQL; empty: SQLite in data_dir"
    )
    keys: SecretStr = Field(
        SecretStr(""), description="key file's content; empty: data_dir/keys.json"
    )

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: SecretStr) -> SecretStr:
        if given := value.get_secret_value():
            setting_values.server(given, DATABASES)
        return value

    @property
    def database(self) -> str:
        """The SQLAlchemy URL in force."""
        given = self.database_url.get_secret_value()
        if not given:
            return f"{SQLITE}{self.data_dir / 'porchlight.db'}"
        for prefix in ("postgres://", "postgresql://"):
            if given.startswith(prefix):
                return "postgresql+psycopg://" + given.removeprefix(prefix)
        return given

    @property
    def keys_file(self) -> Path:
        """Where the keys lie unless `keys` has them."""
        return self.data_dir / "keys.json"

    @property
    def lines_file(self) -> Path:
        """What a person has confirmed (`crisis/confirmed`), unless a setting has it."""
        return self.data_dir / "lines.json"

    @property
    def spool(self) -> Path:
        return self.data_dir / "spool"


def read_storage() -> Storage:
    """What is in force. Raises ConfigurationError."""
    secrets, wrong = secrets_from_files(("database_url", "keys"))
    if wrong:
        raise ConfigurationError("\n".join(["Settings are wrong:", *wrong]))
    try:
        return Storage(**secrets)  # type: ignore[arg-type]  # parsed by its fields
    except ValidationError as error:
        names = ", ".join(str(one["loc"][0]).upper() for one in error.errors())
        raise ConfigurationError(f"Settings are wrong: {names}. See .env.example.") from None
