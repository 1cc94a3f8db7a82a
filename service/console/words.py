"""What the console says, in both languages: rows of `words/*.toml`, a file a page.

    [today.title]
    en = "Today"
    es = "Hoy"

A page's words may be longer than a text's and keep their accents; else they follow the same rules. Values
are put in as they are: Jinja escapes them where they are shown.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from service.text.words import LANGUAGES


def say(key: str, language: str, /, **slots: Any) -> str:
    """Raises KeyError for a key nobody wrote: a test finds each that a template names.

    >>> say("roles.owner", "es")
    'dirección'
    """
    form = catalogue()[key][language]
    return form.format_map(slots) if slots else form


def say_count(key: str, count: int, language: str, /, **slots: Any) -> str:
    """`KEY.one` or `KEY.many`, with `{count}`."""
    form = "one" if count == 1 else "many"
    return say(f"{key}.{form}", language, count=count, **slots)


def has(key: str) -> bool:
    return key in catalogue()


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    found: dict[str, Mapping[str, str]] = {}
    for file in files("service.console").joinpath("words").iterdir():
        if file.name.endswith(".toml"):
            found.update(_entries(tomllib.loads(file.read_text(encoding="utf-8"))))
    return found


def _entries(table: Mapping[str, Any], path: str = "") -> dict[str, Mapping[str, str]]:
    if isinstance(table.get("en"), str):
        return {path: {language: str(table[language]) for language in LANGUAGES}}
    found: dict[str, Mapping[str, str]] = {}
    for name, inner in table.items():
        found.update(_entries(inner, f"{path}.{name}" if path else name))
    return found
