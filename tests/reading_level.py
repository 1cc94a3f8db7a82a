"""How hard words are to read: two formulas of sentence length and syllables, and the share of long words.

English: Flesch-Kincaid grade (Kincaid et al. 1975, US Navy Research Branch Report 8-75): 0.39 words a
sentence + 11.8 syllables a word - 15.59; the school year that can read it. Spanish: Fernández Huerta (1959,
"Medidas sencillas de lecturabilidad", its second term as Law corrected it in 2011): 206.84 - 60 syllables a
word - 1.02 words a sentence; from 70 "fairly easy", from 60 "normal". Both were made for pages: of a text of
a dozen words they say little, so what they say of one is an alarm, and the share of words of three syllables
or more (four in Spanish, whose words are longer) stands beside it. Syllables are counted by groups of vowels;
figures are left out, and each choice ("1 = call me") is a sentence.
"""

import re

LONG = {"en": 3, "es": 4}
# What must be said of every answer, in the words there are for it.
_NOTICE = re.compile(
    r"(This is an |Esta es una )?(Automatic reply|automatic voice|Respuesta autom[aá]tica|voz automática)"
)
_SENTENCE = re.compile(r"[.?!:;\n]+|\s*\d ?=|\b\d\b")
_WORD = re.compile(r"[a-záéíóúüñ']+")
_ENGLISH = re.compile(r"[aeiouy]+")
_SPANISH = re.compile(r"[íú]|[iuü]?[aeoáéó][iuü]?|[iuü]+")


def sentences(text: str) -> list[list[str]]:
    """Its words, sentence by sentence, without what is in capitals (a word to send) and the notice.


    >>> sentences("Call or text 988 now. 1 = call me")
    [['call', 'or', 'text', 'now'], ['call', 'me']]
    """
    plain = re.sub(r"\b[A-ZÁÉÍÓÚÑ]{2,}\b", "", _NOTICE.sub("", text))
    parts = [_WORD.findall(part.lower()) for part in _SENTENCE.split(plain)]
    return [words for words in parts if words]


def syllables(word: str, language: str) -> int:
    """At least one.

    >>> [syllables(word, "en") for word in ("person", "automatic", "alone", "answers", "volunteer")]
    [2, 4, 2, 2, 3]
    >>> [syllables(word, "es") for word in ("ahora", "automática", "oprima", "día", "también", "llame")]
    [3, 5, 3, 2, 2, 2]
    """
    if language == "es":
        word = re.sub(r"qu(?=[eiéí])|gu(?=[eiéí])", "g", word)
        word = re.sub(r"y\b", "", word) or "a"
        return max(1, len(_SPANISH.findall(word)))
    silent = word.endswith("e") and not word.endswith("le") and len(_ENGLISH.findall(word)) > 1
    return max(1, len(_ENGLISH.findall(word)) - silent)


def difficulty(text: str, language: str) -> tuple[float, float]:
    """What the formula says, and the share of long words."""
    said = sentences(text)
    words = [word for one in said for word in one]
    if not words:
        return (0.0 if language == "en" else 100.0), 0.0
    counted = [syllables(word, language) for word in words]
    a_word, a_sentence = sum(counted) / len(words), len(words) / len(said)
    long = sum(count >= LONG[language] for count in counted) / len(words)
    if language == "en":
        return 0.39 * a_sentence + 11.8 * a_word - 15.59, long
    return 206.84 - 60 * a_word - 1.02 * a_sentence, long
