"""What is only mentioned, a drink, a pill, a casino: asked where nothing says which group is meant."""

from service.meetings.stories import Story, book_of
from service.meetings.vocabulary import table

OF_KIN, OF_SELF = "of_kin", "of_self"


def trouble_of(story: Story) -> str | None:
    """The kind of group for the trouble a text mentions: the sender's own, or one of their family's.

    Not found with the stories: few texts need it, and its words are in every second one.
    """
    said = {match.row.name for match in _BOOK.find([*story.words])}
    first = next((row for name, row in _TROUBLES.items() if name in said), None)
    if first is None:
        return None
    of_others = story.for_families or (OF_KIN in said and OF_SELF not in said)
    kind = first["family"] if of_others else first.get("own")
    return str(kind) if kind else None


_ROWS = table("troubles")
_TROUBLES = {name: row for name, row in _ROWS.items() if "family" in row}
_BOOK = book_of({name: {"phrases": row["phrases"]} for name, row in _ROWS.items()})
