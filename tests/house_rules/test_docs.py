import re
from pathlib import Path

import pytest

from service.flows.arguments import ARGUED
from service.flows.commands import WORDS

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
TEST_NAME = re.compile(r"`(tests/[\w/]+\.py)?::(test_\w+)")
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


@pytest.mark.parametrize("document", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document):
    links = LINK.findall(document.read_text())
    missing = [link for link in links if not (document.parent / link).exists()]
    assert missing == []


def test_the_page_of_words_has_every_word():
    page = (ROOT / "docs" / "words.md").read_text().upper()
    missing = {
        word for word in WORDS | ARGUED.keys() if not re.search(rf"\b{word.upper()}\b", page)
    }
    assert missing == set()


def test_the_makefile_offers_what_it_says():
    makefile = (ROOT / "Makefile").read_text()
    offered = set(re.findall(r'echo "make ([a-z-]+)', makefile))
    assert offered == {"setup", "demo", "test", "test-browser", "bench", "accidents"}
    assert offered <= set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))


def test_every_test_that_a_page_names_is_there():
    missing = []
    for page in PAGES:
        module = ""
        for path, name in TEST_NAME.findall(page.read_text()):
            module = path or module
            if f"def {name}(" not in (ROOT / module).read_text():
                missing.append(f"{page.name}: {module}::{name}")
    assert missing == []
