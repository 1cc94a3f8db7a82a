"""TALK: a trained peer calls, without a crisis, within the line's hours for it.

A call is offered only while a peer is free to be rung, and a time named only where somebody is on duty
then. The crisis line is in every answer; 0 stays a person at any hour, and on a call TALK is 0.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from service.clock import zone
from service.crisis import ladder, roster
from service.crisis.spans import Span, common, joined
from service.flows import crisis_line, oncall
from service.flows.reached import reach_now
from service.flows.turn import Channel, Choose, Go, Reply, Say, Turn, go, step
from service.settings import Settings
from service.text.times import day_and_time
from service.text.words import Voiced, prompt

DAY = timedelta(days=1)


@step("talk.ask")
def ask(turn: Turn) -> Reply | Go:
    if turn.channel is Channel.CALL or turn.phone_id is None:
        return go("person.ask")
    numbers = crisis_line.numbers(turn)
    offer = offered(turn)
    if offer is None:
        return go("person.ask")
    if offer.when:
        return Say(prompt("talk.later", when=offer.when, **numbers))
    if offer.is_now:
        return Choose(prompt("talk.now", **numbers), {1: go("person.call_me")}, "label.person")
    return Say(prompt("talk.busy", **numbers))


@dataclass(frozen=True, slots=True)
class Offer:
    """A peer who is there `when`, else now: free, or talking with somebody."""

    when: Voiced | None = None
    is_free: bool = False

    @property
    def is_now(self) -> bool:
        return self.when is None and self.is_free


def offered(turn: Turn) -> Offer | None:
    """The next peer for a call without a crisis; None where nobody is on duty within its hours."""
    soonest = _next(turn)
    if soonest is None or turn.phone_id is None:
        return None
    if soonest > turn.now:
        local = soonest.astimezone(reach_now(turn, turn.phone_id).zone)
        return Offer(day_and_time(local, turn.now, turn.language))
    free = ladder.is_anybody_free(turn.session, turn.settings, turn.phone_id, turn.now)
    return Offer(is_free=free)


def _next(turn: Turn) -> datetime | None:
    """When a peer is on duty within the hours for it, `now` if one is; nobody is there for themselves."""
    window = Span(turn.now, turn.now + roster.AHEAD)
    rotas = roster.rotas(turn.session, turn.settings, window.begins, window.ends)
    me = oncall.server_here(turn)
    blocks = [
        span for number, rota in rotas.items() if me is None or me.id != number
        for span in rota.blocks()
    ]  # fmt: skip
    staffed = common(joined(blocks), window)
    moments = (
        inside.begins for span in _open(turn.settings, window) for inside in common(staffed, span)
    )
    return min(moments, default=None)


def _open(settings: Settings, window: Span) -> list[Span]:
    """TALK_HOURS of each day, on the line's own wall."""
    wall, hours = zone(settings.home_zone), settings.hours_to_talk
    first: date = window.begins.astimezone(wall).date() - DAY
    days = [first + number * DAY for number in range(roster.AHEAD.days + 2)]
    return [roster.span_on(day, hours.from_min, hours.until_min, wall) for day in days]
