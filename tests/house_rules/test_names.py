"""Steps and prompts are called by their names: each name that code says is there, and no prompt is idle."""

import ast
import re
from functools import cache
from pathlib import Path

from service.flows import conversation, registry  # noqa: F401  they bring all flows with them
from service.flows.turn import STEPS
from service.text.words import CATALOGUE

SERVICE = Path(__file__).parents[2] / "service"
IN_TWO_PARTS = r"(inside|one|who|part|part_of)\..+"  # both of them chosen, in flows/headings
LETTERS = 3  # a name that is put together has so many of its own, or it would be any name


@cache
def nodes() -> list[ast.AST]:
    return [
        node for path in SERVICE.rglob("*.py") for node in ast.walk(ast.parse(path.read_text()))
    ]


def first_words_of(function: str) -> set[str]:
    """The names that calls of this function begin with, where they are written out."""
    calls = [node for node in nodes() if isinstance(node, ast.Call) and node.args]
    firsts = [call.args[0] for call in calls if getattr(call.func, "id", "") == function]
    return {one.value for one in firsts if isinstance(one, ast.Constant)}


def pattern(name: ast.JoinedStr) -> str:
    """A name that is put together, with anything where a value goes."""
    parts = (one.value if isinstance(one, ast.Constant) else None for one in name.values)
    return "".join(".+" if part is None else re.escape(part) for part in parts)


def test_every_step_that_is_gone_to_is_there():
    assert first_words_of("go") - STEPS.keys() == set()


def test_every_prompt_that_is_said_is_there():
    assert first_words_of("prompt") - CATALOGUE.keys() == set()


def test_every_prompt_is_said_somewhere():
    written = {node.value for node in nodes() if isinstance(node, ast.Constant)}
    made = [pattern(node) for node in nodes() if isinstance(node, ast.JoinedStr)]
    names = [IN_TWO_PARTS, *(one for one in made if len(re.sub(r"\W", "", one)) >= LETTERS)]
    said = re.compile("|".join(names))
    assert [key for key in CATALOGUE if key not in written and not said.fullmatch(key)] == []
