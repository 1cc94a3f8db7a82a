from tests.commands.simulated import address, at_once, terminal  # noqa: F401
from tests.simulator.line import line, make  # noqa: F401
