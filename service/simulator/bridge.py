"""Calls that are connected with each other, and what each side may do to the other.

A leg is driven one step at a time, and two legs must never wait for each other. So a bridge has a
lock of its own, under which it decides; and what it wants of a leg it only asks for: each method of a
Party returns at once, and is done when that leg's next step comes, in the order asked.
"""

from typing import Protocol

from service.simulator.call_terms import Form
from service.simulator.records import Call


class Party(Protocol):
    """A leg, as a bridge sees it. `call` is for reading."""

    call: Call

    def tell(self, event: str, **told: str | None) -> None:
        """Something happens that whoever holds this phone sees or hears."""

    def connect(self, to: str) -> None:
        """The music stops: `to` is on the line."""

    def part(self) -> None:
        """Nobody is on the line any more; the music is back."""

    def interject(self, url: str, method: str) -> None:
        """Runs a document for this phone alone; the bridge's `free` says when it is over."""

    def finish(self, form: Form) -> None:
        """It is over with the others: the call goes on with its document."""

    def cut(self) -> None:
        """The carrier ends this leg: cancelled while it rings, hung up when it is up."""


class Bridge(Protocol):
    """What connects legs. Every method is called from within a step of the leg it is about."""

    def hear(self, party: Party, words: str) -> None:
        """Somebody speaks."""

    def press(self, party: Party, key: str) -> None:
        """Somebody presses a key."""

    def picked_up(self, party: Party) -> None:
        """Somebody has answered this leg."""

    def free(self, party: Party) -> None:
        """The document this leg had to hear first is over. May be said more than once."""

    def leave(self, party: Party) -> Form:
        """The leg has hung up, or does something else. Returns what its action is told."""

    def about(self, party: Party) -> Form:
        """What goes with every document this leg asks for while it is here."""
