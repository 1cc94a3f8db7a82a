"""Somebody in a room."""

from dataclasses import dataclass
from datetime import datetime

from service.simulator.bridge import Party
from service.simulator.call_terms import Form
from service.simulator.verbs import Conference, Dial


@dataclass(eq=False, slots=True)
class Participant:
    """`talks`: is connected with the others just now, not with the music."""

    party: Party
    label: str
    muted: bool
    starts: bool
    ends: bool
    beep: str
    ends_on_star: bool
    created_at: datetime
    updated_at: datetime
    hold: bool = False
    talks: bool = False

    def about(self) -> Form:
        """As the room's callback is told of them."""
        about = {
            "CallSid": self.party.call.sid,
            "Muted": str(self.muted).lower(),
            "Hold": str(self.hold).lower(),
            "Coaching": "false",
            "EndConferenceOnExit": str(self.ends).lower(),
            "StartConferenceOnEnter": str(self.starts).lower(),
        }
        return about | ({"ParticipantLabel": self.label} if self.label else {})


def entering(party: Party, verb: Dial, wanted: Conference, now: datetime) -> Participant:
    """Whoever a document has led to a room."""
    return Participant(
        party=party,
        label=wanted.label,
        muted=wanted.muted,
        starts=wanted.starts,
        ends=wanted.ends,
        beep=wanted.beep,
        ends_on_star=verb.ends_on_star,
        created_at=now,
        updated_at=now,
    )
