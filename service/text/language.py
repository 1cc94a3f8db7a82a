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
    quitarme vida auxilio pausa empezar inicio alto parar baja unir unirse unirme entrar dejar lunes
    martes miercoles jueves viernes sabado domingo soy avisar avisame aviseme recordar recuerdame
    meta hecho cita nota compa compas saludo registro registros fuera contacto contactos
    nohay sihay enviar deshacer corregir confirmar guardia nieve""".split()
)
# Little words that are Spanish only in company.
SPANISH_LITTLE = frozenset(
    "la los las el de del en solo si mi un mas me para con que como una".split()
)
ENGLISH = frozenset(
    """hi hello hey help need want find meeting meetings group groups tonight today tomorrow near the
    where when is are there a an for my please thanks thank you i monday tuesday wednesday thursday
    friday saturday sunday start stop join leave more english and or in at on""".split()
)
# Words so common that a sentence of either language has some, spelled as in texts; words of crises.
# What both languages have is left out: no, me, a, can, sin.
SPANISH_ANY = SPANISH | frozenset(
    """el la los las lo le les un una unos unas del al y o u de en con por para pero porque que q xq pq
    como cuando si mi mis tu su sus se te nos yo tu ella ellos mio esto eso esta este ese esa estan
    estar estoy estaba es soy eres era fue ser hay habia he ha han voy va vas van ir vamos quiere
    quieren quisiera puede pueden podria tengo tiene tienen tenia hace hacer hizo dice dijo digo
    sabe siento siente sentir vivir viva vivo muero morirme muerte muerto matar mato mata mate
    suicidarme suicidar suicidio matarse pega pego golpea golpeando golpeo amenaza amenazo pistola
    arma cuchillo pastillas droga drogas sangre miedo sola solo solos todo todos toda todas nada
    nadie nunca siempre muy mas tambien mucho mucha bien mal mejor peor ahora ahorita hoy ayer
    manana noche dia dias aqui alla ahi asi casa hijo hija hijos hermano hermana mama papa esposo
    esposa novio novia marido amigo amiga abuela abuelo dios adios perdon perdonen perdoname cansado
    cansada harto harta aguanto llorar lloro dolor sufrir despedirme otra vez tome tomo tomar deje
    dejo volvi anoche odio recai ayudan importa""".split()
)
# What no English word has in it, however it is run together or misspelled.
_SPANISH_PARTS = re.compile(r"[qk]uier|kier|morir|matar|sui[cs]idar|[aei]rme\b|[aei]rse\b")
ENGLISH_ANY = (ENGLISH - {"a"}) | frozenset(
    """the a an and or but if of to in on at with for from my mine your his her its our their she they
    we you u ur it this that these those is are was were be been being am im ive id ill dont cant
    wont didnt doesnt isnt not have has had do does did done will would could should just so too
    very really all any every everything nothing nobody never always here there now again gonna
    wanna want wants going go went come get got make made take took know think feel feels feeling
    tell told say said see keep live life die dying dead death kill killing killed suicide hurt
    hurts hurting pain pills gun rope knife blood scared afraid tired alone home house mom dad
    husband wife boyfriend girlfriend brother sister daughter friend kid kids baby god goodbye bye
    sorry please help tonight today tomorrow day night out up down over off away what who why how
    when then than one anymore wish cause because bc about hit hits hitting beat beats beating
    threatened took drank""".split()
)
Language = Literal["en", "es"]
_WORD = re.compile(r"[a-z]+")
_ACCENTS = re.compile("[\u0300-\u036f]+")  # as letters bear them once they are taken apart


def bare(text: str) -> str:
    """Lower case without accents: `MÁS` and `mas` are the same word."""
    if text.isascii():
        return text.lower()
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", text.lower()))


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


def likely_language(text: str) -> Language | None:
    """The same where it must be one, as far as any word tells: a crisis is not answered in the other.

    >>> [likely_language(text) for text in ("me tome todas las pastillas", "kms tonight", "59718")]
    ['es', 'en', None]
    """
    if "¿" in text or "¡" in text or "ñ" in text.lower():
        return "es"
    words = _WORD.findall(bare(text))
    spanish = sum(word in SPANISH_ANY or bool(_SPANISH_PARTS.search(word)) for word in words)
    english = sum(word in ENGLISH_ANY for word in words)
    if spanish == english:
        return language_of(text)
    return "es" if spanish > english else "en"
