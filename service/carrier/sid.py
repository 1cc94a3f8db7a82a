"""The carrier's own ids, like SM and 32 hex digits, as they come in a form."""

LONGEST = 40


def read_sid(given: str | None) -> str | None:
    """The id, or None for what can't be one: it becomes part of keys and of log lines.

    >>> read_sid("SM0123"), read_sid("SM:0"), read_sid("")
    ('SM0123', None, None)
    """
    if not given or len(given) > LONGEST:
        return None
    return given if given.isascii() and given.isalnum() else None
