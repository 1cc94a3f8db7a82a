"""Fixtures for the tests of delivery."""

from tests.sending import asked, carrier, database_in_use, house, put_out, settings, simulator

__all__ = ["asked", "carrier", "database_in_use", "house", "put_out", "settings", "simulator"]
