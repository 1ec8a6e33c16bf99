"""On PYTHONPATH this refuses every connection but those within the machine, and writes down who asked.

Python's audit events reach C code and every library; it stands in every Python that a build starts, since they inherit the environment.
"""

import os
import sys

LOG = os.environ.get("PUBLISH_TEST_CONNECTIONS", "")
REFUSED = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "urllib.Request"}


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event not in REFUSED:
        return
    if event == "socket.connect" and isinstance(arguments[1], str | bytes):  # a Unix socket: how Python's processes speak to each other
        return
    if LOG:
        file = os.open(LOG, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.write(file, f"{sys.argv[:1]} {event} {arguments[1:]}\n".encode())
        os.close(file)
    raise OSError(f"{event} is refused in this test")


sys.addaudithook(_refuse)
