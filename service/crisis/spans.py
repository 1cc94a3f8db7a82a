"""Pieces of time: joined where they touch, and with others cut out of them. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Span:
    """From one moment until another."""

    begins: datetime
    ends: datetime

    def has(self, moment: datetime) -> bool:
        return self.begins <= moment < self.ends

    @property
    def length(self) -> timedelta:
        return self.ends - self.begins

    def within(self, other: "Span") -> "Span | None":
        """What both have; None when they have nothing in common."""
        begins, ends = max(self.begins, other.begins), min(self.ends, other.ends)
        return Span(begins, ends) if begins < ends else None


def joined(spans: Iterable[Span]) -> list[Span]:
    """In their order, those that touch or overlap as one."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda one: one.begins):
        if found and span.begins <= found[-1].ends:
            found[-1] = Span(found[-1].begins, max(found[-1].ends, span.ends))
        elif span.begins < span.ends:
            found.append(span)
    return found


def without(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """What is left of the first when all of the second is cut out."""
    left = joined(spans)
    for cut in joined(taken):
        left = [piece for span in left for piece in _around(span, cut)]
    return left


def common(spans: Iterable[Span], window: Span) -> list[Span]:
    """What of them lies in the window."""
    return [inside for span in spans if (inside := span.within(window))]


def _around(span: Span, cut: Span) -> Iterator[Span]:
    """What is left of one before and behind the other."""
    for begins, ends in (
        (span.begins, min(span.ends, cut.begins)),
        (max(span.begins, cut.ends), span.ends),
    ):
        if begins < ends:
            yield Span(begins, ends)
