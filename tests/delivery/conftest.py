"""Fixtures for the tests of delivery."""

from sending import carrier, database_in_use, house, put_out, settings, simulator

__all__ = ["carrier", "database_in_use", "house", "put_out", "settings", "simulator"]
