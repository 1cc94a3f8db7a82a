"""How gunicorn serves the webhooks: `gunicorn -c python:service.web_server 'service.app:create_app()'`.

Threads suit work that waits for a database; each has its own connection. More processes come from
gunicorn's own WEB_CONCURRENCY, the address from PORT or `--bind`.
"""

worker_class = "gthread"
threads = 16
timeout = 30  # a worker that shows no life for so long is replaced; a request never takes 15 s
graceful_timeout = 5
keepalive = 15  # the carrier sends many requests over one connection
limit_request_line = 4094  # bytes; the longest URL of ours has 80
control_socket_disable = True  # one door less
accesslog = None  # paths and times are in our own log and numbers
loglevel = "warning"
