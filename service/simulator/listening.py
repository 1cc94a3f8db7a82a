"""What a call asks its caller for: keys or words for a question, a message for a tape."""

from collections.abc import Generator
from urllib.parse import urljoin

from service.simulator.call_terms import Form, Heard, Spoken, Wait
from service.simulator.stage import Stage, seconds_to_say
from service.simulator.verbs import Gather, Record

BEEP = "beep"
CONFIDENCE = "0.92"


def question(stage: Stage, verb: Gather, base: str) -> Generator[Wait, Heard, Form | None]:
    """Returns the answer's form, or None when the document goes on with its next verb."""
    stage.asking = verb
    heard: Heard = None
    keys, speech = verb.takes_keys and verb.barge_in, verb.takes_speech and verb.barge_in
    for nested in verb.nested:
        heard = yield from stage.aloud(nested, base, keys, speech)
        if heard is not None:
            break
    stage.tell("gather")
    form = yield from _answer(stage, verb, heard, base)
    stage.asking = None
    stage.tell("keys", digits=form.get("Digits", ""), text=form.get("SpeechResult"))
    answered = form.get("Digits") or form.get("SpeechResult")
    return form if answered or verb.sends_silence else None


def _answer(stage: Stage, verb: Gather, heard: Heard, base: str) -> Generator[Wait, Heard, Form]:
    """Keys until enough, a finishing key or silence; or words. `heard` has cut the speech short."""
    digits = ""
    while verb.num_digits is None or len(digits) < verb.num_digits:
        if heard is None:
            heard = yield stage.wait(
                "question", verb.timeout_s, verb.takes_keys, verb.takes_speech and not digits
            )
        if isinstance(heard, Spoken):
            return (yield from _spoken(stage, verb, heard.words, base))
        if heard is None:
            break
        if heard in verb.finish_on:
            return {"Digits": digits, "FinishedOnKey": heard}
        digits, heard = digits + heard, None
    return {"Digits": digits}


def _spoken(stage: Stage, verb: Gather, words: str, base: str) -> Generator[Wait, Heard, Form]:
    """More may be said until the caller is silent for long enough."""
    part = 0
    while True:
        _tell_partial(stage, verb, words, part, base)
        more = yield stage.wait("speech", verb.speech_timeout_s, False, takes_speech=True)
        if not isinstance(more, Spoken):
            return {"SpeechResult": words, "Confidence": CONFIDENCE}
        words, part = f"{words} {more.words}", part + 1


def _tell_partial(stage: Stage, verb: Gather, words: str, part: int, base: str) -> None:
    if verb.partial_url:
        form = {"UnstableSpeechResult": words, "SequenceNumber": str(part)}
        stage.documents.tell(urljoin(base, verb.partial_url), form, verb.partial_method)


def record(stage: Stage, verb: Record, base: str) -> Generator[Wait, Heard, Form | None]:
    """Returns what the action is told, or None for a tape on which nobody speaks."""
    if verb.beeps:
        stage.tell("play", text=BEEP)
    stage.tell("record")
    tape: list[str] = []
    stage.taping = True
    try:
        key = yield from _tape(stage, verb, tape)
    except GeneratorExit:
        stage.farewell = lambda _: _keep_cut_off(stage, verb, tape, base)
        raise
    finally:
        stage.taping = False
    stage.tell("recorded", text=" ".join(tape) or None, digits=key)
    if not tape:
        stage.documents.absent(verb)
        return None
    return _kept(stage, verb, tape) | {"Digits": key}


def _tape(stage: Stage, verb: Record, tape: list[str]) -> Generator[Wait, Heard, str]:
    """Fills it. Returns the key that ended it, "" for a pause or its full length."""
    while seconds_to_say(" ".join(tape)) < verb.longest_s:
        keys = bool(verb.finish_on)
        heard = yield stage.wait("recording", verb.timeout_s, keys, takes_speech=True)
        if heard is None:
            return ""
        if isinstance(heard, Spoken):
            tape.append(heard.words)
            stage.tell("voice", text=heard.words, by="phone")
        elif heard in verb.finish_on:
            return heard
    return ""


def _kept(stage: Stage, verb: Record, tape: list[str]) -> Form:
    words = " ".join(tape)
    return stage.documents.keep(verb, words, min(seconds_to_say(words), verb.longest_s))


def _keep_cut_off(stage: Stage, verb: Record, tape: list[str], base: str) -> None:
    """Who hangs up in the middle of a message has left it: the action is told, its answer not run."""
    if tape:
        form = _kept(stage, verb, tape) | {"Digits": "hangup"}
        stage.documents.tell(urljoin(base, verb.action), form, verb.method)
