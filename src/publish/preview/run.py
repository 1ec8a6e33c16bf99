"""The preview, from its start to its end."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from publish.build import Order
from publish.layout.workers import workers
from publish.preview.desk import Desk
from publish.preview.server import Preview
from publish.tools.cache import Cache
from publish.tools.processes import scratch_folder


def preview(order: Order, port: int, editor: str, ready: Callable[[str], None]) -> None:
    """Shows a book until Ctrl-C; `ready` is called with the address. What is made goes into a folder that is removed at the end.

    Results are remembered in the output folder of the order, as by a build.
    """
    with scratch_folder("publish-preview-") as folder, workers(1) as pool:
        (folder / "shown").mkdir()
        cache = Cache(order.output / ".cache")
        desk = Desk(order=replace(order, output=folder), cache=cache, pool=pool)
        server = Preview(desk, port, editor)
        try:
            desk.begin()
            ready(server.address)
            with suppress(KeyboardInterrupt):
                server.run()
        finally:
            desk.end()
