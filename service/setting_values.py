"""What a setting may be, beyond its type. Each raises ValueError with the words an operator reads."""

from urllib.parse import urlsplit

from service.errors import NotAPhone
from service.text.phone import Phone

MOST_FALLBACKS = 5
DATABASES = ("postgres://", "postgresql://", "postgresql+psycopg://", "sqlite:///")
# Of a segment, and of a begun minute of a call we make, in millionths of a dollar. Twilio's list price in
# the United States as of October 2026 ($0.0083, and $0.0140), and what the phone companies add to a segment
# from a registered number ($0.0035 at AT&T, the dearest of the large ones); the simulator's is its own.
PRICES = {"simulator": (7_500, 14_000), "twilio": (8_300 + 3_500, 14_000)}
QUEUES = ("redis://", "rediss://", "unix://")


def phone(text: str, line: str | None) -> str:
    """A number in E.164, and not our own `line`: a call joined to that would come in again."""
    try:
        number = Phone.parse(text).e164
    except NotAPhone as error:
        raise ValueError("is no telephone number") from error
    if number == line:
        raise ValueError("is the line itself")
    return number


def phones(text: str, line: str | None) -> str:
    """Up to MOST_FALLBACKS numbers, each once, with spaces between."""
    given = filter(str.strip, text.split("," if "," in text else None))
    try:
        numbers = dict.fromkeys(Phone.parse(one).e164 for one in given)
    except NotAPhone as error:
        raise ValueError("must be telephone numbers like +14065550120") from error
    if len(numbers) > MOST_FALLBACKS or line in numbers:
        raise ValueError(f"are {MOST_FALLBACKS} at most, and not the line itself")
    return " ".join(numbers)


def bridge(text: str) -> None:
    """A country and a number; no emergency number and no short code can be written as one."""
    country, _, number = text.partition(":")
    if not (len(country) == 2 and country.isalpha() and country.isupper()):
        raise ValueError("takes two letters and a whole number, as US:+18002738255")
    _whole_number(number)


def _whole_number(number: str) -> None:
    try:
        if number.startswith("+") and Phone.parse(number).e164 == number:
            return
    except NotAPhone:
        pass
    raise ValueError("takes whole numbers only, as +18002738255: never 911, never a short code")


def address(text: str) -> str:
    if not _is_address(text):
        raise ValueError("must be http:// or https://, a host and perhaps a port")
    return text.rstrip("/")


def server(url: str, known: tuple[str, ...]) -> None:
    """Of a kind that is `known`; the rest is a secret, and whether it answers is for `doctor` to say."""
    if not (url.startswith(known) and _can_be_split(url)):
        raise ValueError(f"must start with one of {', '.join(known)}")


def _is_address(text: str) -> bool:
    """A scheme, a host, perhaps a port and a path: what signatures are reckoned from."""
    if not text.startswith(("http://", "https://")) or not _can_be_split(text):
        return False
    parts = urlsplit(text)
    return bool(parts.hostname) and not (parts.query or parts.fragment or "@" in parts.netloc)


def _can_be_split(text: str) -> bool:
    try:
        urlsplit(text).port  # noqa: B018  # raises when it is no number
    except ValueError:
        return False
    return text.split() == [text]
