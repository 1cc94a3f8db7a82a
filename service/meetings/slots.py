"""Where the slots of a search are filled in the words of a text, and what is not wanted."""

from collections.abc import Iterator

from service.meetings.town_words import slot_of
from service.meetings.vocabulary import FILLER, Meaning
from service.meetings.words import Word

DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
# What is said of a way or a time to meet rather than of a group: `cant do zoom` refuses no group.
WAY_NEGATORS = frozenset("hate hates hating cant cannot wont odio odia odiamos avoid".split())
# Behind a kind: the one that is liked better.
PREFERRED = frozenset(
    "better preferred preferably primero mejor preferible preferiblemente".split()
)
RATHER = frozenset("mejor prefiero rather prefer".split())  # before it
# What lasts to a day says nothing of a meeting on it: `in town til friday`.
LASTS = frozenset("til till until hasta since desde through thru before antes by".split())
NEGATORS = frozenset(
    """tried not no dont isnt except besides without excepto menos sin nada instead never""".split()
)
REFUSING = NEGATORS | WAY_NEGATORS | {"but"}  # without one of them nothing is refused
# Words that may stand between `not` and what is not wanted.
BETWEEN = frozenset(
    """on by for in the a an at any do want like need go to going por en para el la los las de sea por
    quiero pero with using use over via me gusta tengo have que un una of se usar uso know how""".split()
)
ANY_OF = frozenset(
    """evening evenings afternoon morning mornings day days night nights anything any time everything
    everyday thing""".split()
)
ASKING = frozenset(
    """anything something somewhere need want looking find any there where wheres another one hay busco
    buscando necesito ocupo quiero donde alguna algun tienen otra""".split()
)
# What a story goes on with after `now`, and what it says before.
TURNS = frozenset(
    """no that que i im ive they hes shes he she we my its and
    estoy vivo ando me mi el ella ya le lost what""".split()
)
UNTIL_NOW = frozenset(
    """twice by until till years times hasta por ive have has hes shes drunk high asleep passed
    sleeping lbs pounds kilos""".split()
)
NOW = frozenset("now ahora ahorita rn".split())
# Who says so is a nurse, or no longer here: `ICU RN`, `llego el viernes`, `trabajo sabados`.
NURSES = frozenset("icu er an a charge night travel im registered".split())
COMES = frozenset(
    """passed died drank relapsed buried fallecio murio
    llego llegamos llega regreso regresa salgo trabajo trabajamos trabaja work works working arrive
    arriving leave leaving""".split()
)
JOINS = frozenset("el los del on la las y and sundays sabados saturdays".split())
TODAY = ("today", "tonight", "now")
OR = frozenset("or o".split())
AFAR = frozenset("phone online".split())


