"""What a spoken question offers, key by key: for whoever says the words instead of pressing the key."""

import re

from service.text.language import bare

# Both languages in one: each menu offers the other one in its own words.
_OFFER = re.compile(
    r"(?P<label>[^.?!:]*?),? (?:press|oprima) (?P<key>\d|star|pound|asterisco|numeral)\b",
    re.IGNORECASE,
)
KEYS = {"star": "*", "pound": "#", "asterisco": "*", "numeral": "#"}
# Said everywhere; they choose nothing.
_LITTLE = frozenset(
    """to for a an the and or of in on at is are you your my me i it this that if not by all one please want
    press hear get go let para un una el la los las de del en y o es si no su sus mi me por que quiero oprima
    oir saber favor""".split()
)
ANYWHERE = {
    "en": {
        "*": "again repeat",
        "#": "back",
        "0": "person human operator someone",
        "9": "espanol spanish",
    },
    "es": {
        "*": "repita repetir repite",
        "#": "volver atras regresar",
        "0": "persona alguien operadora",
        "9": "english ingles",
    },
}
_WORD = re.compile(r"[a-z]+")


def offered(question: str) -> dict[str, str]:
    """Each key that is named, with the words that name it.

    >>> offered("What kind? For grief, press 1. More kinds, press 5.")
    {'1': 'For grief', '5': 'More kinds'}
    """
    found = _OFFER.finditer(question)
    return {KEYS.get(one["key"].lower(), one["key"]): one["label"].strip(" ,") for one in found}


def meant_key(said: str, question: str, language: str) -> str | None:
    """The one key whose words were said; None where none was, or it could be two.

    >>> question = "To find a meeting, press 1. For your groups and reminders, press 2."
    >>> meant_key("my reminders please", question, "en"), meant_key("hello?", question, "en")
    ('2', None)
    >>> meant_key("say it again", question, "en"), meant_key("meeting groups", question, "en")
    ('*', None)
    """
    words = _telling(said)
    labels = offered(question)
    shared = {key: len(words & _telling(label)) for key, label in labels.items()}
    most = max(shared.values(), default=0)
    best = [key for key, count in shared.items() if count == most]
    if most:
        return best[0] if len(best) == 1 else None
    return next(
        (key for key, names in ANYWHERE[language].items() if words & set(names.split())), None
    )


def hints(question: str, language: str) -> str:
    """What the recogniser may expect, as the carrier wants it: phrases with commas between.

    >>> hints("For grief, press 1. More kinds, press 5.", "en")
    'grief,more kinds,again,back,person,one,two,three,four,five'
    """
    labels = [" ".join(_in_order(label)) for label in offered(question).values()]
    everywhere = [ANYWHERE[language][key].split()[0] for key in "*#0"]
    numbers = {"en": "one two three four five", "es": "uno dos tres cuatro cinco"}[language].split()
    return ",".join(dict.fromkeys([*filter(None, labels), *everywhere, *numbers]))


def _in_order(label: str) -> list[str]:
    words = [word.strip(",;'\"").lower() for word in label.split()]
    return [word for word in words if word and bare(word) not in _LITTLE]


def _telling(words: str) -> set[str]:
    return set(_WORD.findall(bare(words))) - _LITTLE
