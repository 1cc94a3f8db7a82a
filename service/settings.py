"""Every setting, with its unit and meaning. Nobody else reads the environment.

Values come from the environment, then from `.env`; a secret may also be the content of a file named
by `<NAME>_FILE` (as container platforms give them). Start-up stops with one message that names all
that is wrong.
"""

import os
from pathlib import Path
from typing import Any, Literal

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from service.clock import zone
from service.errors import ConfigurationError, NotAPhone, UnknownZone
from service.text.phone import Phone

ENV_FILE = ".env"
SECRETS = ("twilio_auth_token", "database_url", "redis_url", "keys")


class Settings(BaseSettings):
    """What this installation is. Names in the environment are the same in capitals."""

    model_config = SettingsConfigDict(env_file=ENV_FILE, extra="ignore", frozen=True)

    organisation: str = Field("Porchlight", max_length=24, description="name members read and hear")
    line_number: str = Field(description="the line's own number, as +14065550199")
    home_zone: str = Field("America/Denver", description="IANA zone of members who told us none")
    home_country: str = Field(
        "US", pattern="^[A-Z]{2}$", description="whose crisis lines are given"
    )
    public_url: str = Field(description="how the carrier reaches us, as https://line.example.org")

    data_dir: Path = Field(Path("var"), description="SQLite file, keys, spool, Redis' own files")
    database_url: SecretStr = Field(
        SecretStr(""), description="PostgreSQL; empty: SQLite in data_dir"
    )
    redis_url: SecretStr = Field(SecretStr(""), description="empty: one is started on this machine")
    keys: SecretStr = Field(
        SecretStr(""), description="key file's content; empty: data_dir/keys.json"
    )

    carrier: Literal["simulator", "twilio"] = Field(
        "simulator", description="who carries texts and calls"
    )
    carrier_url: str = Field("", description="the simulator's address; empty with twilio")
    twilio_account_sid: str = Field(
        pattern="^AC[0-9a-fA-F]{32}$", description="AC and 32 hex digits"
    )
    twilio_auth_token: SecretStr = Field(min_length=1, description="signs webhooks and requests")
    opt_out_by: Literal["carrier", "us"] = Field(
        "us", description="who answers STOP, START and HELP"
    )

    contact_from_hour: int = Field(
        8, ge=0, le=23, description="nothing we start is earlier, member's zone"
    )
    contact_until_hour: int = Field(20, ge=1, le=24, description="nor later")
    demo: bool = Field(False, description="clock file in data_dir, links to the simulated phones")
    log_level: Literal["debug", "info", "warning"] = Field("info", description="least event shown")

    @field_validator("line_number")
    @classmethod
    def _line_is_a_phone(cls, value: str) -> str:
        try:
            return Phone.parse(value).e164
        except NotAPhone as error:
            raise ValueError("is no telephone number") from error

    @field_validator("home_zone")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        try:
            return zone(value).key
        except UnknownZone as error:
            raise ValueError(str(error)) from error

    @field_validator("public_url", "carrier_url")
    @classmethod
    def _plain_url(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _carrier_is_reachable(self) -> "Settings":
        if self.carrier == "simulator" and not self.carrier_url:
            raise ValueError("CARRIER_URL is missing: the simulator needs its address")
        if self.carrier == "twilio" and not self.public_url.startswith("https://"):
            raise ValueError("PUBLIC_URL must be https with a real carrier")
        return self

    @model_validator(mode="after")
    def _hours_are_some(self) -> "Settings":
        if self.contact_from_hour >= self.contact_until_hour:
            raise ValueError(
                "CONTACT_FROM_HOUR must come before CONTACT_UNTIL_HOUR, or nothing goes"
            )
        return self

    @property
    def database(self) -> str:
        """The SQLAlchemy URL in force."""
        given = self.database_url.get_secret_value()
        if not given:
            return f"sqlite:///{self.data_dir / 'porchlight.db'}"
        for prefix in ("postgres://", "postgresql://"):
            if given.startswith(prefix):
                return "postgresql+psycopg://" + given.removeprefix(prefix)
        return given


def read_settings(**overrides: Any) -> Settings:
    """The settings in force. Raises ConfigurationError naming everything that is wrong or missing."""
    try:
        return Settings(**{**_secrets_from_files(), **overrides})
    except ValidationError as error:
        wrong = "\n".join(_complaint(dict(one)) for one in error.errors())
        raise ConfigurationError(f"Settings are wrong or missing:\n{wrong}") from None


def _secrets_from_files() -> dict[str, str]:
    given = {**dotenv_values(ENV_FILE), **os.environ}
    named = {name: given.get(f"{name.upper()}_FILE") for name in SECRETS}
    missing = [
        f"{name.upper()}_FILE" for name, path in named.items() if path and not Path(path).is_file()
    ]
    if missing:
        raise ConfigurationError(f"Files not found: {', '.join(missing)}")
    return {name: Path(path).read_text().strip() for name, path in named.items() if path}


def _complaint(error: dict[str, Any]) -> str:
    name = ".".join(str(part) for part in error["loc"]).upper()
    said = (
        "is missing" if error["type"] == "missing" else error["msg"].removeprefix("Value error, ")
    )
    described = Settings.model_fields.get(name.lower())
    hint = f" ({described.description})" if described and described.description else ""
    return f"  {name} {said}{hint}" if name else f"  {said}"
