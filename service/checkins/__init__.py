"""Check-ins: a member is asked at their hour, and silence climbs a ladder that they wrote.

    asked ─ +10 again ─ +20 the other way ─ the hour they chose ─ contacts, one by one, three rounds ─ a case
      │                                          │
      └ an answer, however late, ends it         └ not where the silence may be our own outage: then a case

A date of a check-in is one row, `check_in_days`, with one timer; each move locks it. Nobody is told who
has not come to us and said yes, and everyone who was told hears when all is well again.
"""
