"""Which of our two languages a text is in, if it says so at all."""

import re
import unicodedata
from typing import Literal

# Words that are only Spanish, common in first texts; accents dropped. Names of places are left out:
# "Los Angeles" is no reason to answer in Spanish.
SPANISH = frozenset(
    """hola buenas buenos dias tardes noches gracias por favor ayuda necesito quiero busco buscar donde
    cuando reunion reuniones junta juntas grupo grupos duelo alcoholicos anonimos cuidadores hoy manana
    esta noche cerca telefono espanol ingles hablar persona salir mis puedo estoy triste morir matarme
    quitarme vida auxilio empezar inicio alto parar baja unir unirse unirme entrar dejar lunes
    martes miercoles jueves viernes sabado domingo soy avisar avisame aviseme recordar recuerdame""".split()
)
# Little words that are Spanish only in company.
SPANISH_LITTLE = frozenset(
    "la los las el de del en solo si mi un mas me para con que como una".split()
)
ENGLISH = frozenset(
    """hi hello hey help need want find meeting meetings group groups tonight today tomorrow near the
    where when is are there a an for my please thanks thank you i me monday tuesday wednesday thursday
    friday saturday sunday start stop join leave more english and or in at on""".split()
)
Language = Literal["en", "es"]
_WORD = re.compile(r"[a-z]+")


def bare(text: str) -> str:
    """Lower case without accents: `MÁS` and `mas` are the same word."""
    if text.isascii():
        return text.lower()
    split = unicodedata.normalize("NFKD", text.lower())
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def language_of(text: str) -> Language | None:
    """`en`, `es`, or None when the text does not show it (a ZIP, a name).

    >>> language_of("hola, busco un grupo"), language_of("aa tonight"), language_of("59718")
    ('es', 'en', None)
    """
    if "¿" in text or "¡" in text or "ñ" in text.lower():
        return "es"
    words = _WORD.findall(bare(text))
    spanish = sum(word in SPANISH for word in words)
    english = sum(word in ENGLISH for word in words)
    if spanish:
        spanish += sum(word in SPANISH_LITTLE for word in words)
    if spanish == english:
        return None
    return "es" if spanish > english else "en"
