from tests.simulator.line import api, line, make, simulator  # noqa: F401
