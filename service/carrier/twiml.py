"""The few TwiML documents we answer with, written as strings.

The SDK's builder costs thirty times as much a reply; these verbs are all a text or a call needs.
Reference: Twilio's TwiML pages for Message, Say, Gather, Redirect and Hangup.
"""

import re
from collections.abc import Sequence
from textwrap import wrap
from xml.sax.saxutils import escape, quoteattr

EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
# Long pauses and a calm neural voice; the language decides which one.
VOICES = {"en": ("en-US", "Polly.Joanna-Neural"), "es": ("es-US", "Polly.Lupe-Neural")}
RING_S = 30
QUIET_S = 8
LONGEST_SAY = 3000  # letters; the carrier refuses more than 4096, pauses included
# What may be dialled: a whole number. Never 911, 112, 999 or any short code: help would be sent to the
# address our own number is registered at, and a short code is another's in another country.
_WHOLE = re.compile(r"\+[1-9]\d{7,14}")
_BREATH = '<break time="400ms"/>'
# XML 1.0 has no place for most control characters: one of them would make the whole answer invalid.
_CONTROLS = {code: None for code in (*range(32), 0xFFFE, 0xFFFF) if code not in (9, 10, 13)}


def response(*verbs: str) -> str:
    if not verbs:
        return EMPTY
    return f'<?xml version="1.0" encoding="UTF-8"?><Response>{"".join(verbs)}</Response>'


def message(body: str, receipt_url: str | None = None) -> str:
    """A text back. Receipts come to `receipt_url`."""
    callback = f" statusCallback={quoteattr(receipt_url)}" if receipt_url else ""
    return f"<Message{callback}><Body>{_clean(body)}</Body></Message>"


def say(words: str, language: str) -> str:
    """Each line gets a short pause after it: pauses help more than a slower voice."""
    if len(words) > LONGEST_SAY:
        return "".join([say(part, language) for part in wrap(words, LONGEST_SAY)])
    locale, voice = VOICES[language]
    lines = [_clean(line.strip()) for line in words.splitlines() if line.strip()]
    return f'<Say language="{locale}" voice="{voice}">{_BREATH.join(lines)}</Say>'


def gather(
    action: str,
    *inside: str,
    digits: int = 1,
    timeout_s: int = 8,
    hears: str = "dtmf",
    tells_silence: bool = True,
    ends_on: str = "",
) -> str:
    """Waits for keys. Silence is sent on as an empty answer, or else passes on to the next verb.

    Without `ends_on`, # comes as any other key (back); of several digits it ends them at once and comes as
    FinishedOnKey. `hears` is `dtmf`, or what `speech` says.
    """
    takes = hears if hears.startswith("input=") else f'input="{hears}"'
    return (
        f'<Gather {takes} numDigits="{digits}" timeout="{timeout_s}" finishOnKey="{ends_on}"'
        f' actionOnEmptyResult="{str(tells_silence).lower()}" method="POST"'
        f" action={quoteattr(action)}>"
        f"{''.join(inside)}</Gather>"
    )


def dial(
    action: str, to: str, *, shown: str | None, tones: str, limit_s: int, first: str = ""
) -> str:
    """Rings that number from `shown` (else as the caller) and joins both; `tones` are pressed first, or
    they hear the document at `first` alone. How it ended comes to `action`."""
    keys = f" sendDigits={quoteattr(tones)}" if tones else ""
    keys += f' method="POST" url={quoteattr(first)}' if first else ""
    return _dial(action, f"<Number{keys}>{_whole(to)}</Number>", shown, RING_S, limit_s)


def static_dial(to: str) -> str:
    """Rings that number as the caller, and goes on with the next verb however it ended."""
    return f'<Dial timeout="{RING_S}">{_whole(to)}</Dial>'


def ring(
    action: str, whom: Sequence[tuple[str, str]], *, shown: str, ring_s: int, limit_s: int
) -> str:
    """Rings numbers at once, ten at most; each hears the document at its own URL before they are joined."""
    numbers = [
        f'<Number method="POST" url={quoteattr(url)}>{_whole(number)}</Number>'
        for number, url in whom
    ]
    return _dial(action, "".join(numbers), shown, ring_s, limit_s)


def record(action: str, limit_s: int) -> str:
    """A tone, then what is said until a key, or until they are silent: for longer than who searches for
    words, or weeps."""
    return (
        f'<Record method="POST" maxLength="{limit_s}" timeout="{QUIET_S}" playBeep="true"'
        f" action={quoteattr(action)}/>"
    )


def _whole(number: str) -> str:
    """Raises ValueError for an emergency number or a short code."""
    if not _WHOLE.fullmatch(number):
        raise ValueError("only a whole number is ever dialled")
    return number


def _dial(action: str, inside: str, shown: str | None, ring_s: int, limit_s: int) -> str:
    as_whom = f" callerId={quoteattr(shown)}" if shown else ""
    return (
        f'<Dial method="POST" timeout="{ring_s}" timeLimit="{limit_s}"{as_whom}'
        f" action={quoteattr(action)}>{inside}</Dial>"
    )


def speech(hints: str, language: str) -> str:
    """For `gather`: keys, or words in this language. Nothing said is masked: the crisis screen reads it."""
    locale, _ = VOICES[language]
    return (
        f'input="dtmf speech" language="{locale}" speechTimeout="auto" profanityFilter="false"'
        f" hints={quoteattr(_clean_attribute(hints))}"
    )


def play(url: str) -> str:
    """A sound that the carrier gets there."""
    return f"<Play>{escape(url)}</Play>"


def pause(seconds: int) -> str:
    return f'<Pause length="{seconds}"/>'


def hangup() -> str:
    return "<Hangup/>"


def redirect(url: str) -> str:
    return f'<Redirect method="POST">{escape(url)}</Redirect>'


def _clean_attribute(words: str) -> str:
    return words.translate(_CONTROLS)


def _clean(words: str) -> str:
    return escape(words.translate(_CONTROLS))
