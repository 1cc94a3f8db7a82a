"""The jobs of the queues: five lines each, names and ids only, safe to run twice."""

import time

from service import jobs
from service.delivery.send import Terms
from service.errors import DatabaseUnavailable
from service.logs import log
from service.people_lists import work
from workers.wiring import crew

# A go ends by its own time long before this.
LIMIT = 5_000


def deliver(lane: str) -> None:
    """Sends what is due in all lanes of this lane's queue."""
    mine, began = crew(), time.monotonic()
    try:
        dealt = mine.send(jobs.QUEUES[jobs.queue_of(lane)], LIMIT)
    except DatabaseUnavailable as error:
        log("worker").error("database_away", error=str(error))  # the ticker hints again
        return
    if dealt >= LIMIT or time.monotonic() - began >= Terms.for_s:  # more is due: on, with no pause
        jobs.hint(mine.redis, jobs.DELIVER, lane)


def refresh_feeds(lane: str) -> None:
    """Reads the lists that somebody gave and the meeting feeds that are due. First what waits in this lane's
    queue: whoever hinted at it found this job there already, and counts on it."""
    # Reading one takes the shapes of all time zones, 36 MB: not before there is one to read.
    from service import list_imports, refresh

    deliver(lane)
    try:
        list_imports.work_through(crew().house)
        refresh.refresh_due(crew().house)
    except DatabaseUnavailable as error:
        log("worker").error("database_away", error=str(error))  # the ticker hints again


def see_to_people_lists(lane: str) -> None:
    """Goes on with lists of people that somebody has brought; first what waits in this queue, as above."""
    deliver(lane)
    mine = crew()
    try:
        more = work.go_on(mine.house)
    except DatabaseUnavailable as error:
        log("worker").error("database_away", error=str(error))  # the ticker hints again
        return
    if more:
        jobs.hint(mine.redis, jobs.PEOPLE_LISTS, lane)
