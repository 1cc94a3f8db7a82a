"""Recognises a crisis in any text, in English and Spanish. Pure: no I/O once it is imported.

    words of the text -> phrases found -> harmless ones take away what they overlap
                      -> denied, long past or about another? -> the nearest danger wins
                      -> none found: do the words weigh enough together?

When two readings are possible the higher tier is taken; a screen that fails says concern.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from service.crisis import words
from service.crisis.rules import LONG_PAST, RULES, Kind, Rule, Tier
from service.crisis.signals import KIND_OF, weigh_together
from service.text.phrases import Book, Match
from service.text.reading import STOP

__all__ = ["Finding", "Kind", "Tier", "screen"]

# How many words round a phrase are looked at: for its subject, a denial, a past form, its sentence.
ABOUT_WHOM = 5
DENIED_WITHIN = 5
PAST_FORM_WITHIN = 3
LONGEST_SENTENCE = 25
BOOK = Book(RULES, words.LEXICON, words.LISTS, mending=True, also_known=KIND_OF)
PAST = Book([LONG_PAST], words.LEXICON, words.LISTS, mending=True)


@dataclass(frozen=True, slots=True)
class Finding:
    """What the screen makes of a text, and the row of the tables that decided it."""

    tier: Tier
    kind: Kind | None
    rule: str


NOTHING = Finding(Tier.NONE, None, "none")
WEIGHED = Finding(Tier.CONCERN, Kind.SELF, "weighed_together")
FAILED = Finding(Tier.CONCERN, None, "screen_failed")
URGENCY = {Tier.NONE: 0, Tier.CONCERN: 1, Tier.IMMINENT: 2}
# Of two equally urgent: what kills soonest, then what changes the answer most.
FIRST_KIND = {Kind.OVERDOSE: 4, Kind.VIOLENCE: 3, Kind.SELF: 2, Kind.OTHER: 1, None: 0}


def screen(text: str) -> Finding:
    """The nearest danger the text speaks of. Never raises; linear in the length of the text.

    >>> screen("i dont wanna live anymore").tier, screen("this traffic is killing me").tier
    (<Tier.IMMINENT: 'imminent'>, <Tier.NONE: 'none'>)
    """
    try:
        return _screen(text)
    except Exception:  # whatever is wrong with us, the member may be in danger
        return FAILED


def _screen(text: str) -> Finding:
    said = BOOK.words(text)
    nearest, hits = NOTHING, BOOK.find(said)
    for hit in hits:
        # Weighing only ever lowers, so what can't be nearer needs none.
        if _urgency(hit.row.tier, hit.row.kind) > _urgency(nearest.tier, nearest.kind):
            nearest = max(nearest, _weigh(said, hit), key=lambda one: _urgency(one.tier, one.kind))
    if not hits and weigh_together(BOOK.unexplained(said)):
        return WEIGHED
    return nearest


def _weigh(said: list[str], hit: Match[Rule]) -> Finding:
    rule, tier = hit.row, hit.row.tier
    if rule.negated is not None and _is_denied(said, hit):
        tier = rule.negated
    elif rule.past is not None and _is_past(said, hit):
        tier = Tier.NONE if words.WELL.intersection(said) else rule.past
    if tier is Tier.NONE:
        return NOTHING
    kind = Kind.OTHER if rule.kind is Kind.SELF and _is_about_another(said, hit) else rule.kind
    return Finding(tier, kind, rule.name)


def _urgency(tier: Tier, kind: Kind | None) -> tuple[int, int]:
    return URGENCY[tier], FIRST_KIND[kind]


def _is_denied(said: list[str], hit: Match[Rule]) -> bool:
    """`not going to`, `no voy a`: nothing but words of that sort between the denial and the phrase."""
    between = said[max(0, hit.start - DENIED_WITHIN) : hit.start]
    for at, word in zip(range(hit.start - 1, -1, -1), reversed(between), strict=False):
        if word in words.NEGATORS:
            return True
        if word == "no":
            return at + 1 == hit.start or said[at + 1] in words.DENIED_BY_NO
        if word not in words.DENIAL_BRIDGE and word not in words.DENIED_BY_NO:
            return False
    return False


def _is_past(said: list[str], hit: Match[Rule]) -> bool:
    """A past form, a mark of long ago, and nothing that says it is back."""
    if not _any(said[max(0, hit.start - PAST_FORM_WITHIN) : hit.end], words.PAST_VERBS):
        return False
    sentence = _sentence(said, hit)
    return not _any(sentence, words.STILL) and bool(PAST.find(sentence))


def _is_about_another(said: list[str], hit: Match[Rule]) -> bool:
    """The nearest subject before the phrase, unless the phrase itself says `myself` or `my`."""
    if _any(said[hit.start : hit.end], words.SELF):
        return False
    for word in reversed(said[max(0, hit.start - ABOUT_WHOM) : hit.start]):
        if word in words.SELF or word == STOP:
            return False
        if word in words.PERSONS:
            return True
    return _any(said[hit.start : hit.end], words.PERSONS)


def _sentence(said: list[str], hit: Match[Rule]) -> list[str]:
    """What is said around a phrase, as far as its sentence and LONGEST_SENTENCE reach."""
    before = said[max(0, hit.start - LONGEST_SENTENCE) : hit.start]
    after = said[hit.end : hit.end + LONGEST_SENTENCE]
    if STOP in before:
        before = before[len(before) - before[::-1].index(STOP) :]
    if STOP in after:
        after = after[: after.index(STOP)]
    return [*before, *said[hit.start : hit.end], *after]


def _any(said: Iterable[str], wanted: frozenset[str]) -> bool:
    return any(word in wanted for word in said)
