"""From bytes to text: the encodings spreadsheets are saved in."""

import re

from service.errors import FeedRefused

MOST_BYTES = 200 * 1024 * 1024
MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16",
}  # fmt: skip
# Inside a word these come from reading one Western encoding as another: Café as Caf‡ or CafŽ.
_ODD_IN_A_WORD = re.compile(
    r"(?<=[A-Za-z])[^\x00-\x7fà-öø-ÿÀ-ÖÙ-Ýœ’'](?=[a-z])|[\x81\x8d\x8f\x90\x9d]"
)
_SAMPLE = 400_000


def decoded(raw: bytes) -> str:
    """The text of a feed: UTF-8, UTF-16, Windows or old Macintosh letters, any line ends.

    Raises FeedRefused when it is too large, or no text at all.
    """
    if len(raw) > MOST_BYTES:
        raise FeedRefused("It is larger than 200 MB; split it.")
    text = _read(raw)
    if "\x00" in text:
        raise FeedRefused("It is no text; export it as CSV (UTF-8) or JSON.")
    return text.strip("\ufeff \t\r\n")


def _read(raw: bytes) -> str:
    for mark, encoding in MARKS.items():
        if raw.startswith(mark):
            return raw.decode(encoding, "replace")
    for encoding in (_wide(raw), "utf-8"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return _western(raw)


def _wide(raw: bytes) -> str:
    """UTF-16 without a mark has a zero beside nearly every letter."""
    head = raw[:200]
    if head[1::2].count(0) > len(head) // 3:
        return "utf-16-le"
    return "utf-16-be" if head[::2].count(0) > len(head) // 3 else "utf-8"


def _western(raw: bytes) -> str:
    """Windows or Macintosh, whichever leaves fewer odd signs inside words; Windows in doubt."""
    windows = raw.decode("cp1252", "replace").replace("\ufffd", "\x81")
    mac = raw.decode("mac_roman")
    return mac if _oddities(mac) < _oddities(windows) else windows.replace("\x81", "")


def _oddities(text: str) -> int:
    return len(_ODD_IN_A_WORD.findall(text[:_SAMPLE]))
