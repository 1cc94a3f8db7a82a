"""The words of whoever runs a group, in both languages, and slips in them. Pure."""

import re
from typing import Final

from rapidfuzz.distance import OSA

from service.text.language import bare

OFF, ON, MOVE, SEND, CONFIRM = "off", "on", "move", "send", "confirm"
HEAR, UNDO, FIX, STATUS, LIST = "hear", "undo", "fix", "status", "list"
ADD, WHO = "add", "who"
# Each word and what it stands for; none is a word for anybody else.
WORDS: Final[dict[str, str]] = {
    "off": OFF, "nohay": OFF, "no hay": OFF,
    "on": ON, "sihay": ON, "si hay": ON,
    "move": MOVE, "mover": MOVE,
    "send": SEND, "enviar": SEND,
    "hear": HEAR, "oir": HEAR,
    "undo": UNDO, "deshacer": UNDO,
    "fix": FIX, "corregir": FIX,
    "status": STATUS, "estado": STATUS,
    "list": LIST, "lista": LIST,
    "confirm": CONFIRM, "confirmar": CONFIRM,
    "add": ADD, "agregar": ADD, "anotar": ADD,
    "who": WHO, "quien": WHO, "quienes": WHO,
}  # fmt: skip
# Between the word and what stands behind it.
MARKS: Final = " \t\r\n.,:;!?-"
LEAST_LETTERS = 3  # of a word in which a slip is told
_WORD = re.compile(r"\w+")


def word_in(said: str) -> tuple[str, str] | None:
    """The word and what stands behind it, as it was written.

    >>> word_in("OFF TUE snow"), word_in("Sí hay: mar"), word_in("office")
    (('off', 'TUE snow'), ('on', 'mar'), None)
    """
    heads = list(_WORD.finditer(said[:40]))[:2]
    for count in range(len(heads), 0, -1):
        word = WORDS.get(" ".join(bare(one.group()) for one in heads[:count]))
        if word is not None:
            return word, said[heads[count - 1].end() :].lstrip(MARKS).rstrip()
    return None


def near_word_in(said: str) -> tuple[str, str] | None:
    """A word with one slip of the thumb, and what stands behind it.

    >>> near_word_in("SNED TUE: hi"), near_word_in("unndo"), near_word_in("near me"), near_word_in("love")
    (('send', 'TUE: hi'), ('undo', ''), None, None)
    """
    head = _WORD.search(said[:40])
    typed = bare(head.group()) if head else ""
    near = next((word for word in WORDS if _is_slip(typed, word)), None)
    if head is None or near is None:
        return None
    return near, said[head.end() :].lstrip(MARKS).rstrip()


def _is_slip(typed: str, word: str) -> bool:
    """Two letters changed places, or one is missing or too many; another letter makes another word."""
    if min(len(typed), len(word)) < LEAST_LETTERS or OSA.distance(typed, word, score_cutoff=1) != 1:
        return False
    return len(typed) != len(word) or sorted(typed) == sorted(word)
