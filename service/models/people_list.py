"""A list of people that somebody brings as a file: sealed, looked at first, taken in or dropped."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column

from service.crypto import SealedFile, SealedJson
from service.db import Base, BigId, Utc


class ListState(StrEnum):
    COMING = "coming"  # its pieces are being written
    BROUGHT = "brought"  # which column is what is not settled yet
    CHECKING = "checking"
    CHECKED = "checked"  # nothing was saved so far
    TAKING = "taking"
    DONE = "done"
    REFUSED = "refused"
    DROPPED = "dropped"


class Outcome(StrEnum):
    """What becomes of a row."""

    DOWN = "down"  # written down: they join by themselves
    MEMBER = "member"  # by the dated proof of their own yes
    NO_NUMBER = "no_number"
    REPEATED = "repeated"
    IN_ALREADY = "in_already"
    DOWN_ALREADY = "down_already"
    STOPPED = "stopped"
    OURS = "ours"  # the line's own number


class PeopleList(Base):
    """`counts` and `lines` are what its report says: how many rows of each outcome, and the first of them."""

    __tablename__ = "people_lists"
    __table_args__ = (Index("ix_people_lists_state", "state"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    by_person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    state: Mapped[str] = mapped_column(String(10))
    encoding: Mapped[str] = mapped_column(String(12))
    separator: Mapped[str] = mapped_column(String(1))
    has_head: Mapped[bool] = mapped_column(server_default=false())
    columns: Mapped[dict[str, int] | None] = mapped_column(JSON)
    sees_all: Mapped[bool] = mapped_column(
        server_default=false()
    )  # may know who said STOP elsewhere
    has_proof: Mapped[bool] = mapped_column(server_default=false())  # as its owner vouches
    sample: Mapped[list[list[str]] | None] = mapped_column(SealedJson)  # the first rows
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    lines: Mapped[dict[str, list[int]]] = mapped_column(JSON, default=dict)
    read_to: Mapped[int] = mapped_column(server_default="0")
    taken_to: Mapped[int] = mapped_column(server_default="0")
    refused: Mapped[str | None] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(Utc)
    wanted_at: Mapped[datetime | None] = mapped_column(
        Utc
    )  # a worker's turn since; machine's clock
    lease_until: Mapped[datetime | None] = mapped_column(Utc)  # machine's clock
    keep_until: Mapped[datetime | None] = mapped_column(Utc)  # None: nothing of the file is left
    ended_at: Mapped[datetime | None] = mapped_column(Utc)


class PeopleListPiece(Base):
    """A part of the file, until it was read."""

    __tablename__ = "people_list_pieces"

    list_id: Mapped[int] = mapped_column(
        ForeignKey("people_lists.id", ondelete="CASCADE"), primary_key=True
    )
    at: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[bytes] = mapped_column(SealedFile)


class PeopleListRow(Base):
    """One row of it, until it was taken in."""

    __tablename__ = "people_list_rows"

    list_id: Mapped[int] = mapped_column(
        ForeignKey("people_lists.id", ondelete="CASCADE"), primary_key=True
    )
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    outcome: Mapped[str] = mapped_column(String(12))
    number_hash: Mapped[str | None] = mapped_column(String(40), index=True)
    entry: Mapped[dict[str, Any] | None] = mapped_column(SealedJson)
