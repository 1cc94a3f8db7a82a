"""Takes, one after the other, the texts that only the carrier's list still has."""

from service.carrier.port import Carrier, Seen
from service.crisis.screen import Tier, screen
from service.errors import CarrierUnavailable
from service.flows.arrival import ArrivedText, crisis_variants
from service.flows.taking import Taking, Took
from service.house import House
from service.inbound.spool import Kept, Spool
from service.logs import log
from service.text.phone import maybe_phone


class Recovery:
    """One look's worth. What can't be taken goes to the spool: from there it is tried again."""

    def __init__(self, house: House, carrier: Carrier, spool: Spool) -> None:
        self._house, self._carrier, self._spool = house, carrier, spool
        self._taking = Taking(house)

    def take(self, seen: Seen) -> bool:
        """True once it is taken, or safe in the spool. Raises DatabaseUnavailable."""
        if self._spool.holds(seen.sid):
            return True
        kept = self._as_kept(seen)
        if self._taking.take(kept) is not Took.TAKEN:
            return self._spool.keep(kept)
        log("recovery").warning("text_recovered", sid=kept.message_sid)
        return True

    def _as_kept(self, seen: Seen) -> Kept:
        said = self._crisis_answer_it_had(seen)
        return Kept(
            message_sid=seen.sid,
            sender=seen.sender,
            body=seen.body or "",
            media=seen.media,
            received_at=seen.created_at.timestamp(),
            answered=bool(said),
            listed=True,
            said=said,
        )

    def _crisis_answer_it_had(self, seen: Seen) -> str:
        """Our words that went back although nothing could be written down, not even on the disk.

        Only the very words count: what a fallback URL says instead is not the answer to a crisis.
        """
        phone, finding = maybe_phone(seen.sender), screen(seen.body or "")
        if phone is None or finding.tier is Tier.NONE:
            return ""
        text = ArrivedText(seen.sid, phone, seen.body or "")
        ours = crisis_variants(self._house, text, finding)
        try:
            sent = self._carrier.texts_to(phone, seen.created_at)
        except CarrierUnavailable:
            return ""  # rather twice than never
        went = (one.body for one in sent if one.direction == "outbound-reply")
        return next((body for body in went if body in ours), "")
