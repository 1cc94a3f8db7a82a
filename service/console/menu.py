"""The console's pages, in the order in which they stand in its menu."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, request

from service.access.roles import Right, Seat
from service.console.pages import (
    check_ins,
    inbox,
    meetings,
    people,
    reports,
    roster,
    send,
    settings,
    signing_in,
    today,
)

# `roster` has the rest of On call, on the same blueprint.
PAGES: tuple[Blueprint, ...] = (
    signing_in.page,
    today.page,
    send.page,
    inbox.page,
    meetings.page,
    people.page,
    check_ins.page,
    roster.page,
    reports.page,
    settings.page,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """`key` is a row of words/menu.toml, `endpoint` where it leads."""

    key: str
    endpoint: str
    right: Right

    @property
    def is_here(self) -> bool:
        return request.endpoint is not None and request.endpoint.startswith(
            self.endpoint.rpartition(".")[0] + "."
        )


ENTRIES = (
    Entry("menu.today", "console.today.show", Right.TODAY),
    Entry("menu.send", "console.send.show", Right.SEND),
    Entry("menu.inbox", "console.inbox.show", Right.INBOX),
    Entry("menu.meetings", "console.meetings.show", Right.MEETINGS),
    Entry("menu.people", "console.people.show", Right.PEOPLE),
    Entry("menu.check_ins", "console.check_ins.show", Right.CHECKINS),
    Entry("menu.on_call", "console.on_call.show", Right.ON_CALL),
    Entry("menu.reports", "console.reports.show", Right.REPORTS),
    Entry("menu.settings", "console.settings.show", Right.SETTINGS),
)


def menu(seat: Seat) -> Sequence[Entry]:
    """What somebody may see of it."""
    return [entry for entry in ENTRIES if seat.may(entry.right)]
