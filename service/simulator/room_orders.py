"""Calls into a room, as the REST side orders them: a call whose document leads there."""

from xml.etree.ElementTree import Element, SubElement, tostring

from werkzeug.datastructures import MultiDict

from service.simulator.connecting import read_dial
from service.simulator.orders import Form
from service.simulator.verbs import Conference

# Parameter of the order: attribute of the noun.
ATTRIBUTES = {
    "Label": "participantLabel", "Muted": "muted", "Beep": "beep",
    "StartConferenceOnEnter": "startConferenceOnEnter",
    "EndConferenceOnExit": "endConferenceOnExit", "MaxParticipants": "maxParticipants",
    "WaitUrl": "waitUrl", "WaitMethod": "waitMethod",
    "ConferenceStatusCallback": "statusCallback",
    "ConferenceStatusCallbackMethod": "statusCallbackMethod",
}  # fmt: skip
EVENTS = "ConferenceStatusCallbackEvent"


def room_document(name: str, form: Form) -> tuple[str, Conference]:
    """The document, and the room it leads to. Raises DocumentError."""
    response = Element("Response")
    dial = SubElement(response, "Dial")
    noun = SubElement(dial, "Conference")
    noun.text = name
    for parameter, attribute in ATTRIBUTES.items():
        if parameter in form:
            noun.set(attribute, form[parameter])
    if EVENTS in form:
        noun.set("statusCallbackEvent", " ".join(form.getlist(EVENTS)))
    wanted = read_dial(dial).whom
    if not isinstance(wanted, Conference):
        raise TypeError(type(wanted).__name__)
    return tostring(response, encoding="unicode"), wanted


def with_document(form: Form, document: str) -> Form:
    """The order with this to say, whatever else it says."""
    changed: Form = MultiDict(form)
    changed.pop("Url", None)
    changed["Twiml"] = document
    return changed
