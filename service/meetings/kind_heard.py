"""Which kind of group a text means: named, told as somebody's trouble, or only mentioned."""

from service.meetings.heard import Said
from service.meetings.slots import Slots
from service.meetings.town_words import PLACE
from service.meetings.troubles import trouble_of
from service.meetings.vocabulary import MEETING_WORDS
from service.meetings.words import Word

# Said of a family: the fellowship of those who live with it.
FAMILIES_OF = {"aa": "al-anon", "na": "nar-anon", "ga": "gam-anon"}
FAMILIES = ("al-anon", "nar-anon", "gam-anon", "grief", "caregiver", "lgbtq", "aca")
BOTH = {"open", "closed"}
# Said of oneself in any fellowship.
SOBER = frozenset("sober sobriety sobrio sobria clean limpio limpia".split())
STUDIES = frozenset("study studies estudio estudios bb".split())
# What goes without saying in a fellowship.
ITS_OWN = {"lifering": "secular", "wfs": "women"}
LAST = ("veterans",)  # said of who comes rather than of what it is about


def take_kind(said: Said, slots: Slots) -> None:
    """A fellowship named wins over a trouble told, that over a trouble named, all over `meeting`."""
    attrs = _attrs(said, slots)
    kinds, topics = _named(slots, "kind"), _named(slots, "topic")
    if "lgbtq" in topics and (kinds or said.story.kinds):
        attrs.add("lgbtq")
    families = [kind for kind in said.story.kinds if kind in FAMILIES]
    topics.sort(key=lambda kind: kind in LAST)
    # `na` last: any habit is called an addiction.
    told = sorted(said.story.kinds, key=lambda kind: kind == "na")
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
