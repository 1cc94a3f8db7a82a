"""Who is calling, as anybody may hear it: a name that tells no topic, and the number to call back."""

from service.errors import ConfigurationError
from service.meetings.query import understand
from service.settings import Settings
from service.text.dialled import as_dialled, digits
from service.text.words import Prompt, prompt

# Beginnings of words that tell why somebody is called, besides all that kinds of groups are called.
TELLING = (
    *("recover", "recuper", "sober", "sobri", "addict", "adict", "adic", "drug", "drog"),
    *("anonym", "anónim", "anonim", "crisis", "suicid", "hiv", "vih", "cancer", "cáncer"),
    *("mental", "therap", "terap", "support", "apoyo", "meeting", "reuni", "group", "grupo"),
)


def gate(key: str, settings: Settings, language: str) -> Prompt:
    """What a call of ours says before anybody has pressed a key."""
    return prompt(key, caller=settings.caller_name(language))


def voicemail(key: str, settings: Settings, language: str) -> Prompt:
    """What is left on a machine that others may listen to."""
    number = digits(as_dialled(settings.line_number))
    return prompt(key, caller=settings.caller_name(language), number=number)


def check_names(settings: Settings) -> None:
    """Raises ConfigurationError when a caller's name tells a household what the line is about."""
    names = {"CALLER_NAME_EN": settings.caller_name_en, "CALLER_NAME_ES": settings.caller_name_es}
    if telling := [name for name, value in names.items() if tells_a_topic(value)]:
        raise ConfigurationError(
            f"{' and '.join(telling)} must tell no topic: whoever picks up the phone hears it."
        )


def tells_a_topic(name: str) -> bool:
    """Whether the name says for whom or what a group is, or that there is one.

    >>> [tells_a_topic(name) for name in ("the community line", "the grief line", "Sober Friends")]
    [False, True, True]
    """
    if any(word.startswith(TELLING) for word in name.lower().split()):
        return True
    alone, beside = understand(name), understand(f"meeting for {name}")
    return bool((alone and alone.kind) or (beside and beside.kind != "any"))
