"""The preview, from its start to its end."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from publish.build import Order
from publish.config import read_configuration
from publish.diagnostics import PublishError
from publish.layout.workers import workers
from publish.preview.desk import Desk
from publish.preview.server import Preview
from publish.tools.cache import Cache
from publish.tools.disk import unwritable
from publish.tools.processes import scratch_folder


def preview(order: Order, port: int, editor: str, ready: Callable[[str], None]) -> None:
    """Shows a book until Ctrl-C; `ready` is called with the address. What is made goes into a folder that is removed at the end.

    Results are remembered in the output folder of the order, as by a build. PublishError if there is no book, or with X102 if that folder
    cannot be written.
    """
    configured = read_configuration(order.folder)
    if not (order.folder / "book.toml").is_file():
        raise PublishError(*configured.diagnostics)
    cache = Cache(order.output / ".cache")
    try:
        cache.open()
    except OSError as fault:
        raise PublishError(unwritable(order.output, fault)) from fault
    with scratch_folder("publish-preview-") as folder, workers(1) as pool:
        (folder / "shown").mkdir()
        desk = Desk(order=replace(order, output=folder), cache=cache, pool=pool)
        server = Preview(desk, port, editor)
        try:
            desk.begin()
            ready(server.address)
            with suppress(KeyboardInterrupt):
                server.run()
        finally:
            desk.end()
