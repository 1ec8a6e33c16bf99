"""Refuses every connection but those within the machine, and logs who asked, while PUBLISH_TEST_CONNECTIONS names a file.

With this folder on PYTHONPATH it is in every Python that a build starts, since they inherit the environment; a test that calls the program
imports it. Python's audit events reach C code and every library.
"""

import os
import sys

REFUSED = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "urllib.Request"}


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event not in REFUSED:
        return
    log = os.environ.get("PUBLISH_TEST_CONNECTIONS")
    if not log:
        return
    if event == "socket.connect" and isinstance(arguments[1], str | bytes):  # a Unix socket: how Python's processes speak to each other
        return
    file = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(file, f"{sys.argv[:1]} {event} {arguments[1:]}\n".encode())
    os.close(file)
    raise OSError(f"{event} is refused in this test")


sys.addaudithook(_refuse)
