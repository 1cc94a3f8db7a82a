"""Which attributes each tag of a voice document has: a word the carrier doesn't know does nothing there.

The carrier runs such a document and only writes a warning in its log, which nobody would read; here
it is refused with the warning's number. Names as in Twilio's SDK 9.13. Tags that only shape a voice
are not looked at.
"""

from xml.etree.ElementTree import Element

from service.simulator.attributes import NOT_TWIML, DocumentError

_RECORDS = (
    " recordingConfigurationId recordingStatusCallback recordingStatusCallbackEvent"
    " recordingStatusCallbackMethod trim"
)
_TOLD = " statusCallback statusCallbackEvent statusCallbackMethod"
ATTRIBUTES = {
    "Say": "language loop voice",
    "Play": "digits loop",
    "Pause": "length",
    "Gather": (
        "action actionOnEmptyResult bargeIn debug enhanced finishOnKey hints input language maxSpeechTime"
        " method numDigits partialResultCallback partialResultCallbackMethod profanityFilter speechModel"
        " speechTimeout timeout"
    ),
    "Record": (
        "action finishOnKey maxLength method playBeep timeout transcribe transcribeCallback"
        + _RECORDS
    ),
    "Dial": (
        "action answerOnBridge callerId events hangupOnStar method passports record recordingTrack"
        " referMethod referUrl ringTone sequential timeLimit timeout" + _RECORDS
    ),
    "Number": (
        "amdStatusCallback amdStatusCallbackMethod byoc machineDetection machineDetectionSilenceTimeout"
        " machineDetectionSpeechEndThreshold machineDetectionSpeechThreshold machineDetectionTimeout"
        " method sendDigits url" + _TOLD
    ),
    "Conference": (
        "beep coach endConferenceOnExit eventCallbackUrl jitterBufferSize maxParticipants muted"
        " participantLabel record region startConferenceOnEnter waitMethod waitUrl"
        + _RECORDS
        + _TOLD
    ),
    "Queue": "method postWorkActivitySid reservationSid url",
    "Enqueue": "action maxQueueSize method waitUrl waitUrlMethod workflowSid",
    "Redirect": "method",
    "Reject": "reason",
    "Hangup": "",
    "Leave": "",
}
KNOWN = {tag: frozenset(names.split()) for tag, names in ATTRIBUTES.items()}


def check_spelling(document: Element) -> None:
    """Raises DocumentError for the first attribute that its tag doesn't have."""
    for element in document.iter():
        strange = set(element.attrib) - KNOWN.get(element.tag, set(element.attrib))
        if strange:
            raise DocumentError(NOT_TWIML, f"<{element.tag}> has no {min(strange)}.")
