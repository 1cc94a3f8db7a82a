"""What a text says, slot by slot, before anybody asks whether it is a search."""

import re
from dataclasses import dataclass, field

from service.meetings.codes import take_code
from service.meetings.guessed_towns import misspelled_town
from service.meetings.place_words import find_town
from service.meetings.slots import PREFERRED, Slots
from service.meetings.stories import Story, nothing_told, tell
from service.meetings.times import find_time, leave_out_told, may_have_hour
from service.meetings.town_words import PLACE, Text, may_be_town, slot_of
from service.meetings.troubles import trouble_of
from service.meetings.vocabulary import FILLER, MEETING_WORDS, SHORT_KINDS, Meaning
from service.meetings.words import Word, plain, read, repair

LONGEST_TEXT = 1600  # as long as the carrier joins texts to one
EITHER = frozenset("or o y and".split())
# Words that tell nothing by themselves.
SMALL = frozenset("a the de del el la los las y and of on por para for o or e".split())
# Said of a family: the fellowship of those who live with it.
FAMILIES_OF = {"aa": "al-anon", "na": "nar-anon", "ga": "gam-anon"}
FAMILIES = ("al-anon", "nar-anon", "gam-anon", "grief", "caregiver", "lgbtq", "aca")
BOTH = {"open", "closed"}
LGBTQ = Meaning("attr", "lgbtq")
WEEKDAYS = frozenset("weekday weekdays semana".split())
# Said of oneself in any fellowship.
SOBER = frozenset("sober sobriety sobrio sobria clean limpio limpia".split())
STUDIES = frozenset("study studies estudio estudios bb".split())
# What goes without saying in a fellowship.
ITS_OWN = {"lifering": "secular", "wfs": "women"}
LAST = ("veterans",)  # said of who comes rather than of what it is about
_CORRECTED = re.compile(
    r"\b(?=[nwismqp])(?:(?:no,? wait|wait,? no|i mean|i meant|scratch that|make (?:that|it)|mejor dicho"
    r"|quise decir|no,? (?:mejor|perdon)(?= en\b)|p[oó]ng[ae]le|ponle)\b|(?:no|nope),(?= ?(?:en|in)\b))",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Said:
    """The slots of a text, and the words they were read from."""

    words: list[Word]
    story: Story
    kind: str | None = None
    named: bool = False  # a kind by its name or trouble, not only by a story
    topical: bool = False  # by its trouble only: `anxiety`
    place: str | None = None
    sure_place: bool = False  # a postal code, or a state beside the town
    when: str | None = None
    daypart: str | None = None
    time: str | None = None
    mode: str | None = None
    attrs: frozenset[str] = field(default_factory=frozenset)
    texts: frozenset[str] = field(default_factory=frozenset)  # the words as they are read

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
    if not corrected:
        return said
    if not any(may_be_town(word) or slot_of(word) for word in said.words):
        return _listen(f"{first}, {corrected[0]}")
    _correct(said, _listen(f"{said.kind or ''} {corrected[0]}"))
    return said


def _correct(said: Said, then: Said) -> None:
    for slot in ("kind", "place", "when", "daypart", "time", "mode"):
        if value := getattr(then, slot):
            setattr(said, slot, value)
    said.attrs |= then.attrs
    said.named, said.sure_place = said.named or then.named, said.sure_place or then.sure_place
    said.story = said.story._replace(asks=said.story.asks or then.story.asks)


def _listen(text: str) -> Said:
    code, rest = take_code(plain(text)[:LONGEST_TEXT])
    clock = None
    if may_have_hour(rest):
        rest = leave_out_told(rest)
        clock = find_time(rest.lower())
    words = read(f"{rest[: clock.start]}, {rest[clock.end :]}" if clock else rest)
    said = Said(words, tell(text) if _tells(words) else nothing_told("?" in text))
    _mark_short_kinds(words)
    said.place, said.sure_place = code, code is not None
    if code is None:
        _take_town(said)
    else:
        repair(words)
    said.texts = frozenset([word.text for word in words])
    slots = Slots(words, said.texts)
    said.time = clock.time if clock else next(slots.said("time"), None)
    said.mode = slots.mode()
    _take_kind(said, slots)
    _take_day(said, slots)
    return said


def _tells(words: list[Word]) -> bool:
    """Whether there is more than a telegram: `na in helena friday` asks nothing and tells nothing."""
    return any(word.meaning is FILLER and word.text not in SMALL for word in words)


def _mark_short_kinds(words: list[Word]) -> None:
    """`ca meeting` is Cocaine Anonymous, `fresno ca` is California."""
    for at, word in enumerate(words):
        if word.text not in SHORT_KINDS:
            continue
        following = words[at + 1].text if at + 1 < len(words) else ""
        either = at > 1 and words[at - 1].text in EITHER and slot_of(words[at - 2]) == "kind"
        either = either or following in PREFERRED or _opens(words, at)
        leads = at == 0 and len(words) > 1 and word.text != "pa"  # `pa dejar de fumar`
        leads = leads and (words[1].after_comma or words[1].meaning is not FILLER)
        if either or leads or following in MEETING_WORDS:
            word.meaning = Meaning("kind", SHORT_KINDS[word.text])


def _opens(words: list[Word], at: int) -> bool:
    """`sexo compulsivo? sa por internet`: behind a stop, and no town before it."""
    before = words[at - 1] if at else None
    opens = before is not None and words[at].after_comma and not may_be_town(before)
    return opens and slot_of(words[at + 1]) is not None if at + 1 < len(words) else False


def _take_town(said: Said) -> None:
    text = _text(said)
    span = find_town(text)
    at = range(span.start, span.end) if span else range(0)
    others = text.unexplained - sum(1 for word in at if said.words[word].meaning is None)
    repaired = others > 0 and repair(said.words, unless=at)
    if span is None and repaired:
        text = _text(said)
        span = find_town(text)
    if span is None and text.unexplained:
        span = misspelled_town(text)
    if span is None:
        return
    for word in said.words[span.start : _end_of_choice(said.words, span.end)]:
        word.meaning = PLACE
    said.place, said.sure_place = span.place, span.state


def _end_of_choice(words: list[Word], at: int) -> int:
    """Behind the other town of two: `forsyth or colstrip`."""
    following = words[at : at + 2]
    if len(following) < 2 or following[0].text not in EITHER or not may_be_town(following[1]):
        return at
    at += 2
    while at < len(words) and may_be_town(words[at]) and not words[at].after_comma:
        at += 1
    return at


def _text(said: Said) -> Text:
    slots = [word.meaning.slot for word in said.words if word.meaning]
    searching = "kind" in slots or "topic" in slots or bool(said.story.kinds)
    searching = searching or any(word.meaning == LGBTQ for word in said.words)
    return Text(said.words, searching, len(said.words) - len(slots))


def _take_kind(said: Said, slots: Slots) -> None:
    """A fellowship named wins over a trouble told, that over a trouble named, all over `meeting`."""
    attrs = _attrs(said, slots)
    kinds, topics = _named(slots, "kind"), _named(slots, "topic")
    if "lgbtq" in topics and (kinds or said.story.kinds):
        attrs.add("lgbtq")
    families = [kind for kind in said.story.kinds if kind in FAMILIES]
    topics.sort(key=lambda kind: kind in LAST)
    told = sorted(
        said.story.kinds, key=lambda kind: kind == "na"
    )  # any habit is called an addiction
    kind = next(iter([*kinds, *families, *topics, *told]), None)
    if kind == "al-anon" and "aca" in said.story.kinds and "anon" not in said.texts:
        kind = "aca"
    of_others = not kinds and families and said.story.of_others
    if kind in FAMILIES_OF and (said.story.for_families or of_others):
        kind = FAMILIES_OF[kind]
    said.named, said.topical = bool(kinds or topics), bool(topics) and not kinds
    if kind is None and "lgbtq" in attrs:
        kind, said.named = "lgbtq", True
    said.kind = kind or _unnamed(said, slots, attrs)
    said.attrs = frozenset(attrs - {said.kind, _of_itself(said)})


def _of_itself(said: Said) -> str | None:
    """What goes without saying in this fellowship, and was not said: an atheist asks for LifeRing."""
    own = ITS_OWN.get(said.kind or "")
    return None if own in said.texts else own


def _attrs(said: Said, slots: Slots) -> set[str]:
    attrs = {*slots.wanted("attr"), *said.story.attrs}
    if "good" in said.texts and "god" not in said.texts and "secular" not in slots.wanted("attr"):
        attrs.discard("secular")  # a story is read with doubled letters as one: `im no good`
    if "open" in attrs and _means_on(said.words):
        attrs.remove("open")
    attrs = attrs - BOTH if attrs >= BOTH else attrs  # `is it open or closed?` wants neither
    if "alateen" in said.texts:
        attrs.discard("young-people")
    return attrs


def _named(slots: Slots, slot: str) -> list[str]:
    """Kinds by name, without `any`; what is asked for before what is told."""
    wanted = [kind for kind in slots.wanted(slot) if kind != "any"]
    if len(wanted) < 2:
        return wanted
    if preferred := slots.preferred(slot):
        return preferred
    asked = [kind for kind in slots.asked(slot) if kind not in ("any", *LAST)]
    return asked or wanted


def _unnamed(said: Said, slots: Slots, attrs: set[str]) -> str | None:
    """`meeting`, `anything in choteau`; a book that only one fellowship has names it."""
    if trouble := _only_mentioned(said):
        return trouble
    if any(slots.said("kind")) or said.texts & MEETING_WORDS:
        return "any"
    if attrs & {"step", "speaker"} and said.place:
        return "any"
    if "big-book" in attrs and (not said.place or said.texts & STUDIES):
        said.named = True
        return "aa"
    return None


def _only_mentioned(said: Said) -> str | None:
    """`nothing but beer out here. who meets in jordan mt`: no phrase of ours, and still a trouble."""
    groups = said.texts & MEETING_WORDS
    if groups and (said.place or said.story.asks):
        return None if said.texts & SOBER else trouble_of(said.story)
    coded = said.place is not None and any(map(str.isdigit, said.place))
    asked = coded or (said.story.asks and said.sure_place)
    return trouble_of(said.story) if asked or _closes_with_place(said.words) else None


def _closes_with_place(words: list[Word]) -> bool:
    """`vivo para el casino, laughlin`."""
    at = len(words)
    while at and words[at - 1].meaning == PLACE:
        at -= 1
    return 0 < at < len(words) and words[at].after_comma


def _means_on(words: list[Word]) -> bool:
    """`anything open now` asks what is on, not what is open to everybody."""
    following = [
        words[at + 1].text if at + 1 < len(words) else ""
        for at, word in enumerate(words)
        if word.text.startswith(("open", "abiert"))
        and not (at and words[at - 1].text in MEETING_WORDS and word.text != "open")
    ]
    on = ("now", "today", "tonight", "late", "right", "ahora", "ahorita", "hoy", "rn", "near")
    return bool(following) and following[0] in on


def _take_day(said: Said, slots: Slots) -> None:
    """`morning` is a when only without a day; `temprano` says nothing beside an hour."""
    dayparts = slots.asked("daypart") or slots.wanted("daypart")
    when, daypart = slots.day(), next(iter(dayparts), None)
    if daypart == "early":
        daypart = None if said.time else "morning"
    if when is not None and " " in when:
        when, daypart = when.split()
    if when is None and daypart == "morning" and not said.texts & WEEKDAYS:
        when, daypart = "morning", None
    if when in ("today", "tonight") and daypart in ("night", "evening"):
        when, daypart = "tonight", None
    said.when, said.daypart = when, daypart
