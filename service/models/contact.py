"""People who have agreed to stand by a member: told when a check-in stays silent, or a buddy for a goal."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.crypto import SealedText
from service.db import Base, BigId, Utc


class Stands(StrEnum):
    """What they agreed to."""

    CONTACT = "contact"
    BUDDY = "buddy"


class Said(StrEnum):
    """What a contact answered when told."""

    WILL = "will"
    CANNOT = "cannot"
    ALL_RIGHT = "all_right"


class Contact(Base):
    """They came to us themselves, with the member's code: nobody is here whose number was typed in."""

    __tablename__ = "contacts"
    __table_args__ = (UniqueConstraint("person_id", "phone_id", "stands", name="uq_contacts_once"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), index=True
    )  # whose
    phone_id: Mapped[int] = mapped_column(ForeignKey("phones.id", ondelete="CASCADE"), index=True)
    stands: Mapped[str] = mapped_column(String(10))
    called: Mapped[str | None] = mapped_column(SealedText)  # as the member calls them
    place: Mapped[int] = mapped_column()  # in the order in which they are told
    agreed_at: Mapped[datetime] = mapped_column(Utc)


class ContactTelling(Base):
    """That a contact was told of one date, once a round, and what they said."""

    __tablename__ = "contact_tellings"
    __table_args__ = (
        UniqueConstraint("day_id", "contact_id", "round", name="uq_contact_tellings_once"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    day_id: Mapped[int] = mapped_column(ForeignKey("check_in_days.id", ondelete="CASCADE"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"))
    round: Mapped[int] = mapped_column()
    told_at: Mapped[datetime] = mapped_column(Utc)
    said: Mapped[str | None] = mapped_column(String(10))
    said_at: Mapped[datetime | None] = mapped_column(Utc)
    cleared_at: Mapped[datetime | None] = mapped_column(Utc)  # the all-clear was put out


class Invitation(Base):
    """Six digits that a member passes on; whoever texts or keys them in is asked whether they agree."""

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    stands: Mapped[str] = mapped_column(String(10))
    called: Mapped[str | None] = mapped_column(SealedText)
    code_hash: Mapped[str] = mapped_column(String(80), unique=True)  # keyed
    created_at: Mapped[datetime] = mapped_column(Utc)
    expires_at: Mapped[datetime] = mapped_column(Utc, index=True)
