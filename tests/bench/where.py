"""Where a found text's time goes: `python -m tests.bench.where`. Shares of one profile, by room."""

import cProfile
import pstats

from tests.bench.town import open_line, request, send

TEXTS = 400
# Cumulative time of these functions; a row's share includes all it calls.
ROOMS = {
    "guard: size, signature, account": ("guard.py", "_check"),
    "crisis screen": ("screen.py", "screen"),
    "everything in the transaction": ("arrival.py", "receive_text"),
    "  understanding the words": ("query.py", "understand"),
    "  search": ("search.py", "find"),
    "  what is known, read in one trip": ("known.py", "known"),
    "  the list in words": ("finding.py", "found_list"),
    "  turn and answer, written in one trip": ("once.py", "keep"),
    "statements, wherever": ("statements.py", "_run"),
    "commit": ("~", "<method 'commit' of 'sqlite3.Connection' objects>"),
    "sealing and opening": ("crypto.py", None),
}


def main() -> None:
    line = open_line()
    prepared = [
        request(line, "/text", line.text_form("aa tonight near 92626", f"+1406555{n % 200:04d}"))
        for n in range(TEXTS + 200)
    ]
    for one in prepared[:200]:
        send(line, one)
    profile = cProfile.Profile()
    profile.enable()
    for one in prepared[200:]:
        send(line, one)
    profile.disable()
    _print(pstats.Stats(profile))


def _print(stats: pstats.Stats) -> None:
    whole = stats.total_tt  # type: ignore[attr-defined]
    rows = stats.stats  # type: ignore[attr-defined]
    for room, (file, function) in ROOMS.items():
        spent = sum(
            cumulative
            for (path, _, name), (_, _, _, cumulative, callers) in rows.items()
            if path.endswith(file)
            and (name == function if function else _enters(path, name, callers))
        )
        print(f"{100 * spent / whole:5.1f} %  {room}")


def _enters(path: str, name: str, callers: dict) -> bool:
    """A file's functions that are called from outside it: their time is the file's."""
    return name[0] != "<" and all(caller[0] != path for caller in callers)


if __name__ == "__main__":
    main()
