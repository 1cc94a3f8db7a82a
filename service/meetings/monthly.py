"""Meetings that aren't weekly: "2nd Sunday only", "1st and 3rd Tuesdays", every other week.

A rule is RFC 5545 text (`FREQ=MONTHLY;BYDAY=1TU,3TU`); None is every week. Most notes with an ordinal
are no rule: "birthdays last Friday" is one night of a weekly meeting. So an ordinal counts only in a
column of its own, in a name, or in a note that says nothing else.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

LAST = -1
CODES = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
FORTNIGHTLY = "FREQ=WEEKLY;INTERVAL=2"  # which of the two weeks no feed says
UNSAID = "FREQ=MONTHLY"  # monthly, and the feed doesn't say in which week

# Ordinals in English, Spanish and French, without accents.
ORDINALS = {
    "1st": 1, "first": 1, "primer": 1, "primero": 1, "primera": 1, "premier": 1, "1er": 1,
    "2nd": 2, "second": 2, "segundo": 2, "segunda": 2, "deuxieme": 2, "2do": 2, "2e": 2,
    "3rd": 3, "third": 3, "tercer": 3, "tercero": 3, "tercera": 3, "troisieme": 3, "3e": 3,
    "4th": 4, "fourth": 4, "forth": 4, "cuarto": 4, "cuarta": 4, "quatrieme": 4, "4to": 4, "4e": 4,
    "5th": 5, "fifth": 5, "quinto": 5, "cinquieme": 5, "last": LAST, "ultimo": LAST,
    "ultima": LAST, "dernier": LAST, "3ro": 3, "1ro": 1,
}  # fmt: skip
WEEKDAYS = {
    0: "sun sunday sundays domingo domingos dimanche",
    1: "mon monday mondays lunes lundi",
    2: "tue tues tuesday tuesdays martes mardi",
    3: "wed weds wednesday wednesdays miercoles mercredi",
    4: "thu thur thurs thursday thursdays jueves jeudi",
    5: "fri friday fridays viernes vendredi",
    6: "sat saturday saturdays sabado sabados samedi",
}
_DAY_OF = {word: day for day, words in WEEKDAYS.items() for word in words.split()}
_ORDINAL = "|".join(sorted(ORDINALS, key=len, reverse=True))
_DAY = "|".join(sorted(_DAY_OF, key=len, reverse=True))
_PHRASE = re.compile(
    rf"\b(?P<weeks>(?:{_ORDINAL})(?:(?:\s*(?:,|&|/|\+|and|y|e|et)\s*)+(?:the\s+|el\s+)?(?:{_ORDINAL}))*)"
    rf"\s+(?:(?P<day>{_DAY})|weeks?)\b\.?(?:\s+of(?:\s+(?:the|each|every))?\s+months?"
    r"|\s+(?:each|every|ea\.?)\s+month|\s+del? (?:cada )?mes|\s+du mois|\s+(?:monthly|of month))?"
)
_EXCEPT = re.compile(r"\b(?:no meeting|except|excepting|not meeting|does not meet|doesn't meet)\b")
# What one night of a weekly meeting is for: with one of these the ordinal says what, not whether.
_ONE_NIGHT = re.compile(
    r"\b(?:birthdays?|bdays?|anniversar\w+|chips?|medallions?|tokens?|celebrat\w+|cake|speakers?|spk|"
    r"business|potluck|pot luck|dinner|supper|breakfast|lunch|eating|open|closed|step|steps|trad\w*|"
    r"concepts?|conscience|hybrid|zoom|online|in[- ]person|virtual|read|study|topic|literature|"
    r"book|bb|candle\w*|discussion|newcomers?|beginners?|meditation|panel|format|otherwise|weekly|"
    r"every week|each week|when|if|cumplea\w+|aniversari\w+|orador\w*|tradici\w+|format)\b"
)
_OTHER_WEEK = re.compile(
    r"\b(?:every (?:other|second|2) (?:weeks?|{day})|alternate (?:weeks?|{day})|alternating weeks?|"
    r"every two weeks|fortnightly|bi-?weekly|quincenal|cada quince dias|bimensuel)\b".replace(
        "{day}", f"(?:{_DAY})"
    )
)
_MONTHLY = re.compile(
    r"\b(?:monthly|quarterly|(?:once|one time) (?:a|per|each|every) (?:month|quarter)"
    r"|every (?:month|quarter)|una vez al mes|mensual(?:mente)?|mensuel)\b"
)
_ONLY = re.compile(r"\b(?:only|solamente|solo|seulement)\b")
_FRAME = re.compile(
    r"\b(?:meets?|meeting|meetings|this|is|are|held|we|group|only|on|the|el|los|le|it|just|takes|"
    r"place|se|reune|reunion|solamente|solo|seulement|at|a|in|monthly|of|each|every|month)\b|[\W_]+"
)
_MEETS = re.compile(r"\s*(?:this |the |we |group )*(?:meeting is held|meets?\b|held\b)")
# One of these is in every text with a rule: most texts have none and are done with.
_WORTH_READING = (
    "1st", "2nd", "3rd", "4th", "5th", "first", "second", "third", "fourth", "forth", "fifth", "last",
    "other", "every 2", "altern", "fortnight", "quin", "prim", "segund", "terc", "cuart", "ltim", "1er",
    "2e ", "3e ", "4e ", "2do", "3ro", "4to", "1ro", "premier", "deux", "trois", "quatr",
    "dernier", "bimensuel", "weekly", "two weeks", "monthly", "quarterly", "month", "quarter", "mensu",
    "al mes",
)  # fmt: skip
_SENTENCE_END = re.compile(r"[.;!\n](?=\s|$)|[()]|\s[-–]\s")
_LONGEST_NOTE = 300  # a rule is said early or not at all
_SHORT = 30


def rule_of(
    day: int | None, column: str | None, name: str, notes: Iterable[str] = ()
) -> str | None:
    """The rule of a meeting on `day` (0 is Sunday), None for every week.

    A column of its own decides ("1st & 3rd", "2", "Weekly"); then the name, then each note's sentences.

    >>> rule_of(0, None, "Steps Workshop", ["2nd Sunday only."])
    'FREQ=MONTHLY;BYDAY=2SU'
    >>> rule_of(5, None, "Nightcap", ["Birthdays last Friday."]) is None
    True
    """
    if day is None:
        return None
    said = _plain(column) if column else ""
    if said:
        found = _from_column(said, day)
        if found != UNSAID:
            return found
    texts = [name, *notes]
    low = "\n".join(texts).lower()
    found = (
        _from_prose(day, name, texts[1:]) if any(sign in low for sign in _WORTH_READING) else None
    )
    return found or (UNSAID if said else None)


@lru_cache(maxsize=1024)
def week_in(cell: str) -> str | None:
    """The words that say which of the month's, in a cell for a day or a day and a time.

    >>> week_in("1st & 3rd Tuesdays 5 pm"), week_in("Tuesday 5 pm")
    ('1st & 3rd tuesdays', None)
    """
    found = _PHRASE.search(_plain(cell))
    return found.group() if found else None


def falls_on(rrule: str | None, on: date) -> bool:
    """True when the meeting is held on that date, taken that its weekday is right.

    What begins at 24:00 is listed on the next day, and still goes by the day its feed names.

    >>> falls_on("FREQ=MONTHLY;BYDAY=2SU", date(2026, 11, 8))
    True
    """
    weeks = weeks_of(rrule)
    if not weeks:
        return True
    eve = on - timedelta(days=1)
    if f"{weeks[0]}{CODES[eve.isoweekday() % 7]}" in (rrule or ""):
        on = eve
    return (on.day + 6) // 7 in weeks or (LAST in weeks and _in_last_week(on))


@lru_cache(maxsize=256)
def weeks_of(rrule: str | None) -> tuple[int, ...]:
    """Which of the month's such weekdays, 1 to 5 and -1 for the last; empty when it isn't monthly.

    >>> weeks_of("FREQ=MONTHLY;BYDAY=1TU,-1TU")
    (1, -1)
    """
    if not rrule or not rrule.startswith("FREQ=MONTHLY;"):
        return ()
    return tuple(int(number) for number in re.findall(r"(-?\d)[A-Z]{2}", rrule))


def monthly(day: int, weeks: Iterable[int]) -> str:
    """The rule's text.

    >>> monthly(2, [3, 1])
    'FREQ=MONTHLY;BYDAY=1TU,3TU'
    """
    ordered = sorted(set(weeks), key=lambda week: (week < 0, week))
    return "FREQ=MONTHLY;BYDAY=" + ",".join(f"{week}{CODES[day]}" for week in ordered)


def _in_last_week(on: date) -> bool:
    first_of_next = date(on.year + on.month // 12, on.month % 12 + 1, 1)
    return (first_of_next - on).days <= 7


@lru_cache(maxsize=1024)
def _plain(text: str) -> str:
    low = text.lower().strip()
    if low.isascii():
        return low
    bare = unicodedata.normalize("NFKD", low.replace("’", "'"))
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


def _from_column(said: str, day: int) -> str | None:
    """None is every week; UNSAID when it is some rule that names no week."""
    if said.startswith("freq="):
        weeks = weeks_of(said.upper())
        unsaid = None if "weekly" in said else UNSAID
        return monthly(day, weeks) if weeks else unsaid
    words = re.findall(r"[a-z0-9]+", said)
    numbers = [
        ORDINALS.get(word) or (int(word) if word in set("12345") else None) for word in words
    ]
    weeks_said = [number for number in numbers if number]
    if _OTHER_WEEK.search(said) or said in ("biweekly", "bi-weekly", "alternate", "alternating"):
        return FORTNIGHTLY
    if weeks_said:
        return None if set(weeks_said) >= {1, 2, 3, 4} else monthly(day, weeks_said)
    monthly_said = any(word.startswith(("month", "mensu", "quarter")) for word in words)
    return UNSAID if monthly_said else None


def _from_prose(day: int, name: str, notes: list[str]) -> str | None:
    called = _plain(name)
    if found := _PHRASE.search(called):
        before, after = called[: found.start()], called[found.end() :]
        apart = not before or (before.endswith("(") and after.startswith((")", " only)")))
        if apart or not _ONE_NIGHT.search(before + after):
            return _rule(found, day, without=bool(_EXCEPT.search(before)))
    if _OTHER_WEEK.search(called):
        return FORTNIGHTLY
    return next(
        (rule for note in notes if (rule := _from_note(_plain(note[:_LONGEST_NOTE]), day))), None
    )


def _from_note(note: str, day: int) -> str | None:
    """From the first sentence that is a rule. "Trad. 1st Fri." is none: `Trad.` belongs to it."""
    before = ""
    for sentence in _SENTENCE_END.split(note):
        found = _from_sentence(sentence, day)
        of_one_night = (
            len(before) < _SHORT and _ONE_NIGHT.search(before) and not _ONLY.search(sentence)
        )
        # "Pizza (once a month)" says how often there is pizza.
        of_another_thing = found == UNSAID and before and "meet" not in sentence
        if found and not of_one_night and not of_another_thing:
            return found
        before = sentence
    return None


def _from_sentence(sentence: str, day: int) -> str | None:
    """A rule only if the sentence says little else: "held on the first Sunday of each month only"."""
    found = _PHRASE.search(sentence)
    if not found:
        return _from_frequency(sentence)
    before, after = sentence[: found.start()], sentence[found.end() :]
    rest = before + " " + after
    if _EXCEPT.search(before):
        return None if _ONE_NIGHT.search(rest) else _rule(found, day, without=True)
    if _ONE_NIGHT.search(rest):
        return None
    alone = not _FRAME.sub("", rest)
    meets = _MEETS.match(before)
    return _rule(found, day) if alone or meets or _ONLY.match(after.strip(" ,")) else None


def _from_frequency(sentence: str) -> str | None:
    """One that only says how often: "Meets monthly." Not "monthly speaker meeting", one night's."""
    for rule, often in ((FORTNIGHTLY, _OTHER_WEEK), (UNSAID, _MONTHLY)):
        rest, times = often.subn("", sentence)
        if times and not _FRAME.sub("", rest):
            return rule
    return None


def _rule(found: re.Match[str], day: int, without: bool = False) -> str | None:
    """None when another weekday is meant. `without` them: all the others of the month."""
    named = found["day"]
    if named and _DAY_OF[named] != day:
        return None
    weeks = {ORDINALS[word] for word in re.findall(_ORDINAL, found["weeks"])}
    if without:
        # "Not the last" has no such text: four or five of them, so it stays weekly and its note says it.
        return None if LAST in weeks else monthly(day, {1, 2, 3, 4, 5} - weeks)
    return None if weeks >= {1, 2, 3, 4} else monthly(day, weeks)
