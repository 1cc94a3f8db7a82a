"""How big a storm is, and how long things take in it."""

from dataclasses import dataclass, replace
from datetime import timedelta

from service.delivery.windows import Windows


@dataclass(frozen=True, slots=True)
class Size:
    """`for_s`: how long it blows. `within_s`: when at the latest all must have ended, from the start.

    The windows must stay longer than what they wait for: a request that was given up on after
    `timeout_s` may still be taken by a busy carrier, and evidence that is asked for before that lies.
    """

    texts: int
    calls: int
    texts_in: int
    kills: int
    blackouts: int  # all that send are killed at once, in the middle of it
    web_kills: int
    cuts: int  # of the database
    freezes: int  # of a worker, for longer than its lease
    for_s: float
    within_s: float
    cut_s: float
    bursts: int  # in which things are put out
    answer_s: float  # from creating a text or call to saying so: when a kill hurts most
    worse: float  # how much worse than usual the carrier's day is
    timeout_s: float  # of a request to the carrier
    windows: Windows
    members: int  # who have a check-in
    minute_s: float  # of a check-in's ladder
    rounds: int  # in which contacts are told
    workers: tuple[str, ...] = ("urgent", "normal", "bulk")

    @property
    def things(self) -> int:
        return self.texts + self.calls

    @property
    def queues(self) -> set[str]:
        """`normal-too` is a second worker of the queue `normal`."""
        return {name.partition("-")[0] for name in self.workers}


def _windows(scale_s: float, silence_s: float) -> Windows:
    return Windows(
        lease=timedelta(seconds=4 * scale_s),
        stale=timedelta(seconds=1.5 * scale_s),
        look_every=timedelta(seconds=0.5 * scale_s),
        evidence=timedelta(seconds=5 * scale_s),
        ask=timedelta(seconds=4 * scale_s),
        # Long enough to ask about all that a database which was away has missed.
        silence=timedelta(seconds=silence_s),
    )


SMALL = Size(
    texts=200, calls=20, texts_in=24, kills=4, blackouts=3, web_kills=1, cuts=1, freezes=1,
    for_s=9, within_s=150, cut_s=2, timeout_s=1, bursts=10, answer_s=0.4, worse=2.5,
    windows=_windows(1, silence_s=12), members=12, minute_s=0.4, rounds=1,
)  # fmt: skip
# As short as one can be that still has everything in it: each killed process costs a second to start.
BRIEF = replace(
    SMALL, texts=110, calls=11, texts_in=12, kills=3, blackouts=1, for_s=6, bursts=6,
    windows=_windows(1, silence_s=8), members=8,
)  # fmt: skip
FULL = Size(
    texts=10_000, calls=500, texts_in=600, kills=180, blackouts=10, web_kills=12, cuts=6, freezes=8,
    for_s=420, within_s=1140, cut_s=20, timeout_s=2.5, bursts=60, answer_s=0.12, worse=1,
    windows=_windows(3, silence_s=180), members=180, minute_s=4, rounds=2,
    workers=("urgent", "normal", "normal-too", "bulk", "bulk-too"),
)  # fmt: skip
SIZES = {"brief": BRIEF, "small": SMALL, "full": FULL}
