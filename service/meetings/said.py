"""What a text says, slot by slot, before anybody asks whether it is a search."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from service.meetings.codes import take_code
from service.meetings.place_words import find_town
from service.meetings.stories import Story, tell
from service.meetings.times import find_time
from service.meetings.town_words import PLACE, Text, may_be_town, slot_of
from service.meetings.vocabulary import MEETING_WORDS, SHORT_KINDS, Meaning
from service.meetings.words import Word, plain, read, repair

DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
LONGEST_TEXT = 1600  # as long as the carrier joins texts to one
ANYTHING = frozenset("anything something algo whatever".split())
NEGATORS = frozenset(
    "tried not no dont isnt except besides without excepto menos sin nada instead never".split()
)
ASKING = frozenset(
    """need want looking find any there where wheres another one hay busco buscando necesito ocupo quiero
    donde alguna algun tienen otra""".split()
)
TURNS = frozenset(
    "i im ive they hes shes he she we my its and estoy vivo ando me mi el ella ya".split()
)
# Words that may stand between `not` and what is not wanted.
BETWEEN = frozenset(
    """on by for in the a an at any do want like need go to going por en para el la los las de sea por
    quiero pero with using use over via me gusta tengo have que un una of""".split()
)
# Said of a family: the fellowship of those who live with it.
FAMILIES_OF = {"aa": "al-anon", "na": "nar-anon", "ga": "gam-anon"}
SPANISH = frozenset(
    """en hay una un junta juntas grupo grupos reunion reuniones hoy manana noche busco quiero necesito
    donde cerca alcoholicos narcoticos anonimos""".split()
)


_CORRECTED = re.compile(
    r"\b(?:no,? wait|wait,? no|i mean|i meant|scratch that|make that|mejor dicho|quise decir)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Said:
    """The slots of a text, and the words they were read from."""

    words: list[Word]
    story: Story
    kind: str | None = None
    named: bool = False  # a kind by its name or trouble, not only by a story
    place: str | None = None
    sure_place: bool = False  # a postal code, or a state beside the town
    when: str | None = None
    daypart: str | None = None
    time: str | None = None
    mode: str | None = None
    attrs: frozenset[str] = field(default_factory=frozenset)

    @property
    def texts(self) -> frozenset[str]:
        return frozenset(word.text for word in self.words)

    @property
    def slots(self) -> bool:
        """Whether anything but kind and place is said."""
        return bool(self.when or self.daypart or self.time or self.mode or self.attrs)


def listen(text: str) -> Said:
    """Reads a text. Nothing is decided here but what the words mean.

    What follows a correction takes the place of what it corrects: `in bend, no wait, redmond`.
    """
    first, *corrected = _CORRECTED.split(text[:LONGEST_TEXT], maxsplit=1)
    said = _listen(first)
    if corrected and any(may_be_town(word) or slot_of(word) for word in said.words):
        _correct(said, _listen(f"{said.kind or ''} {corrected[0]}"))
    return said


def _correct(said: Said, then: Said) -> None:
    for slot in ("kind", "place", "when", "daypart", "time", "mode"):
        if value := getattr(then, slot):
            setattr(said, slot, value)
    said.attrs |= then.attrs


def _listen(text: str) -> Said:
    code, rest = take_code(plain(text)[:LONGEST_TEXT])
    clock = find_time(rest.lower())
    words = read(f"{rest[: clock.start]}, {rest[clock.end :]}" if clock else rest)
    said = Said(words, tell(text))
    _mark_short_kinds(words)
    said.time = clock.time if clock else next(_values(words, "time"), None)
    said.place, said.sure_place = code, code is not None
    if code is None:
        _take_town(said)
    else:
        repair(words)
    _take_kind(said)
    said.when, said.daypart = _when(said)
    said.mode = _mode(words)
    return said


def _take_town(said: Said) -> None:
    text = _text(said)
    span = find_town(text, guessing=False)
    repaired = repair(said.words, unless=range(span.start, span.end) if span else ())
    if span is None and (repaired or text.unexplained):
        span = find_town(_text(said), guessing=True)
    if span is None:
        return
    for word in said.words[span.start : span.end]:
        word.meaning = PLACE
    said.place, said.sure_place = span.place, span.state


def _text(said: Said) -> Text:
    slots = {word.meaning.slot for word in said.words if word.meaning}
    searching = bool(said.story.kinds) or "kind" in slots or "topic" in slots
    return Text.of(said.words, searching, bool(said.texts & SPANISH))


def _mark_short_kinds(words: list[Word]) -> None:
    """`ca meeting` is Cocaine Anonymous, `fresno ca` is California."""
    for at, word in enumerate(words):
        if word.text not in SHORT_KINDS:
            continue
        following = words[at + 1].text if at + 1 < len(words) else ""
        if following in MEETING_WORDS or (at == 0 and len(words) > 1):
            word.meaning = Meaning("kind", SHORT_KINDS[word.text])


def _values(words: Iterable[Word], slot: str) -> Iterator[str]:
    return (word.meaning.value for word in words if word.meaning and word.meaning.slot == slot)


def _wanted(words: list[Word], slot: str) -> list[str]:
    """The values of a slot, those that are said not to be wanted left out."""
    found = [at for at, word in enumerate(words) if word.meaning and word.meaning.slot == slot]
    if not found:
        return []
    return [
        meaning.value for at in found if (meaning := words[at].meaning) and not _refused(words, at)
    ]


def _refused(words: list[Word], at: int) -> bool:
    """`not aa`, `no por zoom`, `any day but tuesday`; `aa no, na`."""
    meaning = words[at].meaning
    while at and words[at - 1].meaning is meaning and meaning is not None:
        at -= 1
    before = at - 1
    while before >= 0 and words[before].text in BETWEEN and not words[before + 1].after_comma:
        before -= 1
    if before >= 0 and not words[before + 1].after_comma:
        if words[before].text in NEGATORS:
            return not (before and words[before - 1].text in ("there", "hay", "why"))
        if words[before].text == "but" and before and words[before - 1].text in _ANY_OF:
            return True
    after = at + 1
    while after < len(words) and words[after].meaning is meaning:
        after += 1
    ends = after + 1 == len(words) or (after + 1 < len(words) and words[after + 1].after_comma)
    return after < len(words) and words[after].text == "no" and ends


_ANY_OF = frozenset("day days night nights anything any time everything everyday thing".split())


def _take_kind(said: Said) -> None:
    """A fellowship named wins over a trouble told, that over a trouble named, all over `meeting`."""
    attrs = set(_wanted(said.words, "attr")) | said.story.attrs
    if "open" in attrs and _means_on(said.words):
        attrs.remove("open")
    kinds, topics = _of(said.words, "kind"), _of(said.words, "topic")
    if "alateen" in said.texts:
        attrs.discard("young-people")
    if "lgbtq" in topics and (kinds or said.story.kinds):
        attrs.add("lgbtq")
    families = [kind for kind in said.story.kinds if kind in _FAMILIES]
    topics.sort(key=lambda kind: kind in LAST)
    ranked = [*kinds, *families, *topics, *said.story.kinds]
    kind = ranked[0] if ranked else None
    if kind in FAMILIES_OF and (said.story.for_families or (families and said.story.of_others)):
        kind = FAMILIES_OF[kind]
    said.named = bool(kinds or topics)
    if kind is None and "lgbtq" in attrs:
        kind, said.named = "lgbtq", True
    if kind is None:
        kind = _unnamed(said, attrs)
    said.kind, said.attrs = kind, frozenset(attrs - {kind})


LAST = ("veterans",)  # said of who comes rather than of what it is about
_FAMILIES = ("al-anon", "nar-anon", "gam-anon", "grief", "caregiver", "lgbtq", "aca")


def _unnamed(said: Said, attrs: set[str]) -> str | None:
    """`meeting`, `anything in choteau`; a book that only one fellowship has names it."""
    if any(_values(said.words, "kind")) or said.texts & MEETING_WORDS:
        return "any"
    if attrs & {"step", "speaker"} and said.place:
        return "any"
    if "big-book" in attrs:
        said.named = True
        return "aa"
    return "any" if said.place and said.story.asks and said.texts & ANYTHING else None


def _of(words: list[Word], slot: str) -> list[str]:
    """Kinds by name, without `any`; what is asked for before what is told."""
    wanted = _wanted(words, slot)
    if len(wanted) < 2:
        return [kind for kind in wanted if kind != "any"]
    asked = [kind for kind in _wanted(_asked(words), slot) if kind not in ("any", *LAST)]
    return asked or [kind for kind in wanted if kind != "any"]


def _means_on(words: list[Word]) -> bool:
    """`anything open now` asks what is on, not what is open to everybody."""
    at = next(index for index, word in enumerate(words) if word.text.startswith(("open", "abiert")))
    following = words[at + 1].text if at + 1 < len(words) else ""
    return following in ("now", "today", "tonight", "late", "right", "ahora", "hoy", "rn", "near")


def _when(said: Said) -> tuple[str | None, str | None]:
    """`tonight` and a day asked for win over a day told; `morning` is a when only without a day."""
    words = said.words
    whens, dayparts = _days_asked(words), _wanted(words, "daypart")
    daypart = dayparts[0] if dayparts else None
    if daypart == "early":
        daypart = None if said.time else "morning"
    when = whens[0] if whens else None
    if when is not None and " " in when:
        when, daypart = when.split()
    if when is None and daypart == "morning":
        return "morning", None
    if when == "tonight" and daypart in ("night", "evening"):
        return when, None
    return when, daypart


def _days_asked(words: list[Word]) -> list[str]:
    """The day that is asked for first, then those told; a weekday before `today`."""
    words = [word for at, word in enumerate(words) if not _tells_now(words, at)]
    asked, told = _wanted(_asked(words), "when"), _wanted(words, "when")
    found = asked or told[::-1]
    days = [when for when in found if when in DAYS]
    return days if len(asked) != 1 and days and not {*found} & {"tonight", "now"} else found


def _tells_now(words: list[Word], at: int) -> bool:
    """`now im in cut bank`, `twice now`: a turn of a story, no hour."""
    if words[at].text not in ("now", "ahora"):
        return False
    before = words[at - 1].text if at else ""
    following = words[at + 1].text if at + 1 < len(words) else ""
    return following in TURNS or before in (
        "twice",
        "by",
        "until",
        "till",
        "years",
        "times",
        "hasta",
        "por",
    )


def _asked(words: list[Word]) -> list[Word]:
    """What follows the last word that asks: `i missed aa tonight, is there one tomorrow`."""
    last = max((at for at, word in enumerate(words) if word.text in ASKING), default=-1)
    return words[last + 1 :]


def _mode(words: list[Word]) -> str | None:
    """Of several the first; what is not wanted online is wanted in a room."""
    wanted = _wanted(words, "mode")
    if wanted:
        return wanted[0]
    refused = [word for word in words if word.meaning and word.meaning == ("mode", "online")]
    return "in-person" if any(word.text != "internet" for word in refused) else None
