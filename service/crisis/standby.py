"""Numbers that are called from this process alone when nobody on the roster can be told of a crisis.

What somebody wrote or said could not be written down: then no ladder begins, and nobody is paged. So a
thread of its own waits a moment, looks whether it is still so, and calls and texts every fallback number
through the carrier, once in ten minutes for one phone, until one of them takes it or the database has it.
What is needed lies in this process's memory, by keyed hash, and sealed in the address that the call asks
for its words: nothing of it is kept.
"""

import base64
import binascii
import json
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from service.carrier.port import CallToPlace, Carrier, TextToSend
from service.crisis.screen import Finding, Kind, Tier
from service.crypto import Keyring
from service.errors import ConfigurationError
from service.logs import log, report
from service.settings import Settings
from service.text.language import Language
from service.text.phone import Phone
from service.text.words import prompt, written

LOOK_EVERY_S = 1.0
# A record that only came late has begun its ladder by then.
GRACE_S = 10.0
AGAIN_S = 600.0
MOST_TIMES = 6
MOST = 200
GOOD_FOR_S = 2 * 3600.0
TEXT_VALID_S = 900
RING_S = 30
BOTH: tuple[Language, ...] = ("en", "es")


@dataclass(frozen=True, slots=True)
class Trouble:
    """Who is in danger, and by which key the books will know it. `at`: seconds since 1970."""

    key: str  # the text's id, or the call's with its turn
    number: str = field(repr=False)
    kind: str | None
    rule: str
    at: float

    @property
    def finding(self) -> Finding:
        return Finding(Tier.IMMINENT, Kind(self.kind) if self.kind else None, self.rule)


@dataclass
class _Page:
    trouble: Trouble
    is_needed: Callable[[], bool]
    due: float
    touched: float
    taken_by: str | None = None
    times: int = 0

    @property
    def is_over(self) -> bool:
        return self.times >= MOST_TIMES

    def end(self) -> None:
        self.times = MOST_TIMES


class Standby(threading.Thread):
    """One for a process. Asking for a page takes no time; all else happens on its own thread."""

    def __init__(
        self,
        settings: Settings,
        keyring: Keyring,
        carrier: Carrier | None,
        tell: Callable[[str, str, int], None],
        clock: Callable[[], float],
    ) -> None:
        super().__init__(name="standby", daemon=True)
        self._settings, self._keyring, self._carrier = settings, keyring, carrier
        self.tell, self._clock = tell, clock
        self._pages: dict[str, _Page] = {}
        self._guard, self._ended = threading.Lock(), threading.Event()

    def run(self) -> None:
        while not self._ended.wait(LOOK_EVERY_S):
            try:
                self.look()
            except Exception as error:  # the outermost loop of the thread
                report("standby", "look", error)

    def stop(self) -> None:
        self._ended.set()

    def ask(self, trouble: Trouble, is_needed: Callable[[], bool], again: bool = True) -> None:
        """Has people called where it is needed still in a moment, and `again` while it is; not where they
        just were for this phone."""
        if self._carrier is None:
            return
        now, whose = self._clock(), self._keyring.hash(trouble.number)
        with self._guard:
            self._forget(now)
            if whose in self._pages:
                return
            if len(self._pages) >= MOST:
                log("standby").critical("standby_full", sid=trouble.key)
                return
            self._pages[whose] = _Page(
                trouble, is_needed, now + GRACE_S, now, times=0 if again else MOST_TIMES - 1
            )

    def look(self) -> None:
        """Pages what is due."""
        now = self._clock()
        with self._guard:
            due = [page for page in self._pages.values() if page.due <= now and not page.is_over]
            for page in due:
                page.due, page.touched, page.taken_by = now + AGAIN_S, now, None
                page.times += 1
        for page in due:
            if self._carrier and page.is_needed():
                self._page(self._carrier, page.trouble)
            else:
                page.end()

    def take(self, trouble: Trouble, who: Phone | None) -> bool:
        """Whether it is theirs now: nobody else's who was called. Not known here, it is anybody's."""
        mine = self._keyring.hash(who.e164 if who else "")
        with self._guard:
            page = self._pages.get(self._keyring.hash(trouble.number))
            if page is None or page.taken_by == mine:
                return True
            if page.taken_by is not None:
                return False
            page.taken_by, page.touched = mine, self._clock()
            page.due = page.touched + AGAIN_S
        return True

    def done(self, trouble: Trouble) -> None:
        """They have talked: nobody is called for it again."""
        with self._guard:
            if page := self._pages.get(self._keyring.hash(trouble.number)):
                page.end()

    def _page(self, carrier: Carrier, trouble: Trouble) -> None:
        told, url = seal(self._keyring, trouble), self._settings.public_url
        where = f"{url}/voice/standby/{told}"
        log("standby").warning("standby_paged", sid=trouble.key)
        for to in self._settings.fallback_phones:
            try:
                self._order(carrier, to, where)
            except Exception as error:  # one number's defect must not cost the next one its call
                report("standby", "order", error)
        self.tell(trouble.key, told, PAGED)

    def _order(self, carrier: Carrier, to: Phone, where: str) -> None:
        """A text to a landline fails, and does no harm; one number's failure is not the next one's."""
        ours, body = self._settings.line_number, words(self._settings)
        call = CallToPlace(to, ours, f"{where}/gate", f"{where}/told", RING_S)
        text = TextToSend(to, ours, body, f"{where}/told", TEXT_VALID_S)
        for outcome in (carrier.place_call(call), carrier.send_text(text)):
            log("standby").info("standby_sent", outcome=type(outcome).__name__)

    def _forget(self, now: float) -> None:
        self._pages = {
            whose: page for whose, page in self._pages.items() if page.touched > now - AGAIN_S
        }


PAGED, TAKEN = 0, 1  # what is told of it, in the turns that are kept


def words(settings: Settings) -> str:
    """Whoever reads it over their shoulder learns no topic and no name."""
    said = prompt("standby.text", organisation=settings.organisation)
    return " ".join(written(said, language) for language in BOTH)


def seal(keyring: Keyring, trouble: Trouble) -> str:
    """For an address: nobody but us can read it."""
    sealed = keyring.seal(json.dumps(asdict(trouble)))
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def unseal(keyring: Keyring, told: str, now: float | None = None) -> Trouble | None:
    """None for what we did not seal, or not lately (`now` in seconds since 1970)."""
    try:
        sealed = base64.urlsafe_b64decode(told + "=" * (-len(told) % 4))
        trouble = Trouble(**json.loads(keyring.open(sealed)))
    except (binascii.Error, ValueError, TypeError, ConfigurationError):
        return None
    return None if now is not None and now - trouble.at > GOOD_FOR_S else trouble
