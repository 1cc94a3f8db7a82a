"""Tell me when one starts: asked for at the end of an empty search, told once, naming nothing."""

from service import consent, watches
from service.flows import caller, searched
from service.flows.headings import named
from service.flows.turn import Channel, Choose, End, Go, Reply, Say, Turn, go, step
from service.flows.whose import ask_first, known_person
from service.meetings.asking import FAR_MILES
from service.meetings.query import Query
from service.models import Watch
from service.text.words import prompt

GATE, VOICEMAIL = "watch.gate", "watch.voicemail"
PROOF = "asked to be told when a group starts"


@step("watch.set")
def set_(turn: Turn) -> Reply | Go:
    """Keeps the wish of the last search."""
    place = searched.near(turn)
    if turn.phone_id is None:
        return Say(prompt("remind.no_number"))
    if place is None:
        return go("find.start")
    if consent.is_stopped(turn.session, turn.phone_id):
        return _stopped(turn)
    wish = watches.Wish(searched.kept(turn).kind or "any", place, FAR_MILES)
    whose = turn.phone_id, known_person(turn)
    watch_id = watches.ask(turn.session, whose, wish, turn.language, turn.now)
    consent.agree(turn.session, turn.phone_id, turn.channel, PROOF, turn.now)
    key = "watch.set_text" if turn.can_text else "watch.set_call"
    said = prompt(key, miles=FAR_MILES, place=named(place))
    return Choose(said, {1: go("watch.undo", watch_id)}, "label.wish")


@step("watch.come_back")
def come_back(turn: Turn) -> Go:
    """START, by a key: a landline can't text it."""
    if turn.phone_id is not None:
        consent.opt_in(turn.session, turn.phone_id, turn.channel, turn.said, turn.now)
    return go("watch.set")


@step("watch.undo")
def undo(turn: Turn, watch_id: int) -> Reply:
    if _theirs(turn, watch_id):
        watches.drop(turn.session, watch_id)
    return Say(prompt("watch.dropped"))


# --- what is told, once ------------------------------------------------------------------------------


@step("watch.due")
def due(turn: Turn, watch_id: int) -> Reply:
    """A text that somebody else may read: it names no kind, no place, nobody."""
    return Choose(prompt("watch.due"), {1: go("watch.show", watch_id)}, "label.watch")


@step("watch.gate")
def gate(turn: Turn, watch_id: int, occurs_at: str | None = None) -> Reply:
    """A call: who picked up is not known, so nothing is said before they press a key."""
    choices = {1: go("watch.show", watch_id), 8: go("account.stop")}
    again = go("watch.gate", watch_id)
    who = caller.gate(GATE, turn.settings, turn.language)
    return Choose(who, choices, "label.watch", back=again, when_silent=go("watch.nobody"))


@step("watch.voicemail")
def voicemail(turn: Turn) -> Reply:
    return End(caller.voicemail(VOICEMAIL, turn.settings, turn.language))


@step("watch.nobody")
def nobody(turn: Turn) -> Reply:
    return End(prompt("call.nobody"))


@step("watch.show")
def show(turn: Turn, watch_id: int) -> Reply | Go:
    """They asked to see it, so now it may be named; on a shared phone to the one whose wish it is."""
    if _is_somebodys(turn, watch_id) and (asked := ask_first(turn, go("watch.show", watch_id))):
        return asked
    watch = _theirs(turn, watch_id)
    if watch is None:
        return Say(prompt("watch.dropped"))
    searched.keep(turn, Query(kind=watch.kind))
    searched.keep_place(turn, watches.place_of(watch))
    return go("find.results", 0)


def _theirs(turn: Turn, watch_id: int) -> Watch | None:
    """Not when its number is another's by now: that one would be shown their wish."""
    watch = turn.session.get(Watch, watch_id)
    if watch is None or watch.phone_id != turn.phone_id:
        return None
    return watch if watch.person_id in (None, known_person(turn)) else None


def _is_somebodys(turn: Turn, watch_id: int) -> bool:
    watch = turn.session.get(Watch, watch_id)
    return watch is not None and watch.person_id is not None


def _stopped(turn: Turn) -> Reply:
    """By text only the carrier's own word will do: it may hold the STOP, too."""
    if turn.channel is Channel.TEXT:
        return Say(prompt("watch.stopped"))
    return Choose(prompt("watch.stopped"), {1: go("watch.come_back")})
