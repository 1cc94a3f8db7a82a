"""A text as it is searched for a town: which words may be one, and what stands round them."""

from dataclasses import dataclass

from service.meetings.vocabulary import SINGLE, Meaning
from service.meetings.words import Word

PLACE = Meaning("place", "")
COUNTIES = frozenset("co county condado".split())
LONGEST_TOWN = 4
AFTER_NEAR = 4.0
ASKED = 2.0
KINDS = ("kind", "topic")
# Words that say less than `near` for what follows.
BEFORE = {"its": 3.0, "into": 3.0, "to": 2.0, "for": 1.0, "from": 0.5, "leaving": 0.0}
# What stands before `in` or `to` where somebody is now, not was: `moved to`, `im in`.
HERE = frozenset(
    """im am live living stay staying stuck now moved move moving visiting currently vivo vivimos estoy ando
    andamos estamos""".split()
)
HERE_NOW = 1.5
SPANISH = frozenset(
    """en hay una un junta juntas grupo grupos reunion reuniones hoy manana noche busco quiero necesito
    donde cerca alcoholicos narcoticos anonimos""".split()
)
AM = frozenset("soy somos".split())  # before `de`
# Left for another place: `moved from tulsa to elk city`.
FROM, TO = frozenset("from de desde".split()), frozenset("to a".split())
ARTICLES = frozenset("the to of de la el los las a about here there".split())
# No town's name begins or ends with these.
NO_NAME = frozenset(
    """i im is are am the my we it there and to for of or on as no so do go y con para hay un una
    need want any""".split()
)
# Whatever they mean in a phrase.
OURS = frozenset(
    word
    for word, said in SINGLE.items()
    if said.slot in ("near", "kind", "mode") or word in NO_NAME
)


@dataclass(frozen=True, slots=True)
class Span:
    """Words `start` to `end` (not included) name this place."""

    start: int
    end: int
    place: str
    weight: float
    state: bool = False  # a state beside it


@dataclass(slots=True)
class Text:
    """The words of a text, and what is known of it as a whole."""

    words: list[Word]
    searching: bool  # it names a kind of meeting
    unexplained: int  # words nothing is known of

    @property
    def spanish(self) -> bool:
        """Whether it has words that are Spanish only."""
        return any(word.text in SPANISH for word in self.words)

    def asked(self, at: int) -> float:
        """More where of several sentences the one this word stands in names a kind of meeting."""
        words = self.words
        start, stop = at, at + 1
        while start and not words[start].after_stop:
            start -= 1
        while stop < len(words) and not words[stop].after_stop:
            stop += 1
        if stop - start == len(words):
            return 0.0
        return ASKED if any(slot_of(word) in KINDS for word in words[start:stop]) else 0.0

    def near(self, at: int) -> bool:
        """Whether `near`, `in` or the like stands before this word."""
        return self.before(at) >= AFTER_NEAR

    def before(self, at: int) -> float:
        """What the word before a town says for it."""
        at -= 1
        while at > 0 and self.words[at].text in ARTICLES and not self.says_near(at):
            if self.words[at].text in BEFORE:
                break
            at -= 1
        if at < 0 or self.words[at + 1].after_comma:
            return 0.0
        if self.words[at].text in AM and self.words[at + 1].text == "de":
            return AFTER_NEAR - 1
        if self.words[at].text in FROM and any(
            word.text in TO for word in self.words[at + 2 : at + 6]
        ):
            return 0.0 - BEFORE["to"]
        here = at > 0 and self.words[at - 1].text in HERE
        if self.words[at].text in BEFORE:
            return AFTER_NEAR + HERE_NOW if here else BEFORE[self.words[at].text]
        if not self.says_near(at):
            return 0.0
        return AFTER_NEAR + (HERE_NOW if here else 0.0)

    def says_near(self, at: int) -> bool:
        """Whether this word is followed by a place: `in`, `cerca`."""
        meaning = self.words[at].meaning
        return meaning is not None and meaning.slot == "near"


def may_be_town(word: Word) -> bool:
    """True for a word nothing else is known of."""
    return word.meaning is None and not word.text.isdigit()


def may_end(word: Word) -> bool:
    """Whether a town's name may end with this word, other words of it being none of ours."""
    meaning = word.meaning
    return meaning is None or (meaning.slot == "filler" and word.text not in NO_NAME)


def slot_of(word: Word) -> str | None:
    """The slot a word fills; None for `the` and `in`, too."""
    return word.meaning.slot if word.meaning and not word.says_nothing else None


def joined(words: list[Word], start: int, stop: int) -> str:
    """These words as one name."""
    return " ".join([word.text for word in words[start:stop]])


def name_of(words: list[Word], start: int, stop: int) -> str | None:
    """These words as a name, unless they can't be one: `in paris`, `aa paris`, `paris tonight`."""
    if stop - start == 1:
        word = words[start]
        bad = word.text.isdigit() or slot_of(word) not in (None, "attr")
        return None if bad else word.text
    if words[start].text in OURS or words[stop - 1].text in OURS:
        return None
    if True in [word.after_comma for word in words[start + 1 : stop]]:
        return None
    return joined(words, start, stop)
