"""The account's own numbers, and where each sends its webhooks: the REST side can change that."""

import hashlib
from dataclasses import dataclass

from service.simulator.settings import SimulatorSettings


@dataclass(slots=True)
class Line:
    """A number of ours. A method is GET or POST; an empty URL is not called."""

    number: str
    sms_url: str
    sms_fallback_url: str
    voice_url: str
    voice_fallback_url: str
    status_callback: str
    sms_method: str = "POST"
    voice_method: str = "POST"
    status_callback_method: str = "POST"
    sms_application_sid: str = ""
    voice_application_sid: str = ""
    trunk_sid: str = ""
    friendly_name: str = ""

    @property
    def sid(self) -> str:
        """The same at every start, so that a configuration made yesterday still fits."""
        return "PN" + hashlib.sha256(self.number.encode()).hexdigest()[:32]


@dataclass(slots=True)
class MessagingService:
    """What all numbers of ours are in. `defers`: a text goes where its number says; kept, and changes nothing
    here."""

    sid: str
    defers: bool = True
    registered: bool = True  # a campaign, with the phone companies of the United States


class Lines:
    def __init__(self, settings: SimulatorSettings) -> None:
        sid = settings.messaging_service_sid
        self.service = MessagingService(sid) if sid else None
        self._by_number = {number: _line(number, settings) for number in settings.line_numbers}

    def of(self, number: str) -> Line | None:
        return self._by_number.get(number)

    def by_sid(self, sid: str) -> Line | None:
        return next((line for line in self.all() if line.sid == sid), None)

    def all(self) -> list[Line]:
        return list(self._by_number.values())

    def sids(self) -> dict[str, str]:
        return {line.number: line.sid for line in self.all()}


def _line(number: str, settings: SimulatorSettings) -> Line:
    return Line(
        number=number,
        sms_url=settings.sms_url,
        sms_fallback_url=settings.sms_fallback_url,
        voice_url=settings.voice_url,
        voice_fallback_url=settings.voice_fallback_url,
        status_callback=settings.status_url,
    )
