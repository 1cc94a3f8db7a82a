"""A worker or ticker as `workers.main` runs it, with short windows and words that can be counted."""

import os
import sys
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from service.carrier.twilio import TwilioCarrier
from service.delivery.outbox import Claimed
from service.delivery.send import Rendered
from service.flows.going_out import Words
from service.house import House
from service.models import Way
from service.settings import Settings
from tests.accidents.storm import mistakes, town, village
from tests.accidents.storm.hurry import hurry, more_often
from tests.accidents.storm.size import SIZES
from workers import main, wiring
from workers.crew import Crew, MessageRenderer

KEPT = timedelta(days=1)
_open_crew = wiring.open_crew


def words(session: Session, house: House, claimed: Claimed, now: datetime) -> Rendered:
    """Different for each thing, the same for each attempt at it; a repeated alert says so."""
    said = town.words_of(claimed.subject_id or 0)
    return Rendered(town.repeated(said) if claimed.is_repeat else said, now + KEPT)


def countable(real: MessageRenderer) -> MessageRenderer:
    """What the real one has to say, in words that tell which row it is."""

    def render(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
        said = real(session, house, claimed, now)
        is_text = isinstance(said, Rendered) and claimed.way == Way.TEXT
        return replace(said, body=town.row_words(claimed.id)) if is_text else said

    return render


def open_crew(settings: Settings) -> Crew:
    """The real crew, in a hurry."""
    size, real = SIZES[os.environ["STORM_SIZE"]], _open_crew(settings)
    carrier = TwilioCarrier(
        settings.twilio_account_sid,
        settings.twilio_auth_token.get_secret_value(),
        base_url=settings.carrier_url,
        timeout_s=size.timeout_s,
    )
    ours = {"storm": words, "reminder.due": words}
    checked = {name: countable(real.messages[name]) for name in village.MESSAGES}
    return replace(
        real,
        carrier=carrier,
        windows=size.windows,
        messages={**real.messages, **ours, **checked},
        chores=more_often(real.chores),
    )


if __name__ == "__main__":
    hurry()
    wiring.open_crew = open_crew
    mistakes.make(os.environ.get("STORM_MISTAKE", ""), "worker")
    sys.exit(main.main(sys.argv[1:]))
