"""Every word a page shows is there, in both languages; none is there for nothing."""

import re
from pathlib import Path

from service.access.log import What
from service.console.words import catalogue
from service.text.words import slot_names

CONSOLE = Path(__file__).parents[2] / "service" / "console"
KEY = re.compile(r"""["']([a-z_]+(?:\.[a-z0-9_%]+)+)["']""")


# Named by what a row of ours says: tests below and beside hold them against it.
BY_NAME = (
    *("log.", "roles.", "error.", "tier.", "notice_state.", "subject."),
    *("send.subject.", "send.refused."),
    *("figure.", "way.", "step.", "step_how.", "kept."),
)


def used() -> set[str]:
    """Whatever looks like a key, in templates and views; `error.%s.title` and the like by their beginning."""
    files = [*CONSOLE.rglob("*.html"), *CONSOLE.rglob("*.py")]
    return {key for file in files for key in KEY.findall(file.read_text())}


def is_used(key: str, named: set[str]) -> bool:
    patterns = [re.escape(one).replace("%s", r"[a-z0-9_]+") for one in named if "%s" in one]
    counted = key.removesuffix(".one").removesuffix(".many")
    return bool({key, counted} & named) or any(
        re.fullmatch(one, name) for one in patterns for name in (key, counted)
    )


def test_each_row_is_shown_somewhere():
    named = used()
    assert [
        key for key in catalogue() if not key.startswith(BY_NAME) and not is_used(key, named)
    ] == []


def test_each_key_that_is_shown_has_a_row():
    rows = {key.split(".")[0] for key in catalogue()}
    whole = {key for key in used() if "%s" not in key and key.split(".")[0] in rows}
    known = {*catalogue(), *(key.rsplit(".", 1)[0] for key in catalogue())}
    named = {key for key in whole if not key.endswith((".html", ".css", ".js", ".toml", ".csv"))}
    assert sorted(named - known) == []


def test_both_languages_have_the_same_slots():
    uneven = [
        key
        for key, forms in catalogue().items()
        if slot_names(forms["en"]) != slot_names(forms["es"])
    ]
    assert uneven == []


def test_what_is_written_in_the_log_has_a_name():
    assert [what for what in What if f"log.{what}" not in catalogue()] == []
