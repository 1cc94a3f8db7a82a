"""How things look on a page: names and numbers masked, moments in words, money in dollars."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from service.text.times import DAYS, day_and_time, hour_of, weekday_and_date

HIDDEN = "•••"


def name_masked(name: str | None) -> str:
    """Its first letter; who may see the whole name asks for it.

    >>> name_masked("Ana"), name_masked(None)
    ('A•••', '•••')
    """
    return f"{name[:1]}{HIDDEN}" if name else HIDDEN


def number_masked(number: str) -> str:
    """
    >>> number_masked("+14065550100")
    '•••0100'
    """
    return f"{HIDDEN}{number[-4:]}"


def moment(at: datetime, now: datetime, zone: tzinfo, language: str) -> str:
    """`at` in words, as the place's wall has it: today, tomorrow, else the weekday and date."""
    return day_and_time(at.astimezone(zone), now.astimezone(zone), language).eye


def weekday(day: date, language: str, short: bool = False) -> str:
    """
    >>> weekday(date(2027, 1, 18), "es"), weekday(date(2027, 1, 18), "en", short=True)
    ('lun 18 ene', 'Mon')
    """
    if short:
        return DAYS[language][day.weekday()]
    return weekday_and_date(datetime.combine(day, time()), language).eye


def day_name(weekday: int, language: str) -> str:
    """
    >>> day_name(0, "en")
    'Mon'
    """
    return DAYS[language][weekday]


def days_in(bits: int, language: str) -> str:
    """Weekdays by their bits, Monday is 1.

    >>> days_in(0b1001, "en")
    'Mon, Thu'
    """
    return ", ".join(name for day, name in enumerate(DAYS[language]) if bits >> day & 1)


def clock(minute: int, language: str) -> str:
    """So many minutes after midnight, as a wall clock is read.

    >>> clock(1110, "en"), clock(1440, "en")
    ('6:30 pm', 'midnight')
    """
    return hour_of(datetime.min + timedelta(minutes=minute), language).eye


def to_the_second(at: datetime, zone: tzinfo) -> str:
    """What can be taken back until then is told to the second.

    >>> to_the_second(datetime(2026, 11, 24, 19, 3, 10, tzinfo=UTC), UTC)
    '7:03:10 pm'
    """
    there = at.astimezone(zone)
    return f"{there.hour % 12 or 12}:{there:%M:%S} {'am' if there.hour < 12 else 'pm'}"


def iso(at: datetime) -> str:
    """For `<time datetime>`: whole seconds, UTC."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


def dollars(micros: int) -> str:
    """Millionths of a dollar, rounded up to the cent.

    >>> dollars(7_900), dollars(1_610_000)
    ('$0.01', '$1.61')
    """
    cents = -(-micros // 10_000)
    return f"${cents // 100}.{cents % 100:02d}"
