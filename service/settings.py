"""Every setting, with its unit and meaning. Nobody else takes one from the environment.

Start-up stops with one message that names all that is wrong.
"""

from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator

from service import setting_values
from service.clock import zone
from service.environment import secrets_from_files
from service.errors import UnknownZone, WrongSettings
from service.setting_values import QUEUES
from service.storage import Storage
from service.text.hours import Hours, hours_in
from service.text.phone import Phone


class Settings(Storage):
    """What this installation is. Names in the environment are the same in capitals."""

    organisation: str = Field("Porchlight", max_length=24, description="name members read and hear")
    line_number: str = Field(description="the line's own number, as +14065550199")
    caller_name_en: str = Field(
        "the community line", min_length=3, max_length=30,
        description="how calls we make say who calls; anybody may hear it, so it tells no topic",
    )  # fmt: skip
    caller_name_es: str = Field(
        "la línea de la comunidad", min_length=3, max_length=30, description="the same in Spanish"
    )
    home_zone: str = Field("America/Denver", description="IANA zone of members who told us none")
    home_country: str = Field(
        "US", pattern="^[A-Z]{2}$", description="whose crisis lines are given"
    )
    public_url: str = Field(description="how the carrier reaches us, as https://line.example.org")

    redis_url: SecretStr = Field(SecretStr(""), description="empty: one is started on this machine")

    carrier: Literal["simulator", "twilio"] = Field(
        "simulator", description="who carries texts and calls"
    )
    carrier_url: str = Field(
        "", validate_default=True, description="the simulator's address; empty with twilio"
    )
    twilio_account_sid: str = Field(
        pattern="^AC[0-9a-fA-F]{32}$", description="AC and 32 hex digits"
    )
    twilio_auth_token: SecretStr = Field(min_length=1, description="signs webhooks and requests")
    fallback_calls_url: str = Field(
        "", description="where the carrier finds what to say to a call while it can't reach us"
    )
    fallback_texts_url: str = Field("", description="the same for a text")
    opt_out_by: Literal["carrier", "us"] = Field(
        "us", description="who answers STOP, START and HELP"
    )

    contact_from_hour: int = Field(
        8, ge=0, le=23, description="nothing we start is earlier, member's zone"
    )
    contact_until_hour: int = Field(20, ge=1, le=24, description="nor later")
    segments_a_second: float = Field(
        1.0, ge=0.01, le=2000,
        description="how fast our number may text: 1 for a US number, 3 toll-free, more once registered",
    )  # fmt: skip
    calls_a_second: float = Field(
        1.0, ge=0.01, le=100, description="how many calls our account may start a second"
    )
    dial_countries: str = Field(
        "US CA", pattern="^[A-Z]{2}( [A-Z]{2})*$",
        description="whose numbers callers are joined to, besides the line's own country",
    )  # fmt: skip
    join_most_minutes: int = Field(
        120, ge=10, le=240, description="how long a caller stays joined to a meeting at most"
    )
    ring_order: Literal["in_order", "all_at_once"] = Field(
        "in_order", description="how those on duty are rung: two one by one and then all, or all"
    )
    talk_hours: str = Field(
        "9-21", validate_default=True,
        description="when TALK offers a peer's call without a crisis, on the line's own clock",
    )  # fmt: skip
    talk_most_minutes: int = Field(
        60, ge=10, le=240, description="how long a caller and a volunteer stay joined at most"
    )
    call_back_minutes: int = Field(
        30, ge=5, le=240,
        description="by when who leaves a message is called back, from the next moment somebody is on duty",
    )  # fmt: skip
    check_in_answers_days: int = Field(
        90, ge=7, le=365, description="how long what members answer to their check-ins is kept"
    )
    report_answer_hours: int = Field(
        72, ge=1, le=168, description="by when who reports a problem in a group is answered"
    )
    feeds_every_hours: int = Field(
        12, ge=1, le=168, description="how often feeds that came from an address are fetched again"
    )
    crisis_bridge: str = Field(
        "US:+18002738255",
        description="crisis lines a caller can be joined to, by country, as US:+18002738255; nothing else is",
    )
    crisis_line_name: str = Field(
        "",
        max_length=24,
        description="the organisation's own crisis line, named after the national one",
    )
    crisis_line_number: str = Field("", description="its number, as +14065550160; or none")
    crisis_line_text: str = Field("", description="where it takes texts, if it does")
    crisis_line_hours: str = Field(
        "", max_length=12, description="when it answers, as 24/7 or 9-21; said as it stands"
    )
    lines_confirmed: str = Field(
        "",
        description="what `porchlight lines confirm` has written, where machines share no folder;"
        " empty: data_dir/lines.json",
    )
    look_up_lines: bool = Field(
        False, description="ask the carrier once, for a fee, whether a phone is a landline"
    )
    operator_number: str = Field(
        "", description="who is texted when something needs a person, as +14065550120; or nobody"
    )
    crisis_fallback_numbers: str = Field(
        "",
        description="up to five numbers, called when nobody on the roster can be told of imminent danger",
    )
    price_text_micros: int = Field(
        0, ge=0, le=1_000_000, validate_default=True,
        description="what a segment of a text costs, in millionths of a dollar; 0: the carrier's list price",
    )  # fmt: skip
    price_call_micros: int = Field(
        0, ge=0, le=10_000_000, validate_default=True,
        description="what a begun minute of a call costs, likewise",
    )  # fmt: skip
    notices_month_cap_cents: int = Field(
        0, ge=0, le=100_000_000,
        description="what coordinators' notices may cost a month, in cents; 0: no limit",
    )  # fmt: skip
    proxies: int = Field(
        0, ge=0, le=5,
        description="how many proxies of yours stand before the console and add X-Forwarded-For",
    )  # fmt: skip
    demo: bool = Field(False, description="clock file in data_dir, links to the simulated phones")
    log_level: Literal["debug", "info", "warning"] = Field("info", description="least event shown")

    @field_validator("line_number", "operator_number", "crisis_line_number", "crisis_line_text")
    @classmethod
    def _is_a_phone(cls, value: str, info: ValidationInfo) -> str:
        if not value and info.field_name != "line_number":
            return ""
        return setting_values.phone(value, info.data.get("line_number"))

    @field_validator("crisis_bridge")
    @classmethod
    def _bridges_are_whole_numbers(cls, value: str) -> str:
        for one in value.split():
            setting_values.bridge(one)
        return value

    @field_validator("talk_hours")
    @classmethod
    def _are_hours(cls, value: str) -> str:
        if hours_in(value) is None:
            raise ValueError("is no two hours like 9-21")
        return value

    @field_validator("crisis_fallback_numbers")
    @classmethod
    def _are_phones(cls, value: str, info: ValidationInfo) -> str:
        return setting_values.phones(value, info.data.get("line_number"))

    @field_validator("home_zone")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        try:
            return zone(value).key
        except UnknownZone as error:
            raise ValueError(str(error)) from error

    @field_validator("public_url", "carrier_url", "fallback_calls_url", "fallback_texts_url")
    @classmethod
    def _plain_url(cls, value: str, info: ValidationInfo) -> str:
        needed = info.field_name == "public_url"
        return setting_values.address(value) if value or needed else value

    @field_validator("redis_url")
    @classmethod
    def _known_queue(cls, value: SecretStr) -> SecretStr:
        if given := value.get_secret_value():
            setting_values.server(given, QUEUES)
        return value

    # What two settings say together is checked at the later one, so that one message has it all.

    @field_validator("carrier")
    @classmethod
    def _twilio_needs_https(cls, value: str, info: ValidationInfo) -> str:
        public_url = info.data.get("public_url", "https://")
        if value == "twilio" and not public_url.startswith("https://"):
            raise ValueError("twilio needs a PUBLIC_URL with https")
        return value

    @field_validator("carrier_url")
    @classmethod
    def _simulator_has_an_address(cls, value: str, info: ValidationInfo) -> str:
        if not value and info.data.get("carrier") == "simulator":
            raise ValueError("is missing, unless CARRIER is twilio")
        return value

    @field_validator("price_text_micros", "price_call_micros")
    @classmethod
    def _list_price(cls, value: int, info: ValidationInfo) -> int:
        prices = setting_values.PRICES[info.data.get("carrier", "simulator")]
        return value or prices[info.field_name == "price_call_micros"]

    @field_validator("contact_until_hour")
    @classmethod
    def _hours_are_some(cls, value: int, info: ValidationInfo) -> int:
        if value <= info.data.get("contact_from_hour", 0):
            raise ValueError("must be later than CONTACT_FROM_HOUR, or nothing goes")
        return value

    def caller_name(self, language: str) -> str:
        return self.caller_name_es if language == "es" else self.caller_name_en

    @property
    def hours_to_talk(self) -> Hours:
        found = hours_in(self.talk_hours)
        assert found is not None  # checked at start
        return found

    @property
    def fallback_phones(self) -> tuple[Phone, ...]:
        return tuple(Phone(number) for number in self.crisis_fallback_numbers.split())

    @property
    def countries_dialled(self) -> frozenset[str]:
        return frozenset(self.dial_countries.split())

    @property
    def bridges(self) -> dict[str, str]:
        """The whole number a call from each country can be joined to."""
        return {one[:2]: one[3:] for one in self.crisis_bridge.split()}


def read_settings(**overrides: Any) -> Settings:
    """The settings in force. Raises WrongSettings naming everything that is wrong or missing."""
    secrets, wrong = secrets_from_files()
    try:
        settings = Settings(**{**secrets, **overrides})
    except ValidationError as error:
        wrong += [_complaint(dict(one)) for one in error.errors()]
    if wrong:
        names = [one.split()[0] for one in wrong]
        raise WrongSettings("\n".join(["Settings are wrong or missing:", *wrong]), names) from None
    return settings


def _complaint(error: dict[str, Any]) -> str:
    name = ".".join(str(part) for part in error["loc"]).upper()
    said = (
        "is missing" if error["type"] == "missing" else error["msg"].removeprefix("Value error, ")
    )
    described = Settings.model_fields.get(name.lower())
    hint = f" ({described.description})" if described and described.description else ""
    return f"  {name} {said}{hint}" if name else f"  {said}"
