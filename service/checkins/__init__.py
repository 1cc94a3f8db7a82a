"""Check-ins: a member is asked at an hour they chose, and somebody notices when they don't answer."""
