"""How gunicorn serves the webhooks: `gunicorn -c python:service.web_server 'service.app:create_app()'`.

Threads suit work that waits for a database; each has its own connection. More processes come from
gunicorn's own WEB_CONCURRENCY, the address from PORT or `--bind`.
"""

import gc
import sys
from typing import Any

from service.crisis.confirmed import require_confirmed
from service.errors import ConfigurationError
from service.house import open_house
from service.meetings.query import understand
from service.schema import require_if_reached
from service.settings import read_settings

worker_class = "gthread"
# Far more than can work at once: while a long import holds SQLite, ordinary texts wait on theirs for
# up to 4 s, and one in a crisis must still find a free one.
threads = 48
timeout = 30  # a worker that shows no life for so long is replaced; a request never takes 15 s
graceful_timeout = 5
keepalive = 15  # the carrier sends many requests over one connection
limit_request_line = 4094  # bytes; the longest URL of ours, a sealed one, has some 400
control_socket_disable = True  # one door less
accesslog = None  # paths and times are in our own log and numbers
loglevel = "warning"

A_SEARCH = "aa tonight near bozeman mt"
COLLECT_AFTER = 20_000, 20, 50  # new objects, and how many of the collections before count for one


def post_worker_init(worker: Any) -> None:
    """gunicorn calls it in each process, with the application loaded."""
    keep_what_is_loaded()
    for name in ("keeper", "standby"):
        worker.wsgi.extensions[name].start()


def keep_what_is_loaded() -> None:
    """Python's collector looks at the program and its tables never again, and at what is new less often.

    Else everybody waits for it a tenth of a second each thousand texts, an eighth of their time in all.
    """
    understand(A_SEARCH)  # its tables are read at the first text
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


def worker_exit(server: object, worker: Any) -> None:
    """Also called for a process that never came as far as an application."""
    application = getattr(worker, "wsgi", None)
    if application is not None:
        for name in ("keeper", "standby"):
            application.extensions[name].stop()


def on_starting(server: object) -> None:
    """gunicorn calls it first: it ends here with our one message, and no stack for each worker."""
    try:
        settings = read_settings()
        require_confirmed(settings)
        with open_house(settings) as house:
            require_if_reached(house.database)
    except ConfigurationError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
