"""What a question accepts, as plain JSON in its row: written from a reply, read when the answer comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from service.flows.digits import LONGEST
from service.flows.turn import (
    Accept,
    Choose,
    Connect,
    End,
    Go,
    Listen,
    Nothing,
    Pick,
    Record,
    Reply,
    Ring,
    Say,
    go,
)

PERSON = go("person.ask")


@dataclass(frozen=True, slots=True)
class Open:
    """A question that waits, newest first in every list of them."""

    id: int
    step: str
    accepts: dict[str, Any]
    kind: str
    asked_at: datetime

    def choice(self, digit: str) -> Go | None:
        """Where it leads; a count that is asked for is an answer like any other digit."""
        counts = self.accepts.get("counts") and digit != "0" and digit.isdecimal()
        return _go([self.accepts["listen"], []] if counts else self.accepts["choices"].get(digit))

    @property
    def chosen(self) -> list[Go]:
        """Where its digits lead."""
        return [Go(step, tuple(args)) for step, args in self.accepts["choices"].values()]

    @property
    def again(self) -> Go:
        return Go(self.step, tuple(self.accepts["args"]))

    @property
    def back(self) -> Go | None:
        return _go(self.accepts.get("back"))

    @property
    def more(self) -> Go | None:
        """The rest of the list, if it was one."""
        return _go(self.accepts.get("more"))

    @property
    def when_silent(self) -> Go | None:
        """Where a call goes when nobody presses a key, if not to a person."""
        return _go(self.accepts.get("when_silent"))

    @property
    def listens(self) -> str | None:
        """The step that takes open words, if this question does."""
        listen: str | None = self.accepts.get("listen")
        return listen

    @property
    def far_end(self) -> Go | None:
        """Where a call goes on that was joined to another, once that has ended."""
        return _go(self.accepts.get("far_end"))

    @property
    def passes(self) -> bool:
        """Whether a call goes on at the first silence."""
        return bool(self.accepts.get("passes"))

    @property
    def outbox_id(self) -> str | None:
        """The row whose text asked it; None in an exchange, where the answer itself did."""
        found: str | None = self.accepts.get("outbox_id")
        return found


def what_it_accepts(reply: Reply) -> dict[str, Any] | None:
    """A reply's answers as plain JSON; None when it asks nothing."""
    match reply:
        case Choose(choices=choices, label=label, back=back):
            further = {"when_silent": _plain(reply.when_silent), "more": _plain(reply.more)}
            passes = {"passes": True} if reply.passes else {}
            return _accepts(choices, label, back) | further | passes
        case Pick():
            more = {"more": _plain(reply.more)}
            return _accepts(_pick_choices(reply), reply.label, reply.back) | more
        case Listen(then=then, label=label, back=back, when_silent=when_silent):
            further = {"when_silent": _plain(when_silent)}
            counts = {"counts": True} if reply.counts or reply.digits <= LONGEST else {}
            return _accepts({}, label, back) | {"listen": then} | further | counts
        case Connect(then=then) | Ring(then=then) | Record(then=then):
            return _accepts({}, "label.meeting", None) | {"far_end": _plain(then)}
        case Say() | End() | Accept() | Nothing():
            return None


def _accepts(choices: Any, label: str, back: Go | None) -> dict[str, Any]:
    plain = {str(digit): _plain(where) for digit, where in choices.items()}
    plain.setdefault("0", _plain(PERSON))
    return {"choices": plain, "label": label, "back": _plain(back)}


def _go(plain: Sequence[Any] | None) -> Go | None:
    return None if plain is None else Go(plain[0], tuple(plain[1]))


def _plain(where: Go | None) -> list[Any] | None:
    return None if where is None else [where.step, list(where.args)]


def _pick_choices(pick: Pick) -> dict[int, Go]:
    rows = {number: go(pick.then, row.value) for number, row in enumerate(pick.rows, start=1)}
    return {**rows, **pick.choices}
