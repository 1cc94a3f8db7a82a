"""Every state that a caller's keys can come to from a start, each tried once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from service.flows.turn import Go
from tests.equality.thumb import Stand, Thumb

# What is typed where words or digits are listened for: a ZIP, a code, two hours, nothing we know.
TYPED = ("59457", "4081", "0917", "00000")
ENDS = ("completed", "no-answer", "busy", "failed")
OTHER_KEYS = ("#", "0")
AGAIN_KEYS = ("*", "7")
# The same for everybody: walked once for all.
FOR_ALL = ("about.", "fit.")
MENUS = ("menu.first", "menu.main")
# Of many keys that lead to the like, one is enough for whoever is not new.
ALIKE = ("find.kind", "find.more_kinds", "find.how")
MOST_SILENCES, MOST_POUNDS = 12, 8


@dataclass
class Reached:
    """Where keys led; where nothing but silence, pound or hanging up led in the end."""

    seen_by_all: set[object]
    tried_by_all: set[object]  # by silence, by pound, by hanging up and by what has it asked again
    both: bool = False  # by the menu's 9 in the other language, too
    past_the_menu: bool = True
    stands: list[Stand] = field(default_factory=list)
    zeros: list[Stand] = field(default_factory=list)
    silent: list[Stand] = field(default_factory=list)
    pounded: list[Stand] = field(default_factory=list)
    gone: list[Stand] = field(default_factory=list)
    seen: set[object] = field(default_factory=set)

    def walk(self, thumb: Thumb, first: Go) -> None:
        with thumb.undone():
            self._visit(thumb, thumb.begin(first))

    def _visit(self, thumb: Thumb, stand: Stand) -> None:
        self.stands.append(stand)
        if stand.is_over or stand.asks is None or self._is_known(thumb, stand):
            return
        is_first = not self._is_tried(_alike(thumb, stand))
        for pressed, far_end in self._ways_on(stand, AGAIN_KEYS if is_first else ()):
            with thumb.undone():
                onwards = thumb.press(pressed, far_end)
                if pressed == "0":
                    self.zeros.append(onwards)
                self._visit(thumb, onwards)
        if not is_first:
            return
        if stand.asks.far_end is None:
            self.silent.append(_until(thumb, "", MOST_SILENCES))
            self.pounded.append(_until(thumb, "#", MOST_POUNDS))
        with thumb.undone():
            self.gone.append(thumb.press("", gone=True))

    def _is_known(self, thumb: Thumb, stand: Stand) -> bool:
        """Whether one like it has been tried."""
        assert stand.asks is not None
        if not self.past_the_menu and stand.asks.step in MENUS:
            return True
        seen = self.seen_by_all if stand.asks.step.startswith(FOR_ALL) else self.seen
        alike = _alike(thumb, stand)
        known = alike in seen
        seen.add(alike)
        return known

    def _is_tried(self, alike: object) -> bool:
        tried = alike in self.tried_by_all
        self.tried_by_all.add(alike)
        return tried

    def _ways_on(self, stand: Stand, also: Sequence[str]) -> Iterator[tuple[str, str]]:
        assert stand.asks is not None
        if stand.asks.far_end:
            yield from (("", how) for how in ENDS)
            return
        choices = list(stand.asks.accepts["choices"])
        if stand.asks.step in ALIKE and not self.both:
            choices = choices[:1]
        keys = dict.fromkeys([*choices, *OTHER_KEYS, *also])
        yield from ((key, "") for key in keys if key != "9" or self.both)
        if stand.asks.listens:
            yield from ((typed, "") for typed in TYPED)


def _alike(thumb: Thumb, stand: Stand) -> object:
    """Two states that differ only in which meeting or group they are about are tried once."""
    assert stand.asks is not None
    asks = stand.asks
    of_what = asks.again.args[1] if asks.step == "list.row" else ""
    keys = frozenset(asks.accepts["choices"])
    return stand.language, thumb.placed, asks.step, of_what, keys, asks.listens


def _until(thumb: Thumb, key: str, most: int) -> Stand:
    """Where the same again and again has come to in the end, or where another party is waited for."""
    with thumb.undone():
        for _ in range(most):
            stand = thumb.press(key)
            if stand.is_over or stand.asks is None or stand.asks.far_end:
                break
    return stand
