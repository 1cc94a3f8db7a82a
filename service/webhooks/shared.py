"""What the doors of one process share, all of it in memory."""

from dataclasses import dataclass

from service.crisis.on_duty import OnDuty
from service.crisis.standby import Standby
from service.inbound.aside import Crowd


@dataclass(frozen=True)
class Shared:
    on_duty: OnDuty
    crowd: Crowd
    standby: Standby
