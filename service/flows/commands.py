"""The words members may text, each belonging to exactly one step, in either language.

None is a word the carrier acts on before us. Case, accents, punctuation and a trailing dot don't
matter, and both languages' words always work.
"""

from collections.abc import Collection

from service.flows.turn import Go, go
from service.text.language import bare

# Words and the step each leads to. Source: the vocabulary members are taught on posters.
COMMANDS: dict[str, str] = {
    "menu": "menu.main",
    "hi": "menu.hello",
    "hello": "menu.hello",
    "hey": "menu.hello",
    "hola": "menu.hello",
    "buenas": "menu.hello",
    "buenos dias": "menu.hello",
    "buenas tardes": "menu.hello",
    "buenas noches": "menu.hello",
    "good morning": "menu.hello",
    "good evening": "menu.hello",
    "find": "find.new",
    "buscar": "find.new",
    "near me": "find.elsewhere",
    "cerca": "find.elsewhere",
    "cerca de mi": "find.elsewhere",
    "today": "find.today",
    "hoy": "find.today",
    "tonight": "find.tonight",
    "tonite": "find.tonight",
    "esta noche": "find.tonight",
    "phone": "find.by_phone",
    "dial": "find.by_phone",
    "telefono": "find.by_phone",
    "fit": "fit.start",
    "elegir": "fit.start",
    "which": "about.which",
    "cual": "about.which",
    "try": "about.first_visit",
    "probar": "about.first_visit",
    "rules": "about.rules",
    "reglas": "about.rules",
    "about": "about.what",
    "que es": "about.what",
    "care": "care.near",
    "cuidado": "care.near",
    "clinica": "care.near",
    "lines": "helplines.all",
    "lineas": "helplines.all",
    "more": "find.more",
    "mas": "find.more",
    "further": "find.more",
    "farther": "find.more",
    "any others": "find.more",
    "mas lejos": "find.more",
    "otras": "find.more",
    "my": "mine.all",
    "mis": "mine.all",
    "mis cosas": "mine.all",
    "join": "groups.all",
    "unir": "groups.all",
    "unirse": "groups.all",
    "unirme": "groups.all",
    "entrar": "groups.all",
    "how do i join": "groups.all",
    "how do i join a group": "groups.all",
    "como me uno": "groups.all",
    "como me uno a un grupo": "groups.all",
    "leave": "groups.mine",
    "dejar": "groups.mine",
    "remind": "remind.last",
    "remind me": "remind.last",
    "reminder": "remind.last",
    "avisar": "remind.last",
    "avisame": "remind.last",
    "aviseme": "remind.last",
    "recordar": "remind.last",
    "recuerdame": "remind.last",
    "checkin": "checkin.by_word",
    "check in": "checkin.by_word",
    "registro": "checkin.by_word",
    "away": "away.ask",
    "fuera": "away.ask",
    "again": "again",
    "repetir": "again",
    "otra vez": "again",
    "back": "back",
    "volver": "back",
    "atras": "back",
    "pause": "pause.ask",
    "pausa": "pause.ask",
    "private": "account.private",
    "privado": "account.private",
    "open": "account.open",
    "abierto": "account.open",
    "code": "code.menu",
    "clave": "code.menu",
    "shared": "shared.ask",
    "compartido": "shared.ask",
    "hours": "hours.menu",
    "horas": "hours.menu",
    "voice": "settings.call",
    "voz": "settings.call",
    "text": "settings.text",
    "texto": "settings.text",
    "both": "settings.both",
    "los dos": "settings.both",
    "ambos": "settings.both",
    "zone": "zone.ask",
    "zona": "zone.ask",
    "settings": "settings.menu",
    "ajustes": "settings.menu",
    "privacy": "own_data.privacy",
    "privacidad": "own_data.privacy",
    "mydata": "own_data.read",
    "my data": "own_data.read",
    "misdatos": "own_data.read",
    "mis datos": "own_data.read",
    "erase": "own_data.erase",
    "erase me": "own_data.erase",
    "erase everything": "own_data.erase",
    "erase my data": "own_data.erase",
    "delete my data": "own_data.erase",
    "borrar todo": "own_data.erase",
    "borrar": "own_data.erase",
    "borreme": "own_data.erase",
    "goal": "goal.menu",
    "meta": "goal.menu",
    "buddy": "buddy.menu",
    "compa": "buddy.menu",
    "wave": "buddy.wave",
    "saludo": "buddy.wave",
    "done": "goal.done",
    "hecho": "goal.done",
    "appt": "appt.ask",
    "appointment": "appt.ask",
    "cita": "appt.ask",
    "note": "note.menu",
    "nota": "note.menu",
    "english": "account.english",
    "ingles": "account.english",
    "espanol": "account.spanish",
    "spanish": "account.spanish",
    "talk": "talk.ask",
    "peer": "talk.ask",
    "later": "checkin.later",
    "luego": "checkin.later",
    "report": "report.ask",
    "reporte": "report.ask",
    "reportar": "report.ask",
    "person": "person.ask",
    "hablar": "talk.ask",
    "charla": "talk.ask",
    "persona": "person.ask",
    "contact": "contact.new",
    "contacto": "contact.new",
    "contacts": "contact.list",
    "contactos": "contact.list",
    "oncall": "oncall.menu",
    "on call": "oncall.menu",
    "turno": "oncall.menu",
    "mi turno": "oncall.menu",
    "guardia": "oncall.menu",
    "offcall": "oncall.off",
    "off call": "oncall.off",
    "sin turno": "oncall.off",
    "thanks": "menu.welcome",
    "thank you": "menu.welcome",
    "gracias": "menu.welcome",
    "ok": "menu.welcome",
    "okay": "menu.welcome",
    "ok thanks": "menu.welcome",
    "ok thank you": "menu.welcome",
    "ok gracias": "menu.welcome",
    # What people ask before their first meeting, as they ask it.
    "what happens at a meeting": "about.first_visit",
    "what should i expect": "about.first_visit",
    "do i have to talk": "about.first_visit",
    "do i have to speak": "about.first_visit",
    "can i just listen": "about.first_visit",
    "que pasa en una reunion": "about.first_visit",
    "tengo que hablar": "about.first_visit",
    "puedo solo oir": "about.first_visit",
    "puedo solo escuchar": "about.first_visit",
    "what is peer support": "about.what",
    "is it free": "about.what",
    "how much does it cost": "about.what",
    "es gratis": "about.what",
    "cuanto cuesta": "about.what",
    "is it anonymous": "about.rules",
    "is it confidential": "about.rules",
    "es anonimo": "about.rules",
    "es confidencial": "about.rules",
    "which one is right for me": "about.which",
    "is it religious": "about.which",
    "cual es para mi": "about.which",
    "es religioso": "about.which",
}
WORDS = frozenset(COMMANDS)
# What is written instead of a reminder's or a check-in's digits, and where those lead. "OK" is an answer to
# either sort of check-in.
IN_WORDS = {
    "remind.going": (
        "going|im going|i m going|i am going|coming|im coming|i ll be there|ill be there|i will be there|"
        "voy|si voy|alla voy|ahi estare"
    ),
    "remind.not_going": (
        "not going|im not going|i m not going|not tonight|not today|not this time|cant make it|"
        "can t make it|i cant make it|i can t make it|i cant come|i can t come|"
        "no voy|hoy no|no puedo ir|esta vez no"
    ),
    "ride.ask": (
        "ride|a ride|need a ride|i need a ride|viaje|un viaje|aventon|necesito viaje|necesito un viaje"
    ),
    "checkin.great": (
        "great|very good|very well|im great|i m great|feeling great|muy bien|excelente|estoy muy bien"
    ),
    "checkin.ok": (
        "ok|okay|ok thanks|ok thank you|ok gracias|good|fine|well|im ok|i m ok|i am ok|im okay|i m okay|"
        "im good|i m good|i am good|im fine|i m fine|i am fine|bien|bien gracias|estoy bien|todo bien"
    ),
    "checkin.so_so": "so so|soso|meh|not great|not so good|regular|mas o menos|asi asi|ahi vamos",
    "checkin.low": "low|bad|not good|im low|i m low|feeling low|mal|estoy mal",
    "checkin.very_low": "very low|very bad|muy mal|estoy muy mal",
    "checkin.all_right": (
        "ok|okay|ok thanks|ok thank you|ok gracias|good|fine|great|im ok|i m ok|i am ok|im okay|i m okay|"
        "im good|i m good|i am good|im fine|i m fine|i am fine|all right|im all right|i m all right|"
        "alright|im alright|i m alright|bien|muy bien|bien gracias|estoy bien|todo bien"
    ),
    "checkin.done": "done|its done|it s done|did it|i did it|hecho|ya esta|ya lo hice|listo",
    "checkin.not_yet": "not yet|todavia no|aun no",
    "checkin.later": "later|luego|mas tarde|ask me later|not now|ahora no",
    "contact.will": "i will|ill go|i ll go|i will go|on it|voy yo|yo voy|voy",
    "contact.cannot": "i cant|i can t|cant|can t|i cannot|not me|yo no puedo|no puedo",
    "contact.all_right": (
        "they are all right|they re all right|theyre all right|they are ok|they re ok|theyre ok|"
        "she is ok|she s ok|shes ok|he is ok|he s ok|hes ok|she is fine|she s fine|shes fine|"
        "he is fine|he s fine|hes fine|ella esta bien|el esta bien"
    ),
}
# "Yes" and "no" to what was asked last, where that is a question of ours they are the words of.
YES = frozenset("yes|yes please|yeah|yep|sure|si|si por favor|claro|claro que si".split("|"))
NO = frozenset("no|no thanks|no thank you|nope|no gracias".split("|"))
AGREES = frozenset(
    {
        "contact.yes",
        "contact.will",
        "proposal.yes",
        "person.peer",
        "person.call_me",
        "checkin.all_right",
    }
)
DECLINES = frozenset({"contact.no", "contact.cannot", "proposal.no", "checkin.no_call"})


def _by_words() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, words in IN_WORDS.items():
        for word in words.split("|"):
            found.setdefault(word, set()).add(name)
    return found


_STEPS_IN_WORDS = _by_words()


def step_for(said: str) -> Go | None:
    """The step of a command word, when the whole text is that word."""
    found = COMMANDS.get(_plain(said))
    return None if found is None else go(found)


def in_words(said: str) -> Collection[str]:
    """The steps that an answer may mean that was written out, by what was asked.

    >>> in_words("I'm going!"), in_words("No voy."), in_words("going crazy")
    ({'remind.going'}, {'remind.not_going'}, ())
    """
    return _STEPS_IN_WORDS.get(_plain(said), ())


def _plain(said: str) -> str:
    kept = "".join(letter if letter.isalnum() else " " for letter in bare(said))
    return " ".join(kept.split())


def yes_or_no(said: str) -> Collection[str]:
    """The steps that a bare yes or no may mean.

    >>> "contact.yes" in yes_or_no("Sí."), "contact.no" in yes_or_no("no, thanks"), yes_or_no("yes man")
    (True, True, ())
    """
    plain = _plain(said)
    if plain in YES:
        return AGREES
    return DECLINES if plain in NO else ()
