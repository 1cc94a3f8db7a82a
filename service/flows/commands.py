"""The words members may text, each belonging to exactly one step, in either language.

None is a word the carrier acts on before us. Case, accents, punctuation and a trailing dot don't
matter, and both languages' words always work.
"""

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
    "near me": "find.start",
    "cerca": "find.start",
    "cerca de mi": "find.start",
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
    "leave": "groups.mine",
    "dejar": "groups.mine",
    "again": "again",
    "repetir": "again",
    "otra vez": "again",
    "back": "back",
    "volver": "back",
    "atras": "back",
    "private": "account.private",
    "privado": "account.private",
    "open": "account.open",
    "abierto": "account.open",
    "english": "account.english",
    "ingles": "account.english",
    "espanol": "account.spanish",
    "spanish": "account.spanish",
    "talk": "person.ask",
    "peer": "person.ask",
    "person": "person.ask",
    "hablar": "person.ask",
    "persona": "person.ask",
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


def step_for(said: str) -> Go | None:
    """The step of a command word, when the whole text is that word."""
    found = COMMANDS.get(_plain(said))
    return None if found is None else go(found)


def _plain(said: str) -> str:
    kept = "".join(letter if letter.isalnum() else " " for letter in bare(said))
    return " ".join(kept.split())
