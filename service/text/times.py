"""Days and hours as people read and hear them, in both languages.

The eye gets "Tue 7 pm", "tonight 7:30 pm", "Tue Dec 1 7 pm" once a week lies between; lists have the
short "7:30p". The ear gets "Tuesday at 7 30 P M".
"""

from datetime import date, datetime, timedelta

from service.text.words import Voiced

EVENING_FROM = 17
# "Tonight" lasts until three in the morning: a meeting at 00:30 belongs to the night before.
NIGHT_ENDS = 3

DAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "es": ("lun", "mar", "mié", "jue", "vie", "sáb", "dom"),
}
DAYS_SPOKEN = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}
MONTHS = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(),
    "es": "ene feb mar abr may jun jul ago sep oct nov dic".split(),
}
MONTHS_SPOKEN = {
    "en": "January February March April May June July August September October November "
    "December".split(),
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
    "diciembre".split(),
}
HOURS_ES = "doce una dos tres cuatro cinco seis siete ocho nueve diez once".split()
# Until which hour it is which part of the day, as Spanish is spoken in America.
PARTS_ES = ((1, "noche"), (6, "madrugada"), (12, "mañana"), (19, "tarde"), (24, "noche"))
NEAR = {
    "en": {"today": "today", "tonight": "tonight", "tomorrow": "tomorrow"},
    "es": {"today": "hoy", "tonight": "esta noche", "tomorrow": "mañana"},
}


def day_and_time(moment: datetime, now: datetime, language: str) -> Voiced:
    """`moment` in the zone it is to be told in; `now` in any."""
    return at_hour(day_of(moment, now, language), moment, language)


def at_hour(day: Voiced, moment: datetime, language: str) -> Voiced:
    """That day's name with the hour of `moment`."""
    hour = hour_of(moment, language)
    joined = " at " if language == "en" else " a "
    if language == "es":
        joined = " a la " if moment.hour % 12 == 1 else " a las "
    said = hour.ear.split(" de la ")[0] if day.eye == NEAR["es"]["tonight"] else hour.ear
    return Voiced(f"{day.eye} {hour.eye}", f"{day.ear}{joined}{said}")


def from_to(begins: datetime, ends: datetime, now: datetime, language: str) -> Voiced:
    """`Fri 6 pm to 10 pm`; where it ends days later, that day too. In the zone of `begins`."""
    ends = ends.astimezone(begins.tzinfo)
    first = day_and_time(begins, now, language)
    days = (ends.date() - begins.date()).days
    over = days > 1 or (days == 1 and ends.time() >= begins.time())
    last = day_and_time(ends, now, language) if over else hour_of(ends, language)
    if language == "en":
        return Voiced(f"{first.eye} to {last.eye}", f"{first.ear} to {last.ear}")
    a_las = "" if over else "la " if ends.hour % 12 == 1 else "las "
    return Voiced(f"{first.eye} a {last.eye}", f"{first.ear} hasta {a_las}{last.ear}")


def day_of(moment: datetime, now: datetime, language: str) -> Voiced:
    """Today, tonight, tomorrow, a weekday within the week, else weekday and date."""
    away = (evening_date(moment) - evening_date(now.astimezone(moment.tzinfo))).days
    if away in (0, 1):
        name = NEAR[language][_near_name(moment, away)]
        return Voiced(name, name)
    eye, ear = DAYS[language][moment.weekday()], DAYS_SPOKEN[language][moment.weekday()]
    if 0 < away < 7:
        return Voiced(eye, ear)
    return weekday_and_date(moment, language)


def weekday_and_date(moment: datetime, language: str) -> Voiced:
    """`Mon Jan 18`, however near: what somebody is to count on.

    >>> weekday_and_date(datetime(2027, 1, 18), "es").ear
    'lunes, 18 de enero'
    """
    eye, ear = DAYS[language][moment.weekday()], DAYS_SPOKEN[language][moment.weekday()]
    return Voiced(f"{eye} {_date(moment, language)}", f"{ear}, {_date_spoken(moment, language)}")


def hour_of(moment: datetime, language: str) -> Voiced:
    """`7:30 pm` and "7 30 P M"; noon and midnight by name."""
    if (named := _named_hour(moment, language)) is not None:
        return named
    hour, half = moment.hour % 12 or 12, "am" if moment.hour < 12 else "pm"
    minutes = f":{moment.minute:02d}" if moment.minute else ""
    if language == "es":
        return Voiced(f"{hour}{minutes} {half}", _hora(moment))
    spoken = f" {_minutes_spoken(moment.minute)}" if moment.minute else ""
    return Voiced(f"{hour}{minutes} {half}", f"{hour}{spoken} {half[0].upper()} M")


def short_hour(moment: datetime) -> str:
    """`7:30p`, `7p`, `12n`, `12mid`: for lists."""
    if moment.minute == 0 and moment.hour in (0, 12):
        return "12n" if moment.hour else "12mid"
    minutes = f":{moment.minute:02d}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes}{'a' if moment.hour < 12 else 'p'}"


def evening_date(moment: datetime) -> date:
    """The date a moment belongs to for people: until three it is still the night before."""
    return (moment - timedelta(hours=NIGHT_ENDS)).date()


def _near_name(moment: datetime, away: int) -> str:
    if away == 1:
        return "tomorrow"
    late = moment.hour >= EVENING_FROM or moment.hour < NIGHT_ENDS
    return "tonight" if late else "today"


def _named_hour(moment: datetime, language: str) -> Voiced | None:
    if moment.minute or moment.hour not in (0, 12):
        return None
    if language == "en":
        name = "noon" if moment.hour else "midnight"
        return Voiced(name, name)
    return Voiced("12 pm", "doce del día") if moment.hour else Voiced("12 am", "doce de la noche")


def _hora(moment: datetime) -> str:
    """`siete y media de la noche`."""
    minutes = {0: "", 15: " y cuarto", 30: " y media"}.get(moment.minute, f" y {moment.minute}")
    part = next(part for until, part in PARTS_ES if moment.hour < until)
    return f"{HOURS_ES[moment.hour % 12]}{minutes} de la {part}"


def _minutes_spoken(minute: int) -> str:
    return f"oh {minute}" if minute < 10 else str(minute)


def _date(moment: datetime, language: str) -> str:
    month = MONTHS[language][moment.month - 1]
    return f"{month} {moment.day}" if language == "en" else f"{moment.day} {month}"


def _date_spoken(moment: datetime, language: str) -> str:
    month = MONTHS_SPOKEN[language][moment.month - 1]
    return f"{month} {moment.day}" if language == "en" else f"{moment.day} de {month}"
