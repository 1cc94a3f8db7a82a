"""A call without its doors: one key after another at the conversation itself, and each can be undone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TypeVar

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from service.flows import render
from service.flows.conversation import Said, converse, open_call
from service.flows.heard import Heard
from service.flows.open_question import Open
from service.flows.questions import COLUMNS
from service.flows.turn import Channel, End, Go, Nothing, Reply
from service.house import House
from service.members import find_phone
from service.models import Conversation, Question
from service.statements import together
from service.text.phone import Phone
from service.text.words import spoken

T = TypeVar("T")
ACTION = "http://127.0.0.1:8000/voice/turn/1"


@dataclass(frozen=True)
class Stand:
    """Where a call has come to: what is heard on the way, and what is waited for."""

    reply: Reply
    heard: str
    language: str
    asks: Open | None
    path: tuple[str, ...] = ()
    said: tuple[str, ...] = ()  # by their names

    @property
    def is_over(self) -> bool:
        return isinstance(self.reply, End | Nothing)


@dataclass
class Thumb:
    """On the phone of this number; `placed`: we have called it."""

    house: House
    connection: Connection
    number: str | None
    channel: Channel = Channel.CALL
    placed: bool = False
    vouched: bool = True
    path: tuple[str, ...] = field(default=())

    def begin(self, first: Go) -> Stand:
        return self._turn(lambda session, heard, now: open_call(
            session, self.house.settings, heard, first, now
        ), "")  # fmt: skip

    def press(self, said: str, far_end: str = "", gone: bool = False) -> Stand:
        return self._turn(lambda session, heard, now: converse(
            session, self.house.settings, heard, now
        ), said, far_end, gone)  # fmt: skip

    @contextmanager
    def undone(self) -> Iterator[None]:
        """What happens inside has not happened afterwards."""
        path = self.path
        with self.connection.begin_nested() as inside:
            yield
            inside.rollback()
        self.path = path

    def within(self, work: Callable[[Session], T]) -> T:
        """Something done in between, in the same transaction."""
        with self._session() as session:
            done = work(session)
            session.commit()
        return done

    def _session(self) -> Session:
        """As the database's own: one that is new every turn, on a transaction that has begun."""
        mode = "conditional_savepoint"
        return Session(self.connection, expire_on_commit=False, join_transaction_mode=mode)

    def _turn(self, answering, said: str, far_end: str = "", gone: bool = False) -> Stand:
        with self._session() as session:
            heard = replace(self._heard(session, said), far_end=far_end, gone=gone)
            answer = answering(session, heard, self.house.clock.now())
            session.flush()
            together(session, answer.writes)
            session.flush()
            session.commit()
            asks = self._asked(session)
        self.path = (*self.path, said or far_end or "-")
        words, said = self._words(answer), _names(answer)
        return Stand(answer.reply, words, answer.language, asks, self.path, said)

    def _heard(self, session: Session, said: str) -> Heard:
        phone = self.number and find_phone(session, self.house.keyring, Phone(self.number))
        call_sid = "CA" + "7" * 32 if self.channel is Channel.CALL else None
        landline = phone is not None and phone.line_type == "landline"
        return Heard(
            self.channel, said, phone or None, call_sid=call_sid, placed=self.placed,
            no_text=landline, vouched=self.vouched,
        )  # fmt: skip

    def _words(self, said: Said) -> str:
        if self.channel is Channel.TEXT:
            return render.as_text(said.reply, said.language)
        render.as_call(said.reply, said.language, said.before, ACTION, not self.placed)
        what = getattr(said.reply, "what", None)
        prompts = [*said.before, *([what] if what else [])]
        return " ".join(spoken(one, said.language) for one in prompts)

    def _asked(self, session: Session) -> Open | None:
        newest = (
            select(*COLUMNS)
            .join(Conversation, Conversation.id == Question.conversation_id)
            .where(Question.state == "open")
            .where(Conversation.key.like("call:%" if self.channel is Channel.CALL else "text:%"))
            .order_by(Question.id.desc())
        )
        found = session.execute(newest).first()
        return Open(*found) if found else None


def _names(said: Said) -> tuple[str, ...]:
    """Of all that was said, without what stands in it."""
    what = getattr(said.reply, "what", None)
    return tuple(one.key for one in (*said.before, *([what] if what else [])))
