"""What the carrier is asked for one row that is ready: a text, or a call that then asks us what to say.

Our own id and the attempt's number are in every address it is given, so a receipt says what it is about.
"""

from service.carrier.port import CallToPlace, Carrier, Outcome, Refused, TextToSend, Verdict
from service.clock import machine_now
from service.delivery.ready import Ready
from service.delivery.windows import Windows
from service.house import House
from service.models import Way

STOOD_STILL = Refused(Verdict.LATER, None, "Our own machine stood still before sending it.")


def post(house: House, carrier: Carrier, windows: Windows, ready: Ready) -> Outcome:
    """Asks it. Not for what was made ready long ago: our machine slept, and the lease may be over."""
    if machine_now() - ready.made_at > windows.stale:
        return STOOD_STILL
    settings = house.settings
    name = f"{ready.outbox_id}/{ready.number}"
    if ready.way == Way.CALL:
        script = f"{settings.public_url}/voice/out/{name}"
        receipt = f"{settings.public_url}/status/call/{name}"
        # Who waits for a call hears us at once; a machine is looked for where nobody may be near.
        looks = ready.not_for_machines or not ready.urgent
        order = CallToPlace(ready.to, settings.line_number, script, receipt, detect_machine=looks)
        return carrier.place_call(order)
    receipt = f"{settings.public_url}/status/text/{name}"
    return carrier.send_text(
        TextToSend(ready.to, settings.line_number, ready.body, receipt, ready.valid_for_s)
    )
