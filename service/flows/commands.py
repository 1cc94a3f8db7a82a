"""The words members may text, each belonging to exactly one step, in either language.

None is a word the carrier acts on before us. Case, accents, punctuation and a trailing dot don't
matter, and both languages' words always work.
"""

from service.flows.turn import Go, go
from service.text.language import bare

# Words -> (step, language it shows). Source: the vocabulary members are taught on posters.
COMMANDS: dict[str, tuple[str, str | None]] = {
    "menu": ("menu.main", None),
    "hi": ("menu.hello", "en"),
    "hello": ("menu.hello", "en"),
    "hey": ("menu.hello", "en"),
    "hola": ("menu.hello", "es"),
    "buenas": ("menu.hello", "es"),
    "buenos dias": ("menu.hello", "es"),
    "buenas tardes": ("menu.hello", "es"),
    "buenas noches": ("menu.hello", "es"),
    "good morning": ("menu.hello", "en"),
    "good evening": ("menu.hello", "en"),
    "find": ("find.new", "en"),
    "buscar": ("find.new", "es"),
    "today": ("find.today", "en"),
    "hoy": ("find.today", "es"),
    "tonight": ("find.tonight", "en"),
    "tonite": ("find.tonight", "en"),
    "esta noche": ("find.tonight", "es"),
    "phone": ("find.by_phone", "en"),
    "dial": ("find.by_phone", "en"),
    "telefono": ("find.by_phone", "es"),
    "fit": ("fit.start", "en"),
    "elegir": ("fit.start", "es"),
    "which": ("about.which", "en"),
    "cual": ("about.which", "es"),
    "try": ("about.first_visit", "en"),
    "probar": ("about.first_visit", "es"),
    "rules": ("about.rules", "en"),
    "reglas": ("about.rules", "es"),
    "about": ("about.what", "en"),
    "que es": ("about.what", "es"),
    "care": ("care.near", "en"),
    "cuidado": ("care.near", "es"),
    "clinica": ("care.near", "es"),
    "more": ("find.more", "en"),
    "mas": ("find.more", "es"),
    "my": ("remind.mine", "en"),
    "mis": ("remind.mine", "es"),
    "mis cosas": ("remind.mine", "es"),
    "again": ("again", "en"),
    "repetir": ("again", "es"),
    "otra vez": ("again", "es"),
    "back": ("back", "en"),
    "volver": ("back", "es"),
    "atras": ("back", "es"),
    "private": ("account.private", "en"),
    "privado": ("account.private", "es"),
    "open": ("account.open", "en"),
    "abierto": ("account.open", "es"),
    "english": ("account.english", None),
    "ingles": ("account.english", None),
    "espanol": ("account.spanish", None),
    "spanish": ("account.spanish", None),
    "talk": ("person.ask", "en"),
    "peer": ("person.ask", "en"),
    "person": ("person.ask", "en"),
    "hablar": ("person.ask", "es"),
    "persona": ("person.ask", "es"),
    "thanks": ("menu.welcome", "en"),
    "thank you": ("menu.welcome", "en"),
    "gracias": ("menu.welcome", "es"),
    "ok": ("menu.welcome", None),
    "okay": ("menu.welcome", None),
    "ok thanks": ("menu.welcome", "en"),
    "ok thank you": ("menu.welcome", "en"),
    "ok gracias": ("menu.welcome", "es"),
}
WORDS = frozenset(COMMANDS)


def step_for(said: str) -> Go | None:
    """The step of a command word, when the whole text is that word."""
    found = COMMANDS.get(_plain(said))
    return None if found is None else go(found[0])


def language_shown(said: str) -> str | None:
    """The language of the command word used, for a member whose language we don't know."""
    found = COMMANDS.get(_plain(said))
    return None if found is None else found[1]


def _plain(said: str) -> str:
    kept = "".join(letter if letter.isalnum() else " " for letter in bare(said))
    return " ".join(kept.split())
