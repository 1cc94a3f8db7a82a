"""Texts from a handset to the line: the webhook, its answer, and the replies that come of it."""

import secrets
from dataclasses import dataclass, field

from service.errors import BadInput
from service.simulator.answers import Onward, Reply, read_text_answer
from service.simulator.attributes import TOO_MANY, DocumentError
from service.simulator.cookies import Jar, Jars
from service.simulator.exchange import Exchange
from service.simulator.opt_outs import OPTED_OUT, OptOut
from service.simulator.orders import MOST_MEDIA, is_url
from service.simulator.posting import Answer
from service.simulator.records import Message
from service.simulator.reply_loops import LOOP, ReplyLoops
from service.simulator.texts import Texts
from service.simulator.webhook_forms import API_VERSION, blank_places
from service.simulator.webhooks import CANNOT_CONNECT, Delivered
from service.text.segments import segments

MOST_REPLIES, TOO_MANY_REPLIES = 10, 14109
BAD_CALLBACK = 14105
MOST_DOCUMENTS = 50


@dataclass(slots=True)
class Taken:
    """An incoming text and what came of it: the first webhook's HTTP status, the first error."""

    message: Message
    status: int | None = None
    error: int | None = None
    replies: list[Message] = field(default_factory=list)
    jar: Jar = field(default_factory=Jar)


