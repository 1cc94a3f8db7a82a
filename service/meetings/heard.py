"""What a text says, as it is filled in slot by slot."""

from dataclasses import dataclass, field

from service.meetings.stories import Story
from service.meetings.words import Word


@dataclass(slots=True)
class Said:
    """The slots of a text, and the words they were read from."""

    words: list[Word]
    story: Story
    kind: str | None = None
    named: bool = False  # a kind by its name or trouble, not only by a story
    topical: bool = False  # by its trouble only: `anxiety`
    place: str | None = None
    sure_place: bool = False  # a postal code, or a state beside the town
    when: str | None = None
    daypart: str | None = None
    time: str | None = None
    mode: str | None = None
    attrs: frozenset[str] = field(default_factory=frozenset)
    texts: frozenset[str] = field(default_factory=frozenset)  # the words as they are read

    @property
    def slots(self) -> bool:
        """Whether anything but kind and place is said."""
        return bool(self.when or self.daypart or self.time or self.mode or self.attrs)
