"""Is it a search? A finder needs a kind of group or a place, and somebody who asks for it."""

from collections.abc import Iterator
from itertools import pairwise, takewhile

from service.meetings.heard import Said
from service.meetings.said import SMALL
from service.meetings.town_words import PLACE, slot_of
from service.meetings.vocabulary import (
    ALSO_TOWNS,
    BESIDE_A_PLACE,
    FILLER,
    MEETING_WORDS,
    SOCIAL,
    Meaning,
)
from service.meetings.words import Word

WHERE = (PLACE, Meaning("mode", "phone"), Meaning("mode", "online"))
SHORT = 5  # words: `meeting tonight`, `na miles city friday`
LEADS_TO_A_PLACE = frozenset("about live living vivo vivimos".split())  # `what about havre`
ANYTHING = frozenset("anything something happening algo whatever".split())
IN_TELEGRAMS = SMALL | frozenset(
    """please pls plz need want only or hi hello hey hola favor una un alguna algun support help apoyo
    ayuda""".split()
)
GROUPS = MEETING_WORDS | {"support", "apoyo"}
TROUBLES = ("grief", "caregiver", "eda", "coda")  # kinds that are named by them, too
OF_ONESELF = frozenset(
    "i im ive my me he hes she shes yo mi estoy tengo ando soy me siento".split()
)
TELEGRAM = 9  # words of a text that need no verb


def is_search(said: Said) -> bool:
    """Whether what was said is to be looked up."""
    if said.story.veto and not said.story.asks:
        return False
    if said.kind is None:
        return said.place is not None and (_is_bare_place(said) or _asks_for_anything(said))
    if said.kind == "any" or not said.named:
        return _asks_for_any(said)
    if said.story.asks:
        return not said.story.veto or said.place is not None
    if _may_only_tell(said):
        return not said.story.veto and (_is_wire(said) or _ends_with_place(said.words))
    if said.story.tells:
        return not said.story.veto and (_wired(said.words) or _ends_with_place(said.words))
    return said.place is not None or said.slots or len(said.words) <= TELEGRAM


def _may_only_tell(said: Said) -> bool:
    """`my anxiety is bad today`, `been grieving`: a trouble, but no group; `anxiety, havre` is a search."""
    if said.texts & GROUPS or not (said.topical or said.kind in TROUBLES):
        return False
    if said.place and any(map(str.isdigit, said.place)):
        return False
    return said.place is None or bool(said.texts & OF_ONESELF)


def _wired(words: list[Word]) -> bool:
    """Whether one clause is a search in telegram style: `sorry to bother you, aa in havre`."""
    return any(_is_telegram(clause) for clause in _clauses(words))


def _is_wire(said: Said) -> bool:
    """One clause where it says where or how; else all of them."""
    if said.place or said.mode:
        return _wired(said.words)
    return all(map(_is_telegram, _clauses(said.words)))


def _clauses(words: list[Word]) -> Iterator[list[Word]]:
    starts = [at for at, word in enumerate(words) if not at or word.after_comma]
    return (words[start:end] for start, end in pairwise([*starts, len(words)]))


def _is_telegram(clause: list[Word]) -> bool:
    slots = {slot_of(word) for word in clause}
    named = any(
        slot_of(word) in ("kind", "topic") and word.meaning != ("kind", "any") for word in clause
    )
    return (named or slots >= {"kind", "place"}) and all(
        (word.meaning is not None and word.meaning is not FILLER) or word.text in IN_TELEGRAMS
        for word in clause
    )


def _asks_for_any(said: Said) -> bool:
    """`meeting` or a story alone is a search only where one is asked for."""
    if said.story.veto:
        return False
    named = said.kind == "any" or bool(said.texts & MEETING_WORDS)
    if said.story.asks:
        return said.place is not None or not said.story.tells
    if said.story.tells:
        both = _names_both(said.words) or (_ends_with_place(said.words) and named)
        return _wired(said.words) or (bool(said.story.kinds) and both)
    if said.place:
        if named and _names_both(said.words):
            return True
        if said.sure_place or _ends_with_place(said.words):
            return True
        return named and not _unexplained(said)
    if said.story.kinds and said.mode and (_names_both(said.words) or _ends_with_place(said.words)):
        return True
    return said.kind == "any" and len(said.words) <= SHORT and not _unexplained(said)


def _names_both(words: list[Word]) -> bool:
    """A clause that says what and where, and tells nothing: `dont let him know. sober meetin in kaycee`."""
    return any(
        any(slot_of(word) == "kind" for word in clause)
        and any(word.meaning in WHERE for word in clause)
        and _explained(clause)
        for clause in _clauses(words)
    )


def _explained(clause: list[Word]) -> bool:
    return all(word.meaning is not None for word in clause)


def _ends_with_place(words: list[Word]) -> bool:
    """A story, and then where: `he gambles our rent. im in laughlin`."""
    behind = takewhile(_says_where_or_when, reversed([*_clauses(words)][1:]))
    return any(word.meaning in WHERE for clause in behind for word in clause)


def _says_where_or_when(clause: list[Word]) -> bool:
    return all(word.text in BESIDE_A_PLACE or _is_slot(word) for word in clause)


def _asks_for_anything(said: Said) -> bool:
    """A place, and that whatever there is will do: `anything in choteau`, `q hay en vado nm hoy`."""
    if said.story.tells or said.story.veto or said.texts & SOCIAL - {"now"}:
        return False
    anything = said.texts & ANYTHING or {"que", "sea"} <= said.texts
    wanted = bool(anything) and (said.story.asks or said.sure_place or said.slots)
    return wanted or (said.story.asks and said.slots and said.sure_place)


def _unexplained(said: Said) -> int:
    return sum(word.meaning is None and not word.text.isdigit() for word in said.words)


def _is_bare_place(said: Said) -> bool:
    """A place and next to nothing else: not `see you in billings`, not `this is sandy`."""
    others = [word for word in said.words if not _is_slot(word)]
    if any(word.text not in BESIDE_A_PLACE for word in others):
        return False
    if said.sure_place:
        return True
    named = [word.text for word in said.words if word.meaning and word.meaning.slot == "place"]
    if len(named) == 1 and (named[0] in ALSO_TOWNS or len(named[0]) < 4):
        return False
    if said.texts & SOCIAL - {"now", "today"}:
        return False
    leads = {word.text for word in others} & LEADS_TO_A_PLACE
    return not others or bool(leads) or any(_is_near(word) for word in others)


def _is_near(word: Word) -> bool:
    return word.meaning is not None and word.meaning.slot == "near"


def _is_slot(word: Word) -> bool:
    return word.meaning is not None and not word.says_nothing
