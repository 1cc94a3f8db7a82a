"""One thumb, two channels: each digit goes out as a text and as a key, and what became of it is compared."""

from dataclasses import dataclass
from datetime import timedelta

from service.flows.turn import Pick
from tests.equality.reaching import MENUS
from tests.equality.thumb import Stand, Thumb
from tests.equality.two_channels import MOMENTS, OWN, ask_the_same, rows_of

# Slow enough to be no machine.
A_MOMENT = timedelta(seconds=10)
MOST_POUNDS = 8
WRONG = "7"
ALSO = {"AGAIN": "*", "BACK": "#", "MORE": "2"}
TYPED = ("59457", "4081", "59718", "00000")
# What differs by design, and what brings the two together again. Everything else must be the same.
A_CALL_ASKS_FIRST = {
    "find.how": "4",  # one meeting at a time: one key first spares many
    "code.ask": "4081",  # a number that is shown is a claim: what is theirs is behind their code there
}
# A first name: a keypad has no letters.
A_TEXT_ASKS_FIRST = dict.fromkeys(
    ("groups.named", "contact.my_name_said", "contact.their_name_said"), "SKIP"
)
OTHERWISE = {
    "goal.": "one's own words in a text, one of a few by key",
    "appt.": "a day and its hour are one text, and two questions on a call",
    "connect.": "a caller is joined at once, whoever texts is called",
    "person.": "a caller is rung for, whoever texts is told the number or called",
    "report.what": "what happened is written in a text, and said to a tape on a call",
    "own_data.": "a text holds more of it than anybody listens to",
}
# Where a keypad takes no more than these: at an hour four keys, of which a ZIP would be the first four. By
# text one is a search there, as anywhere.
TYPED_AT = {
    "hours.said": ("0917", "4081"),
    "setup.hour_said": ("2117", "4081"),  # a text's "0917" is a morning, keys have no other nine
    "pause.said": ("07", "61"),
}
# From here on BACK ends a break, which pound does not.
BEGINS_A_BREAK = "pause.given"
# By text with the menu they were chosen from, to which a call has gone on: it is one step further.
FURTHER_ON = ("about.what", "about.rules")
IN_OTHER_WORDS = {"person.text", "person.text_on_duty", "own_data.last"}


@dataclass
class Both:
    """The same phone in two databases that are alike: one texts, one calls."""

    text: Thumb
    call: Thumb
    texted: Stand
    called: Stand
    over: bool = False
    on_break: bool = False

    def keys(self) -> list[str]:
        """What may be sent now: what is offered, twice as likely as what is not."""
        asks = self.texted.asks
        if asks is None:
            return ["MENU"]
        offered = sorted(asks.accepts["choices"])
        typed = TYPED_AT.get(asks.listens, TYPED) if asks.listens else (WRONG,)
        self.on_break = self.on_break or asks.step == BEGINS_A_BREAK
        steps = ["AGAIN"] if self.on_break or asks.step in FURTHER_ON else ["AGAIN", "BACK"]
        return [*offered, *offered, *typed, *steps, *(["MORE"] if asks.more else [])]

    def press(self, key: str) -> None:
        if key == "MENU":
            return self.to_the_menu()
        if (keys := self._on_the_call(key)) is None:
            return None
        before = self.texted.asks
        self._wait()
        self.texted = self.text.press(key)
        for one in keys:
            self.called = self.call.press(one)
        self._ask_what_only_one_asks()
        return self._compare(key, before.id if before else 0)

    def _on_the_call(self, key: str) -> list[str] | None:
        """The keys that mean the same there; None where a call does not offer it."""
        asks, there = self.texted.asks, self.called.asks
        assert asks is not None and there is not None
        if there.step != "list.row" or key in ("0", "AGAIN", "BACK"):
            return [ALSO.get(key, key)]
        rows = [where for where in asks.chosen if where.step == there.chosen[0].step]
        at = int(there.again.args[0])
        if key == "MORE":
            return ["2"] * (len(rows) - at)
        number = int(key) - 1 if key.isdigit() else len(rows)
        return ["2"] * (number - at) + ["1"] if at <= number < len(rows) else None

    def _ask_what_only_one_asks(self) -> None:
        listens = self.texted.asks.listens if self.texted.asks else None
        while (asks := self.called.asks) and asks.step in A_CALL_ASKS_FIRST:
            if asks.listens and asks.listens == listens:
                break
            self.called = self.call.press(A_CALL_ASKS_FIRST[asks.step])
        while listens in A_TEXT_ASKS_FIRST:
            self.texted = self.text.press(A_TEXT_ASKS_FIRST[listens])
            listens = self.texted.asks.listens if self.texted.asks else None

    def _compare(self, key: str, before: int) -> None:
        assert self._rows(self.text) == self._rows(self.call), self._told()
        if self._is_otherwise(key):
            return self.to_the_menu()
        asks = self.texted.asks
        if asks and (asks.id != before or key == WRONG):
            assert self.called.asks and ask_the_same(asks, self.called.asks), self._told()
            return None
        assert self._said_the_same(), self._told()
        return self.to_the_menu()

    def _is_otherwise(self, key: str) -> bool:
        steps = [asks.step for asks in (self.texted.asks, self.called.asks) if asks]
        return key == "0" or any(step.startswith(tuple(OTHERWISE)) for step in steps)

    def _said_the_same(self) -> bool:
        """A text that asks nothing; the call says it, and goes on by itself."""
        said = set(self.texted.said) - IN_OTHER_WORDS
        return isinstance(self.texted.reply, Pick) or said <= set(self.called.said)

    def to_the_menu(self) -> None:
        """Both start over; a call that has ended is over."""
        if self.called.is_over:
            self.over = True
            return
        self._wait()
        self.texted = self.text.press("MENU")
        if self.called.asks and self.called.asks.far_end:
            self.called = self.call.press("", "completed")
        for _ in range(MOST_POUNDS):
            if self.called.is_over or (self.called.asks and self.called.asks.step in MENUS):
                break
            self.called = self.call.press("#")
        self.over = self.called.is_over
        assert self.over or ask_the_same(self.texted.asks, self.called.asks), self._told()

    def _wait(self) -> None:
        for thumb in (self.text, self.call):
            thumb.house.clock.advance(A_MOMENT)

    def _rows(self, thumb: Thumb):
        return thumb.within(lambda session: rows_of(session, OWN | MOMENTS))

    def _told(self) -> str:
        return f"{self.text.path}\n{self.call.path}\n{self.texted.heard}\n{self.called.heard}"