class Slots:
    """The slots of a text: where the phrases that fill them begin."""

    def __init__(self, words: list[Word], texts: frozenset[str]) -> None:
        """`texts`: what the words are, as a set."""
        self._words = words
        self._at: dict[str, list[int]] = {}
        self._asks_at: int | None = None  # the last word that asks; -1: none
        self._refuses = not REFUSING.isdisjoint(texts)
        before: Meaning | None = None
        for at, word in enumerate(words):
            meaning = word.meaning
            if meaning is None or meaning is FILLER:
                before = None
            elif meaning is not before or word.after_comma:
                before = meaning
                self._at.setdefault(meaning.slot, []).append(at)

    def wanted(self, slot: str, after: int = -1) -> list[str]:
        """The values of a slot behind a word, those that are said not to be wanted left out."""
        if slot not in self._at:
            return []
        return [
            self._words[at].meaning.value  # type: ignore[union-attr]  # it has one: see above
            for at in self._at[slot]
            if at > after and not (self._refuses and _refused(self._words, at))
        ]

    def said(self, slot: str) -> Iterator[str]:
        """All values of a slot, wanted or not."""
        return (self._words[at].meaning.value for at in self._at.get(slot, ()))  # type: ignore[union-attr]

    def asked(self, slot: str) -> list[str]:
        """What follows the last word that asks: `i missed aa tonight, is there one tomorrow`."""
        if slot not in self._at:
            return []
        if self._asks_at is None:
            asking = [at for at, word in enumerate(self._words) if word.text in ASKING]
            self._asks_at = asking[-1] if asking else -1
        return self.wanted(slot, self._asks_at)

    def preferred(self, slot: str) -> list[str]:
        """What is liked better: `na or ha, ha better`; of two the one that is said again."""
        words = self._words
        better = [
            words[at].meaning.value  # type: ignore[union-attr]  # it has one: see above
            for at in self._at.get(slot, ())
            if _leads(words, at) or (at and words[at - 1].text in RATHER)
        ]
        return better or self._said_again(slot)

    def _said_again(self, slot: str) -> list[str]:
        """`ha or na, the na one`."""
        words = self._words
        firsts = self._at.get(slot, [])
        if not any(words[at - 1].text in OR for at in firsts[1:]):
            return []
        said = [words[at].meaning.value for at in firsts]  # type: ignore[union-attr]  # see above
        return [value for value in said if said.count(value) > 1]

    def day(self) -> str | None:
        """The day that is asked for first, then those told; a weekday before `today`."""
        if "when" not in self._at:
            return None
        self._at["when"] = [at for at in self._at["when"] if not _tells(self._words, at)]
        asked = self.asked("when")
        found = asked or self.wanted("when")[::-1]
        days = [when for when in found if when in DAYS]
        if len(asked) != 1 and days and "tonight" not in found:
            return days[0]
        return found[0] if found else None

    def mode(self) -> str | None:
        """Of several the first; what is not wanted online is wanted in a room."""
        if "mode" not in self._at:
            return None
        if wanted := self.wanted("mode"):
            firsts = self._at["mode"]
            if len(firsts) == 1 and self._is_way_out(firsts[0]):
                return None
            closing = self._words[-1]
            alone = closing.after_comma and closing.meaning and closing.meaning.slot == "mode"
            return wanted[-1] if alone else wanted[0]
        refused = [self._words[at] for at in self._at["mode"]]
        online = any(word.meaning == ("mode", "online") for word in refused)
        return "in-person" if online and refused[0].text != "internet" else None

    def _is_way_out(self, at: int) -> bool:
        """`in bend or on zoom`: as well as a room."""
        words = self._words
        before = at - 1
        while before > 0 and words[before].text in BETWEEN:
            before -= 1
        where = words[before - 1].meaning if before > 0 else None
        return words[before].text in OR and where is not None and where.slot == "place"


def _goes_on(words: list[Word], at: int) -> bool:
    """Whether the phrase this word belongs to has begun before."""
    return at > 0 and words[at - 1].meaning is words[at].meaning and not words[at].after_comma


def _refused(words: list[Word], at: int) -> bool:
    """`not aa`, `no por zoom`, `any day but tuesday`; `aa no, na`."""
    meaning = words[at].meaning
    while at and words[at - 1].meaning is meaning and meaning is not None:
        at -= 1
    before = at - 1
    while before >= 0 and words[before].text in BETWEEN and not words[before + 1].after_comma:
        before -= 1
    if before >= 0 and not words[before + 1].after_comma:
        way = meaning is not None and meaning.slot in ("mode", "when", "daypart")
        if words[before].text in NEGATORS or (way and words[before].text in WAY_NEGATORS):
            return not (before and words[before - 1].text in ("there", "hay", "why"))
        if words[before].text == "but" and before and words[before - 1].text in ANY_OF:
            return True
    after = at + 1
    while after < len(words) and words[after].meaning is meaning:
        after += 1
    ends = after + 1 == len(words) or (after + 1 < len(words) and words[after + 1].after_comma)
    return after < len(words) and words[after].text == "no" and ends


def _leads(words: list[Word], at: int) -> bool:
    while at + 1 < len(words) and _goes_on(words, at + 1):
        at += 1
    following = words[at + 1] if at + 1 < len(words) else None
    return following is not None and following.text in PREFERRED and not following.after_comma


def _tells(words: list[Word], at: int) -> bool:
    """`in town til friday`; `now im in cut bank`, `twice now`: a turn of a story, no hour."""
    day = words[at].meaning
    if at and day is not None and day.value not in TODAY and _lasts(words, at):
        return True
    if words[at].text not in NOW:
        return False
    before = words[at - 1].text if at else ""
    if words[at].capitals and (not at or before in NURSES):
        return True
    goes_on = at + 1 < len(words) and not words[at + 1].after_comma
    following = words[at + 1].text if goes_on else ""
    return following in TURNS or before in UNTIL_NOW or before.isdigit()


def _leads_back(word: Word) -> bool:
    return word.text in JOINS or slot_of(word) == "when"


def _lasts(words: list[Word], at: int) -> bool:
    """`hasta el domingo`, `llego el viernes a needles`: until when, or when somebody comes or works."""
    at -= 1
    while at and not words[at + 1].after_comma and _leads_back(words[at]):
        at -= 1
    if words[at + 1].after_comma:
        return False
    return words[at].text in COMES or words[at].text in LASTS
