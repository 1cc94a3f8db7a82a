"""A caller has a meeting texted to the phone in their hand, to keep the street or the number.

Offered only where texts arrive and the network vouches that the call comes from that phone: else anybody
could have us text a stranger about a meeting.
"""

from datetime import timedelta

from service import consent
from service.delivery import outbox
from service.delivery.outbox import Outgoing
from service.flows import searched
from service.flows.headings import is_call
from service.flows.turn import Channel, Choose, Reply, Say, Turn, go, step
from service.meetings.search import Result
from service.models import Lane, Way
from service.text.words import prompt

MESSAGE = "meeting.texted"
USEFUL = timedelta(minutes=15)


def offered(turn: Turn, one: Result) -> bool:
    """Only on a call that came in; a text shows it already. What is taken part in from home is told by the
    clock of the place that was searched, which no text knows: then it must be the line's own."""
    if not is_phone_vouched(turn):
        return False
    return not is_call(one) or searched.zone_of(turn) == turn.settings.home_zone


def is_phone_vouched(turn: Turn) -> bool:
    is_theirs = turn.phone_id is not None and turn.vouched and turn.can_text
    return is_theirs and turn.channel is Channel.CALL and not turn.placed


@step("find.text_me")
def text_me(turn: Turn, meeting_id: int) -> Reply:
    if turn.phone_id is None or not is_phone_vouched(turn):
        return Say(prompt("find.gone"))
    choices = {1: go("remind.set", meeting_id), 2: go("find.details", meeting_id)}
    if consent.is_stopped(turn.session, turn.phone_id):
        return Choose(prompt("find.not_texted"), choices, "label.meeting")
    outgoing = Outgoing(
        way=Way.TEXT,
        lane=Lane.REPLY,
        dedupe_key=f"texted:{turn.phone_id}:{meeting_id}:{turn.now:%Y-%m-%dT%H%M}",
        phone_id=turn.phone_id,
        message=MESSAGE,
        subject_id=meeting_id,
        useful_until=turn.now + USEFUL,
    )
    outbox.put(turn.session, outgoing, turn.now)
    return Choose(prompt("find.texted"), choices, "label.meeting")
