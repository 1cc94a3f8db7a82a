"""Conferences: rooms by name, in which everybody hears everybody.

A room begins with two people of whom one may start it, and is over when the last has left or one
whose leaving ends it has. Until it begins, and whenever somebody is alone in it, music plays. What a
kicked participant and a room that is full are told is from memory. [M]
"""

import threading
from dataclasses import dataclass, field
from datetime import datetime

from service.simulator.bridge import Party
from service.simulator.call_terms import Form
from service.simulator.conference_receipts import ConferenceReceipts
from service.simulator.exchange import Exchange
from service.simulator.participants import Participant, entering
from service.simulator.records import new_sid
from service.simulator.verbs import Conference, Dial

STAR = "*"
LABEL_TAKEN = 16025
LAST_LEFT, LAST_KICKED = "last-participant-left", "last-participant-kicked"
ENDED_BY = "participant-with-end-conference-on-exit-left"
KICKED_BY = "participant-with-end-conference-on-exit-kicked"
ENDED_VIA_API = "conference-ended-via-api"


@dataclass(eq=False)
class Room:
    exchange: Exchange
    name: str
    receipts: ConferenceReceipts
    created_at: datetime
    updated_at: datetime
    sid: str = field(default_factory=lambda: new_sid("CF"))
    number: int = 0
    status: str = "init"
    reason: str | None = None
    ended_by: str | None = None  # the call whose leaving ended it
    people: list[Participant] = field(default_factory=list)
    _hearing: list[Party] = field(default_factory=list)  # an announcement
    _lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def over(self) -> bool:
        return self.status == "completed"

    def who(self, name: str) -> Participant | None:
        """By the call's SID or the label."""
        named = (one for one in self.people if name in (one.party.call.sid, one.label))
        return next(named, None)

    def enter(self, party: Party, verb: Dial, wanted: Conference) -> bool:
        """False where there is no place: the room is full, has this label already, or is just over."""
        with self._lock:
            if self.over or len(self.people) >= wanted.most:
                return False
            if wanted.label and self.who(wanted.label):
                self.exchange.alerts.add(LABEL_TAKEN, "")
                return False
            self._enter(entering(party, verb, wanted, self.exchange.clock.now()))
            return True

    # Bridge

    def hear(self, party: Party, words: str) -> None:
        with self._lock:
            speaker = self._of(party)
            if speaker and speaker.talks and not speaker.muted:
                self._tell_others(speaker, "voice", text=words, by="other")

    def press(self, party: Party, key: str) -> None:
        with self._lock:
            presser = self._of(party)
            if presser and key == STAR and presser.ends_on_star:
                self._remove(presser, "participant_hung_up")
                party.finish(answered())
            elif presser and presser.talks and not presser.muted:
                self._tell_others(presser, "play", digits=key)

    def picked_up(self, party: Party) -> None:
        """That alone changes nothing for the others."""

    def free(self, party: Party) -> None:
        with self._lock:
            if party in self._hearing:
                self._hearing.remove(party)
                if not self._hearing:
                    self._say("announcement-end", None)

    def leave(self, party: Party) -> Form:
        with self._lock:
            leaver = self._of(party)
            if leaver:
                ended = party.call.ended
                self._remove(
                    leaver, "participant_hung_up" if ended else "participant_updated_via_api"
                )
            return answered()

    def about(self, party: Party) -> Form:
        return {"ConferenceSid": self.sid}

    # What the account may do

    def kick(self, one: Participant) -> None:
        with self._lock:
            self._remove(one, "participant_updated_via_api", kicked=True)
            one.party.finish(answered())

    def change(
        self,
        one: Participant,
        muted: bool | None = None,
        hold: bool | None = None,
        ends: bool | None = None,
    ) -> None:
        """What is None stays as it is."""
        with self._lock:
            if muted not in (None, one.muted):
                one.muted = not one.muted
                self._say("participant-mute" if one.muted else "participant-unmute", one)
            if hold not in (None, one.hold):
                one.hold = not one.hold
                self._say("participant-hold" if one.hold else "participant-unhold", one)
            if ends not in (None, one.ends):
                one.ends = not one.ends
                self._say("participant-modify", one)
            one.updated_at = self.exchange.clock.now()
            self._arrange()

    def announce(self, people: list[Participant], url: str, method: str) -> None:
        """These hear the document, and each other again after it."""
        with self._lock:
            self._hearing = [one.party for one in people]
            for party in self._hearing:
                party.interject(url, method)

    def end(self, reason: str = ENDED_VIA_API, ended_by: str | None = None) -> None:
        with self._lock:
            if self.over:
                return
            self.status, self.reason, self.ended_by = "completed", reason, ended_by
            self.updated_at = self.exchange.clock.now()
            why = (
                "conference_ended_via_api"
                if reason == ENDED_VIA_API
                else "moderator_ended_conference"
            )
            people, self.people = self.people, []
            for one in people:
                self._say("participant-leave", one, ReasonParticipantLeft=why)
                one.party.finish(answered())
            self._say("conference-end", None, **_about_end(reason, ended_by))

    def _enter(self, one: Participant) -> None:
        self.people.append(one)
        one.party.tell("conference", to=self.name)
        self._say("participant-join", one)
        if one.beep in {"true", "onenter"}:
            self._tell_others(one, "play", text="beep")
        self._arrange()

    def _remove(self, one: Participant, why: str, kicked: bool = False) -> None:
        if one not in self.people:
            return
        self.people.remove(one)
        status = one.party.call.status
        self._say("participant-leave", one, ParticipantCallStatus=status, ReasonParticipantLeft=why)
        if one.beep in {"true", "onexit"}:
            self._tell_others(one, "play", text="beep")
        if one.ends:
            self.end(KICKED_BY if kicked else ENDED_BY, one.party.call.sid)
        elif not self.people:
            self.end(LAST_KICKED if kicked else LAST_LEFT, one.party.call.sid)
        else:
            self._arrange()

    def _arrange(self) -> None:
        """Begins it when it can, and gives each the others or the music."""
        if (
            self.status == "init"
            and len(self.people) > 1
            and any(one.starts for one in self.people)
        ):
            self.status, self.updated_at = "in-progress", self.exchange.clock.now()
            self._say("conference-start", None)
        company = self.status == "in-progress" and len(self.people) > 1
        for one in self.people:
            self._seat(one, company and not one.hold)

    def _seat(self, one: Participant, talks: bool) -> None:
        if talks is one.talks:
            return
        one.talks = talks
        if talks:
            one.party.connect(self.name)
        else:
            one.party.part()

    def _tell_others(self, one: Participant, event: str, **told: str) -> None:
        for other in self.people:
            if other is not one and other.talks:
                other.party.tell(event, **told)

    def _of(self, party: Party) -> Participant | None:
        return next((one for one in self.people if one.party is party), None)

    def _say(self, event: str, one: Participant | None, **more: str) -> None:
        person = one.about() if one else {}
        self.receipts.send(
            event, {"ConferenceSid": self.sid, "FriendlyName": self.name, **person, **more}
        )


