"""The line as the carrier sees it: signed requests to the real app, in process."""

import itertools
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field

from flask import Flask
from flask.testing import FlaskClient
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from service.app import create_app
from service.carrier.port import Carrier
from service.db import Database
from service.house import House
from service.settings import Settings

ANA, BEN, CLEO, DOV = "+14065550100", "+14065550120", "+14065550140", "+14065550141"
LINE = "+14065550199"
ACCOUNT, TOKEN = "AC" + "5" * 32, "a-token-for-tests"
PUBLIC = "http://127.0.0.1:8000"


def settings_for(folder, **more) -> Settings:
    return Settings(
        _env_file=None,
        organisation="RidgePeers",
        line_number=LINE,
        public_url=PUBLIC,
        carrier_url="http://127.0.0.1:8001",
        twilio_account_sid=ACCOUNT,
        twilio_auth_token=TOKEN,
        data_dir=folder,
        **more,
    )


@dataclass
class Line:
    """Sends what the carrier would send and reads what it would read."""

    house: House
    carrier: Carrier | None = None  # for what the web process itself sends
    app: Flask = field(init=False)
    _sids: itertools.count = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self.app = create_app(house=self.house, carrier=self.carrier)

    @property
    def client(self) -> FlaskClient:
        return self.app.test_client()

    def post(self, path: str, form: dict[str, str], signed: bool = True) -> TestResponse:
        signature = RequestValidator(TOKEN).compute_signature(PUBLIC + path, form)
        headers = {"X-Twilio-Signature": signature} if signed else {}
        return self.client.post(path, data=form, headers=headers)

    def text(self, body: str, sender: str = ANA, sid: str | None = None, **more: str) -> list[str]:
        """The messages a text gets back."""
        response = self.post("/text", self.text_form(body, sender, sid, **more))
        assert response.status_code == 200, response.status_code
        return [node.findtext("Body") for node in ET.fromstring(response.data).iter("Message")]

    def text_form(
        self, body: str, sender: str = ANA, sid: str | None = None, **more: str
    ) -> dict[str, str]:
        sid = sid or f"SM{next(self._sids):032x}"
        return {
            "MessageSid": sid,
            "SmsSid": sid,
            "AccountSid": ACCOUNT,
            "From": sender,
            "To": LINE,
            "Body": body,
            "NumMedia": "0",
            **more,
        }


@dataclass
class Caller:
    """One call: each key goes to the URL the last document named."""

    line: Line
    sender: str = ANA
    sid: str = "CA" + "1" * 32
    action: str = "/voice/in"
    direction: str = "inbound"
    answered_by: str = ""
    vouched: bool = True  # by the network, as it does for most mobiles
    stir: str = ""  # what it says instead of that
    document: ET.Element | None = None

    def press(self, digits: str | None = None) -> str:
        """What is spoken next."""
        return self._go_on({} if digits is None else {"Digits": digits})

    def far_end(self, status: str, seconds: int | None = None) -> str:
        """The call that this one was joined to is over; after so many seconds, if it was answered."""
        told = {"DialCallStatus": status, "DialBridged": str(seconds is not None).lower()}
        return self._go_on(told | ({} if seconds is None else {"DialCallDuration": str(seconds)}))

    def leave(self, seconds: int) -> str:
        """So much was said after the tone."""
        tape = f"RE{next(self.line._sids):032x}"
        return self._go_on({"RecordingSid": tape, "RecordingDuration": str(seconds)})

    def _go_on(self, told: dict[str, str]) -> str:
        ours = self.direction != "inbound"
        caller, called = (LINE, self.sender) if ours else (self.sender, LINE)
        form = {"CallSid": self.sid, "AccountSid": ACCOUNT, "From": caller, "To": called}
        form |= {"Direction": self.direction, "CallStatus": "in-progress"}
        if self.answered_by:
            form["AnsweredBy"] = self.answered_by
        if not ours and (says := self.stir or ("TN-Validation-Passed-A" if self.vouched else "")):
            form["StirVerstat"] = says
        response = self.line.post(self.action, form | told)
        assert response.status_code == 200, response.status_code
        self.document = ET.fromstring(response.data)
        waits = [node for verb in ("Gather", "Dial", "Record") for node in self.document.iter(verb)]
        self.action = waits[0].get("action").removeprefix(PUBLIC) if waits else ""
        return " ".join("".join(say.itertext()) for say in self.document.iter("Say"))

    def say(self, words: str) -> str:
        """What is spoken next, when words are said instead of a key."""
        return self._go_on({"SpeechResult": words, "Confidence": "0.9"})


def until_nothing_runs(database: Database, at_most_s: float = 10) -> None:
    """Work that was given up on may still be finishing; its connection must be back first."""
    deadline = time.monotonic() + at_most_s
    while database.engine.pool.checkedout() and time.monotonic() < deadline:
        time.sleep(0.02)
