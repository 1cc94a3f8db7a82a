"""Words with something behind them: JOIN tue, LEAVE tue, CARE 59801. A row for each.

A row reads what stands behind its word and says where to go on, or None when that is no business of
it: then the words are read on, as a search perhaps.
"""

import re
from collections.abc import Callable

from service.flows import (
    appointment,
    away,
    buddy,
    care_near,
    case_word,
    checkin_setup,
    code,
    contact_list,
    goal,
    groups,
    leaving,
    note,
    offcall,
    oncall,
    pause,
    proposal,
    reached,
    remind_word,
    time_zone,
    visit,
)
from service.flows.turn import Go, Turn, go
from service.text.language import bare

Reads = Callable[[Turn, str], Go | None]
MOST_WORDS = 5  # behind the word; more is a sentence
_POLITE = re.compile(
    r"\s*(?:please|pls|can i|how do i|i(?: want|'?d like| would like) to|i wanna|por favor|favor de|"
    r"quiero|quisiera|puedo|me gustar[ií]a|c[oó]mo puedo)\s+",
    re.IGNORECASE,
)
OF_A_GROUP = frozenset("join unir unirse unirme entrar leave dejar salir".split())
_WORD = re.compile(r"\w+")


def to(step: str) -> Reads:
    """The step gets whatever is said behind the word, unless that is a sentence."""

    def reads(turn: Turn, rest: str) -> Go | None:
        return go(step, rest) if len(rest.split()) <= MOST_WORDS else None

    return reads


def _check_in(turn: Turn, rest: str) -> Go | None:
    """Their own, or one they propose to a member of their group."""
    return proposal.behind(turn, rest) or checkin_setup.behind(turn, rest)


REMIND = ("remind", "reminder", "avisar", "aviseme", "avisame", "recordar", "recuerdame")
ARGUED: dict[str, Reads] = {
    "join": groups.joining("en"),
    "unir": groups.joining("es"),
    "unirse": groups.joining("es"),
    "unirme": groups.joining("es"),
    "entrar": groups.joining("es"),
    "leave": leaving.leaving,
    "dejar": leaving.leaving,
    "salir": leaving.leaving,
    **dict.fromkeys(REMIND, remind_word.reminding),
    "code": code.code_behind,
    "clave": code.code_behind,
    "hours": reached.hours_behind,
    "horas": reached.hours_behind,
    "zone": time_zone.zone_behind,
    "zona": time_zone.zone_behind,
    "care": care_near.place_behind,
    "cuidado": care_near.place_behind,
    "clinica": care_near.place_behind,
    **dict.fromkeys(("away", "fuera"), away.away_behind),
    "case": case_word.behind,
    "caso": case_word.behind,
    **dict.fromkeys(("pause", "pausa"), pause.pause_behind),
    **dict.fromkeys(goal.WORDS_OF_IT, goal.behind),
    **dict.fromkeys(("buddy", "compa"), buddy.behind),
    **dict.fromkeys(("wave", "saludo"), buddy.wave_behind),
    **dict.fromkeys(("appt", "appointment", "cita"), appointment.behind),
    **dict.fromkeys(note.WORDS_OF_IT, note.note_behind),
    **dict.fromkeys(("checkin", "check in", "registro"), _check_in),
    **dict.fromkeys(("contact", "contacto"), contact_list.asking_for),
    **dict.fromkeys(("try", "probar"), visit.trying),
    **dict.fromkeys(("oncall", "on call", "turno", "guardia"), oncall.on_behind),
    **dict.fromkeys(("offcall", "off call", "sin turno"), offcall.off_behind),
}


def split(said: str) -> tuple[str, str] | None:
    """The first word, or the first two, and what stands behind, as it was written.

    >>> split("Join: the TUE group."), split("join")
    (('join', 'the TUE group'), None)
    """
    heads = list(_WORD.finditer(said))[:2]
    for count in range(len(heads), 0, -1):
        head = " ".join(bare(one.group()) for one in heads[:count])
        rest = said[heads[count - 1].end() :].strip(" \t\r\n.,:;!?")
        if rest and head in ARGUED:
            return head, rest
    return None


def where(turn: Turn) -> Go | None:
    """Where a word with something behind it leads."""
    found = split(turn.said) or _in_a_sentence(turn)
    return ARGUED[found[0]](turn, found[1]) if found else None


def _in_a_sentence(turn: Turn) -> tuple[str, str] | None:
    """`i want to join TUE`: in a sentence only a group's own word counts."""
    asked = _POLITE.sub("", turn.said, count=1)
    found = split(asked) if asked != turn.said else None
    if found is None or found[0] not in OF_A_GROUP:
        return None
    return found if groups.is_a_group_s(turn, found[1]) else None