class Inbound:
    def __init__(self, exchange: Exchange, texts: Texts) -> None:
        self._exchange = exchange
        self._texts = texts
        self._loops = ReplyLoops()
        self._jars = Jars()

    def take(self, sender: str, to: str, body: str, media: int = 0) -> Taken:
        """Hands a text to the line and does what is answered. Raises BadInput."""
        self._check(sender, to, media)
        message = self._record(sender, to, body, media)
        taken = Taken(message, jar=self._jars.of(sender, to, message.created_at))
        word, confirmation = self._hear(message)
        if confirmation:
            taken.replies.append(self._confirm(message, confirmation))
        self._ask(taken, self._form(message, word))
        return taken

    def _check(self, sender: str, to: str, media: int) -> None:
        if self._exchange.lines.of(to) is None:
            raise BadInput("That number belongs to no line here.")
        if self._exchange.handsets.of(sender).is_landline:
            raise BadInput("A landline sends no texts.")
        if not 0 <= media <= MOST_MEDIA:
            raise BadInput(f"A text holds at most {MOST_MEDIA} pictures.")

    def _record(self, sender: str, to: str, body: str, media: int) -> Message:
        now = self._exchange.clock.now()
        message = Message(
            sender=sender,
            to=to,
            body=body,
            direction="inbound",
            status="received",
            created_at=now,
            segments=segments(body).count,
            media=media,
            service_sid=self._exchange.settings.messaging_service_sid or None,
            sent_at=now,
            arrived_at=now,
        )
        if media:
            message.sid = "MM" + message.sid[2:]
        return self._exchange.messages.add(message)

    def _hear(self, message: Message) -> tuple[OptOut | None, str | None]:
        if self._exchange.settings.opt_out_by == "us" or message.sender is None:
            return None, None
        return self._exchange.opt_outs.hear(message.body, message.to, message.sender)

    def _confirm(self, message: Message, words: str) -> Message:
        return self._texts.reply(self._reply_record(message, Reply(words)), kind="notice")

    def _form(self, message: Message, word: OptOut | None) -> dict[str, str]:
        form = {
            "MessageSid": message.sid,
            "SmsSid": message.sid,
            "SmsMessageSid": message.sid,
            "AccountSid": self._exchange.settings.account_sid,
            "From": message.sender or "",
            "To": message.to,
            "Body": message.body,
            "NumMedia": str(message.media),
            "NumSegments": str(message.segments),
            "SmsStatus": "received",
            "ApiVersion": API_VERSION,
            **blank_places("From", "To"),
        }
        for number in range(message.media):
            form[f"MediaUrl{number}"] = self._media_url(message, number)
            form[f"MediaContentType{number}"] = "image/jpeg"
        if message.service_sid:
            form["MessagingServiceSid"] = message.service_sid
        if word:
            form["OptOutType"] = word
        return form

    def _media_url(self, message: Message, number: int) -> str:
        account = self._exchange.settings.account_sid
        path = f"/{API_VERSION}/Accounts/{account}/Messages/{message.sid}/Media/ME{number:032x}"
        return f"{self._exchange.settings.own_url}{path}"

    def _ask(self, taken: Taken, form: dict[str, str]) -> None:
        """Runs the line's documents: each gives replies, or sends us on to another."""
        line = self._exchange.lines.of(taken.message.to)
        if line is None:
            return
        onward: Onward | None = Onward(line.sms_url, line.sms_method)
        for _ in range(MOST_DOCUMENTS):
            if onward is None:
                return
            onward = self._run(taken, onward, form)
        self._fail(taken, TOO_MANY, line.sms_url)

    def _run(self, taken: Taken, document: Onward, form: dict[str, str]) -> Onward | None:
        mark = secrets.token_hex(16)
        delivered = self._hand_over(document, form, mark, taken.jar)
        if taken.status is None:
            taken.status = delivered.status
            self._double(document, form, mark, taken.jar)
        try:
            return self._obey(taken, _answer_of(delivered), document.url)
        except DocumentError as error:
            if not delivered.error:
                self._exchange.alerts.add(error.code, document.url)
            taken.error = taken.error or error.code
            return self._fall_back(taken, form, error, document.url)

    def _hand_over(self, document: Onward, form: dict[str, str], mark: str, jar: Jar) -> Delivered:
        if self._exchange.faults.strikes("inbound-lost"):
            return Delivered(None, CANNOT_CONNECT)
        return self._exchange.webhooks.send(document.url, form, document.method, mark, jar)

    def _double(self, document: Onward, form: dict[str, str], mark: str, jar: Jar) -> None:
        """The carrier asks again, because the first answer got lost on its side; it uses only one."""
        if self._exchange.faults.strikes("inbound-doubled"):
            self._exchange.webhooks.send(document.url, form, document.method, mark, jar)

    def _fall_back(
        self, taken: Taken, form: dict[str, str], error: DocumentError, url: str
    ) -> Onward | None:
        line = self._exchange.lines.of(taken.message.to)
        fallback = line.sms_fallback_url if line else ""
        if not fallback:
            return None
        given = self._exchange.webhooks.send_fallback(fallback, form, error.code, url, taken.jar)
        try:
            return self._obey(taken, _answer_of(given), fallback)
        except DocumentError as worse:
            if not given.error:
                self._exchange.alerts.add(worse.code, fallback)
            return None

    def _obey(self, taken: Taken, answer: Answer, url: str) -> Onward | None:
        for verb in read_text_answer(answer, url):
            if isinstance(verb, Onward):
                return verb
            self._reply(taken, verb, url)
        return None

    def _reply(self, taken: Taken, reply: Reply, url: str) -> None:
        record = self._reply_record(taken.message, reply)
        if len(taken.replies) >= MOST_REPLIES:
            self._fail(taken, TOO_MANY_REPLIES, url)
        elif self._exchange.opt_outs.blocks(record.sender or "", record.to):
            self._fail(taken, OPTED_OUT, url)
        else:
            taken.replies.append(self._texts.reply(self._braked(record, taken, url)))

    def _braked(self, record: Message, taken: Taken, url: str) -> Message:
        if not self._loops.allow(record.sender or "", record.to, record.created_at):
            self._fail(taken, LOOP, url)
            record.status, record.error_code = "failed", LOOP
        if record.callback_url and not is_url(record.callback_url):
            self._fail(taken, BAD_CALLBACK, url)
            record.callback_url = ""
        return record

    def _fail(self, taken: Taken, code: int, url: str) -> None:
        self._exchange.alerts.add(code, url)
        taken.error = taken.error or code

    def _reply_record(self, asked: Message, reply: Reply) -> Message:
        return Message(
            sender=reply.sender or asked.to,
            to=reply.to or asked.sender or "",
            body=reply.body,
            direction="outbound-reply",
            status="queued",
            created_at=self._exchange.clock.now(),
            segments=segments(reply.body).count,
            media=reply.media,
            callback_url=reply.callback_url,
        )


def _answer_of(delivered: Delivered) -> Answer:
    """Raises DocumentError where there is none to use."""
    if delivered.error or delivered.answer is None:
        raise DocumentError(delivered.error or 0, "No document could be had.")
    return delivered.answer
