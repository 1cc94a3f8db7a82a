"""Notices: what a coordinator tells a group. Read back, confirmed by its count, held for a minute, sent."""
