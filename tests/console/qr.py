"""Reads a QR code as a phone does once it has found it: ISO/IEC 18004, for small codes of one block."""

import re

MASKS = (
    lambda r, c: (r + c) % 2,
    lambda r, c: r % 2,
    lambda r, c: c % 3,
    lambda r, c: (r + c) % 3,
    lambda r, c: (r // 2 + c // 3) % 2,
    lambda r, c: r * c % 2 + r * c % 3,
    lambda r, c: (r * c % 2 + r * c % 3) % 2,
    lambda r, c: ((r + c) % 2 + r * c % 3) % 2,
)
FORMAT_MASK, BYTES = 0x5412, 4


def text_of(svg: str) -> str:
    dark = _squares(svg)
    size = max(row for row, _ in dark) + 1
    bits = _bits(dark, size, _mask(dark))
    mode, length = _number(bits[:4]), _number(bits[4:12])
    assert mode == BYTES
    return bytes(_number(bits[12 + 8 * n : 20 + 8 * n]) for n in range(length)).decode()


def _squares(svg: str) -> set[tuple[int, int]]:
    """The dark ones by row and column, from a path of horizontal strokes, without the margin."""
    path = max(re.findall(r'\bd="([^"]+)"', svg), key=len)
    found, x, y = set(), 0.0, 0.0
    for kind, numbers in re.findall(r"([Mmh])([-\d. ]+)", path):
        steps = [float(one) for one in re.findall(r"-?\d*\.?\d+", numbers)]
        if kind == "h":
            found |= {(int(y), int(x) + n) for n in range(int(steps[0]))}
            x += steps[0]
        else:
            x, y = (steps[0], steps[1]) if kind == "M" else (x + steps[0], y + steps[1])
    top, left = min(row for row, _ in found), min(column for _, column in found)
    return {(row - top, column - left) for row, column in found}


def _mask(dark):
    """Which pattern lies over the data: bits 12 to 10 of the format beside the first corner."""
    return MASKS[_number([(8, column) in dark for column in (2, 3, 4)]) ^ FORMAT_MASK >> 10 & 7]


def _bits(dark, size, mask) -> list[bool]:
    """Two columns at a time from the right, up and down by turns; the timing column is left out."""
    bits, up = [], True
    for right in [*range(size - 1, 6, -2), *range(5, 0, -2)]:
        for row in range(size - 1, -1, -1) if up else range(size):
            for at in ((row, right), (row, right - 1)):
                if not _is_pattern(*at, size):
                    bits.append((at in dark) != (mask(*at) == 0))
        up = not up
    return bits


def _is_pattern(row: int, column: int, size: int) -> bool:
    corner = (row < 9 and (column < 9 or column >= size - 8)) or (row >= size - 8 and column < 9)
    aligned = abs(row - (size - 7)) <= 2 and abs(column - (size - 7)) <= 2
    return corner or row == 6 or column == 6 or aligned


def _number(bits) -> int:
    return int("".join("1" if bit else "0" for bit in bits), 2)
