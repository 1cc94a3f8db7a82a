"""Where the slots of a search are filled in the words of a text, and what is not wanted."""

from collections.abc import Iterator

from service.meetings.vocabulary import FILLER
from service.meetings.words import Word

DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
# What is said of a way to meet rather than of a group: `cant do zoom` is no refusal of all groups.
WAY_NEGATORS = frozenset("hate hates hating cant cannot wont odio odia odiamos avoid".split())
# Behind a kind: the one that is liked better.
PREFERRED = frozenset(
    "better preferred preferably primero mejor preferible preferiblemente".split()
)
RATHER = frozenset("mejor prefiero rather prefer".split())  # before it
# What lasts to a day says nothing of a meeting on it: `in town til friday`.
LASTS = frozenset("til till until hasta since desde through thru".split())
NEGATORS = frozenset(
    """tried not no dont isnt except besides without excepto menos sin nada instead never""".split()
)
# Words that may stand between `not` and what is not wanted.
BETWEEN = frozenset(
    """on by for in the a an at any do want like need go to going por en para el la los las de sea por
    quiero pero with using use over via me gusta tengo have que un una of""".split()
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
    "no that que i im ive they hes shes he she we my its and estoy vivo ando me mi el ella ya".split()
)
UNTIL_NOW = frozenset("twice by until till years times hasta por".split())


class Slots:
    """The slots of a text; asks nothing of it but where they stand."""

    def __init__(self, words: list[Word]) -> None:
        self._words = words
        self._at: dict[str, list[int]] = {}
        self._asks_at: int | None = None  # the last word that asks; -1: none
        for at, word in enumerate(words):
            meaning = word.meaning
            if meaning is not None and meaning is not FILLER:
                self._at.setdefault(meaning.slot, []).append(at)

    def wanted(self, slot: str, after: int = -1) -> list[str]:
        """The values of a slot behind a word, those that are said not to be wanted left out."""
        if slot not in self._at:
            return []
        return [
            self._words[at].meaning.value  # type: ignore[union-attr]  # it has one: see above
            for at in self._at[slot]
            if at > after and not _refused(self._words, at)
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
        """What is liked better: `na or ha, ha better`."""
        words = self._words
        return [
            words[at].meaning.value  # type: ignore[union-attr]  # it has one: see above
            for at in self._at.get(slot, ())
            if _leads(words[at + 1 : at + 2]) or (at and words[at - 1].text in RATHER)
        ]

    def day(self) -> str | None:
        """The day that is asked for first, then those told; a weekday before `today`."""
        if "when" not in self._at:
            return None
        self._at["when"] = [at for at in self._at["when"] if not _tells(self._words, at)]
        asked = self.asked("when")
        found = asked or self.wanted("when")[::-1]
        days = [when for when in found if when in DAYS]
        if len(asked) != 1 and days and not {*found} & {"tonight", "now"}:
            return days[0]
        return found[0] if found else None

    def mode(self) -> str | None:
        """Of several the first; what is not wanted online is wanted in a room."""
        if "mode" not in self._at:
            return None
        if wanted := self.wanted("mode"):
            closing = self._words[-1]
            alone = closing.after_comma and closing.meaning and closing.meaning.slot == "mode"
            return wanted[-1] if alone else wanted[0]
        refused = [self._words[at] for at in self._at["mode"]]
        online = any(word.meaning == ("mode", "online") for word in refused)
        return "in-person" if online and refused[0].text != "internet" else None


def _refused(words: list[Word], at: int) -> bool:
    """`not aa`, `no por zoom`, `any day but tuesday`; `aa no, na`."""
    meaning = words[at].meaning
    while at and words[at - 1].meaning is meaning and meaning is not None:
        at -= 1
    before = at - 1
    while before >= 0 and words[before].text in BETWEEN and not words[before + 1].after_comma:
        before -= 1
    if before >= 0 and not words[before + 1].after_comma:
        way = meaning is not None and meaning.slot == "mode"
        if words[before].text in NEGATORS or (way and words[before].text in WAY_NEGATORS):
            return not (before and words[before - 1].text in ("there", "hay", "why"))
        if words[before].text == "but" and before and words[before - 1].text in ANY_OF:
            return True
    after = at + 1
    while after < len(words) and words[after].meaning is meaning:
        after += 1
    ends = after + 1 == len(words) or (after + 1 < len(words) and words[after + 1].after_comma)
    return after < len(words) and words[after].text == "no" and ends


def _leads(following: list[Word]) -> bool:
    return any(word.text in PREFERRED and not word.after_comma for word in following)


def _tells(words: list[Word], at: int) -> bool:
    """`in town til friday`; `now im in cut bank`, `twice now`: a turn of a story, no hour."""
    if at and words[at - 1].text in LASTS:
        return True
    if words[at].text not in ("now", "ahora"):
        return False
    before = words[at - 1].text if at else ""
    following = words[at + 1].text if at + 1 < len(words) else ""
    return following in TURNS or before in UNTIL_NOW
