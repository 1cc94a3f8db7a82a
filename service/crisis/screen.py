"""Recognises a crisis in any text, in English and Spanish. Pure: no I/O once it is imported.

    words of the text -> phrases found -> harmless ones take away what they overlap
                      -> denied, long past or about another? -> the nearest danger wins
    words, pairs, pieces and the phrases found -> points, added up -> is the sum above nothing?

The phrases know what they were told; the points (`tables/points.tsv`, learned by `tests/teaching`) judge
what nobody thought of, and may overrule a phrase either way. A row of the tables that the points were
not learned with stands by itself. When two readings are possible the higher tier is taken; a screen that
fails says concern.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from service.crisis import words
from service.crisis.rules import LONG_PAST, RULES, Kind, Rule, Tier
from service.text.apart import RUN_ON, spaced
from service.text.phrases import Book, Match
from service.text.reading import STOP
from service.text.scales import Points, Scales, tokens

__all__ = ["Finding", "Kind", "Tier", "screen"]

# How many words round a phrase are looked at: for its subject, a denial, a past form, its sentence.
ABOUT_WHOM = 5
DENIED_WITHIN = 5
PAST_FORM_WITHIN = 3
LONGEST_SENTENCE = 25
# Words. Every part of a story is weighed by itself: a line of despair weighs little in the whole. The parts
# reach into each other, so that no thought is cut in two.
STORY, PART, OVERLAP = 80, 60, 8
BOOK = Book(RULES, words.LEXICON, words.LISTS, mending=True, also_known=words.KNOWN)
PAST = Book([LONG_PAST], words.LEXICON, words.LISTS, mending=True)
SCALES = Scales.beside("service.crisis.tables", "points.tsv")
KINDS = Scales.beside("service.crisis.tables", "kinds.tsv")
# The columns of kinds.tsv.
KIND_COLUMNS = (Kind.SELF, Kind.OVERDOSE, Kind.VIOLENCE, Kind.OTHER)
SHORT = 5
# Points so far below nothing overrule a phrase of imminent danger.
OVERRULED_BELOW = -2.5


@dataclass(frozen=True, slots=True)
class Finding:
    """What the screen makes of a text, and the row of the tables that decided it."""

    tier: Tier
    kind: Kind | None
    rule: str


class Read(NamedTuple):
    """A text as both the phrases and the points are asked about it."""

    said: Sequence[str]
    written: Sequence[str]
    marks: Sequence[str]
    by_rule: Finding
    sure: Finding  # by rows that no points overrule, or that the points were not learned with

    @property
    def is_one_word(self) -> bool:
        """Of any length but that of a sentence without its spaces. Points only ever lower what the tables
        say of it: a town, a "bye" or a word of a menu would have people rung."""
        if len(self.said) > SHORT:
            return False
        words = [one for one in self.written if one.strip(".,;:!?¡¿…")]
        return len(words) == 1 and words[0].isalpha() and len(words[0]) < RUN_ON


NOTHING = Finding(Tier.NONE, None, "none")
NO_PHRASES = ("==none",)
FAILED = Finding(Tier.CONCERN, None, "screen_failed")
BY_POINTS = "points"
BY_POINTS_OF = {tier: Finding(tier, None, BY_POINTS) for tier in Tier}
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


def explain(text: str, most: int = 12) -> list[tuple[str, Points]]:
    """The marks that weigh most, with their points for being answered and for being imminent."""
    one = read(text)
    heaviest = SCALES.heaviest(one.said, one.written, one.marks)
    return [row for row, _ in zip(heaviest, range(most), strict=False)]


def read(text: str) -> Read:
    """The words of a text, the phrases in them and what these say by themselves."""
    text = spaced(text)
    said = BOOK.words(text)
    return _read(said, tokens(text), said, BOOK.every(said))


def _read(said: list[str], written: list[str], whole: list[str], every: list[Match[Rule]]) -> Read:
    """`whole`: all that is said, where the phrases stand."""
    if not every:
        return Read(said, written, NO_PHRASES, NOTHING, NOTHING)
    hits = BOOK.left_of(every)
    by_rule = _by_rule(whole, hits)
    marks = {f"={hit.row.name}" for hit in hits}
    marks.update(f"=!{match.row.name}" for match in every if match.row.harmless)
    sure = [hit for hit in hits if hit.row.sure or f"={hit.row.name}" not in SCALES]
    return Read(said, written, [*marks, f"=={by_rule.tier}"], by_rule, _by_rule(whole, sure))


def _screen(text: str) -> Finding:
    text = spaced(text)
    said, written = BOOK.words(text), tokens(text)
    every = BOOK.every(said)
    if len(said) <= STORY:
        return _with_kind(*_judged(_read(said, written, said, every)))
    parts = map(_judged, _parts(said, written, every))
    return _with_kind(*max(parts, key=lambda one: _nearness(one[0])))


def _judged(one: Read) -> tuple[Finding, Read]:
    return _judge(one), one


def _with_kind(found: Finding, one: Read) -> Finding:
    """Asked last: it costs as much as all the rest."""
    return replace(found, kind=_kind(one)) if found == BY_POINTS_OF[found.tier] else found


def _parts(said: list[str], written: list[str], every: Sequence[Match[Rule]]) -> Iterator[Read]:
    """A story in overlapping parts, each with the phrases that begin in it."""
    for start in range(0, max(len(said), len(written)), PART - OVERLAP):
        end = start + PART
        within = [match for match in every if start <= match.start < end]
        yield _read(said[start:end], written[start:end], said, within)


def _judge(one: Read) -> Finding:
    answered, imminent = SCALES.weigh(one.said, one.written, one.marks)
    tier = _tier(one.by_rule.tier, answered, imminent)
    if one.is_one_word:
        tier = min(tier, one.by_rule.tier, key=URGENCY.__getitem__)
    tier = max(tier, one.sure.tier, key=URGENCY.__getitem__)
    if tier is Tier.NONE:
        return NOTHING
    for by_rule in (one.sure, one.by_rule):
        if by_rule.tier is tier:
            return by_rule
    return Finding(tier, one.by_rule.kind, BY_POINTS) if one.by_rule.kind else BY_POINTS_OF[tier]


def _tier(by_rule: Tier, answered: float, imminent: float) -> Tier:
    """The higher of what is possible; a phrase of imminent danger is left alone only when much is
    against it."""
    if imminent > 0:
        return Tier.IMMINENT
    doubtful = by_rule is Tier.IMMINENT and answered > OVERRULED_BELOW
    return Tier.CONCERN if answered > 0 or doubtful else Tier.NONE


def _kind(one: Read) -> Kind:
    weights = KINDS.weigh(one.said, one.written, one.marks)
    return max(zip(weights, KIND_COLUMNS, strict=True), key=lambda pair: pair[0])[1]


def _by_rule(said: list[str], hits: Iterable[Match[Rule]]) -> Finding:
    nearest = NOTHING
    for hit in hits:
        # Weighing only ever lowers, so what can't be nearer needs none.
        if _urgency(hit.row.tier, hit.row.kind) > _nearness(nearest):
            nearest = max(nearest, _weigh(said, hit), key=_nearness)
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


def _nearness(one: Finding) -> tuple[int, int]:
    return _urgency(one.tier, one.kind)


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
