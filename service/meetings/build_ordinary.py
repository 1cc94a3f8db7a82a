"""Builds `ordinary.txt`: the words people use for everything, so that few of them pass for a town.

`python -m service.meetings.build_ordinary`, with the `places` extra (pyspellchecker, MIT: counts of words
in film subtitles, OpenSubtitles 2016). A word counts as ordinary from so many uses on; names are rare
there. Lower case, without accents, four letters or more, one a line; of a word and its plural only the
word. The same version gives the same file.
"""

import gzip
import json
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from service.meetings.ordinary import SHORTEST, stems
from service.text.language import bare

FILE = Path(__file__).with_name("ordinary.txt")
USES = {"en": 1_600, "es": 600}  # about eleven thousand words of one, ten of the other


def ordinary(language: str) -> Iterator[str]:
    """The words of one language that are used often enough."""
    packed = files("spellchecker").joinpath(f"resources/{language}.json.gz").read_bytes()
    for word, uses in json.loads(gzip.decompress(packed)).items():
        if uses >= USES[language] and len(word) >= SHORTEST and word.isalpha():
            yield bare(word)


def build(path: Path) -> None:
    """Writes the file anew."""
    every = {word for language in USES for word in ordinary(language)}
    words = sorted(word for word in every if not any(stem in every for stem in stems(word)))
    path.write_text("\n".join(words) + "\n", encoding="ascii", errors="ignore")


if __name__ == "__main__":
    build(FILE)
    sys.stdout.write(f"{FILE.name}: {FILE.stat().st_size / 1e3:.0f} kB\n")
