"""Gunicorn's settings for production and demonstration. Every number may be changed by environment."""

import os

bind = os.environ.get("WEB_BIND", "0.0.0.0:8000")
worker_class = "gthread"
# Each thread of each worker may hold one connection to the database.
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
timeout = int(os.environ.get("WEB_TIMEOUT", "60"))
graceful_timeout = 20
keepalive = 5
# A worker leaves after about this many requests, so that a slow leak never grows.
max_requests = 2000
max_requests_jitter = 200
# The heartbeat file in memory: on a slow disk a healthy worker would look hung.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
# The control socket would be written in the home folder of whoever runs the web.
control_socket_disable = True
# Behind a proxy the scheme and the client's address come from its headers, only when it is named here.
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")
# The project's own structured log writes each request; a second line would repeat it.
accesslog = None
errorlog = "-"