class Rooms:
    """All rooms there were; of those that are open each name is there once."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._lock = threading.Lock()
        self._all: list[Room] = []

    def enter(self, party: Party, verb: Dial, wanted: Conference) -> Room:
        """The first one in decides where the room's receipts go."""
        room = self.open(wanted)
        if not room.enter(party, verb, wanted):
            room.receipts.send(
                "participant-leave", {"ReasonParticipantLeft": "participant_add_failed"}
            )
            party.finish({"DialCallStatus": "failed", "DialBridged": "false"})
        return room

    def newest_first(self) -> list[Room]:
        return self._all[::-1]

    def get(self, sid: str) -> Room | None:
        return next((room for room in self._all if room.sid == sid), None)

    def open(self, wanted: Conference) -> Room:
        """The one of this name that is open, or a new one."""
        with self._lock:
            for room in self._all:
                if room.name == wanted.name and not room.over:
                    return room
            now = self._exchange.clock.now()
            room = Room(
                self._exchange, wanted.name, ConferenceReceipts(self._exchange, wanted), now, now
            )
            self._all.append(room)
            room.number = len(self._all)
            return room


def answered() -> Form:
    """What a Dial's action hears after a room: neither a call nor its duration."""
    return {"DialCallStatus": "answered", "DialBridged": "true"}


def _about_end(reason: str, ended_by: str | None) -> Form:
    return {"ReasonConferenceEnded": reason} | (
        {"CallSidEndingConference": ended_by} if ended_by else {}
    )
