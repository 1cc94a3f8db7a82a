"""The jobs of the queues: five lines each, names and ids only, safe to run twice."""

from service import jobs
from workers.wiring import crew

# Short enough to let a stopping worker go; when more is due the next job follows at once.
LIMIT = 250


def deliver(lane: str) -> None:
    """Sends what is due in all lanes of this lane's queue."""
    mine = crew()
    dealt = mine.send(jobs.QUEUES[jobs.queue_of(lane)], LIMIT)
    if dealt >= LIMIT:
        jobs.hint(mine.redis, jobs.DELIVER, lane)
