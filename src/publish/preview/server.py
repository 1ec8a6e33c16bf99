"""The server of the preview: what was made, on the loopback address, to those who know the token.

    /TOKEN/                 the page             /TOKEN/state             what it shows (`showing.as_json`)
    /TOKEN/events           a line for each revision (server-sent events)
    /TOKEN/page/KEY.png     a page as a picture  /TOKEN/words/INDEX       its words: boxes and places
    /TOKEN/book/KEY/FILE    a file of the e-book /TOKEN/ways/INDEX        where its notes, links and terms lead
    /TOKEN/find?…           words, lines, pages
    /TOKEN/open, /TOKEN/pin (POST)

Policy: a request names this server as its host, and comes from this page or from none; else it is refused, so that no page of the web can
reach it by another name (DNS rebinding). Nothing is read from disk but the preview's own page and the files that the desk has made; nothing
is written but by `open`, which starts the person's editor. Scripts in a book do not run: its files come with a policy that allows none, and
are shown in a frame that allows none.
"""

import asyncio
import secrets
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from publish.preview.desk import Desk
from publish.preview.ebook import file_of
from publish.preview.editors import open_in
from publish.preview.finding import find
from publish.preview.on_page import ways_on_page, words_on_page
from publish.preview.showing import as_json
from publish.tools.raster import page_picture

PAGE = Path(__file__).parent / "page"
OWN_FILES = {
    "": ("index.html", "text/html"),
    "icon.svg": ("icon.svg", "image/svg+xml"),
    "preview.css": ("preview.css", "text/css"),
    "preview.js": ("preview.js", "text/javascript"),
}
SCALES = (1.0, 1.5, 2.0, 3.0, 4.0)
"""Pixels a point in which pages are drawn."""
BEAT = 15.0  # seconds between two lines of an event stream
OURS = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'"
OF_BOOKS = "default-src 'none'; img-src 'self'; font-src 'self'; style-src 'self' 'unsafe-inline'; sandbox allow-same-origin"
LASTING = {"Cache-Control": "private, max-age=86400, immutable"}
"""For pictures: another picture has another name."""
LONGEST = 300  # characters of a question
HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
}

Handler = Callable[[Request], Awaitable[Response]]


class Preview:
    """A running server on a port of the loopback address; `address` is where the browser finds it."""

    def __init__(self, desk: Desk, port: int, editor: str) -> None:
        self.desk, self.editor = desk, editor
        self.token = secrets.token_urlsafe(18)
        self.socket = _bound(port)
        self.port = self.socket.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}/{self.token}/"
        self.drawing = threading.Lock()  # MuPDF is for one thread at a time
        self.loop: asyncio.AbstractEventLoop | None = None
        self.waiting: set[asyncio.Queue[int]] = set()
        config = uvicorn.Config(
            self._application(), log_level="critical", access_log=False, lifespan="off", timeout_graceful_shutdown=1, server_header=False
        )
        self.server = uvicorn.Server(config)

    def run(self) -> None:
        """Serves until `stop`, or Ctrl-C."""
        self.desk.listeners.append(self._heard)
        try:
            self.server.run(sockets=[self.socket])
        finally:
            self.desk.listeners.remove(self._heard)

    def stop(self) -> None:
        """Ends the server; may be called from any thread."""
        self.server.should_exit = True

    def _heard(self, revision: int) -> None:
        """Tells every page of a revision; called by the desk's threads."""
        if self.loop is not None:
            with suppress(RuntimeError):  # the loop has ended
                self.loop.call_soon_threadsafe(self._tell, revision)

    def _tell(self, revision: int) -> None:
        for queue in self.waiting:
            queue.put_nowait(revision)

    def _application(self) -> Starlette:
        gets: dict[str, Handler] = {
            "/{token}/state": self._state,
            "/{token}/events": self._events,
            "/{token}/page/{key}.png": self._picture,
            "/{token}/words/{index:int}": self._words,
            "/{token}/ways/{index:int}": self._ways,
            "/{token}/book/{key:int}/{name:path}": self._file,
            "/{token}/find": self._find,
            "/{token}/": self._own,
            "/{token}/{name}": self._own,
        }
        posts: dict[str, Handler] = {"/{token}/open": self._open, "/{token}/pin": self._pin}
        routes = [Route(path, self._guarded(handler), methods=["GET"]) for path, handler in gets.items()]
        routes = [*(Route(path, self._guarded(handler), methods=["POST"]) for path, handler in posts.items()), *routes]
        application = Starlette(routes=routes)
        application.router.redirect_slashes = False
        return application

    def _guarded(self, handler: Handler) -> Handler:
        """A handler that answers this server's own page alone."""

        async def answer(request: Request) -> Response:
            self.loop = asyncio.get_running_loop()
            hosts = {f"127.0.0.1:{self.port}", f"localhost:{self.port}"}
            origin = request.headers.get("origin")
            site = request.headers.get("sec-fetch-site", "none")
            is_ours = request.headers.get("host") in hosts and (origin is None or origin.removeprefix("http://") in hosts)
            if not is_ours or site not in {"none", "same-origin"} or (request.method == "POST" and origin is None):
                return PlainTextResponse("this request does not come from the preview's own page\n", status_code=403, headers=HEADERS)
            if not secrets.compare_digest(request.path_params["token"].encode(), self.token.encode()):
                return _absent()
            response = await handler(request)
            for name, value in HEADERS.items():
                response.headers.setdefault(name, value)
            response.headers.setdefault("Content-Security-Policy", OURS)
            return response

        return answer

    async def _own(self, request: Request) -> Response:
        found = OWN_FILES.get(request.path_params.get("name", ""))
        if found is None:
            return _absent()
        return Response((PAGE / found[0]).read_bytes(), media_type=found[1])

    async def _state(self, _: Request) -> Response:
        return JSONResponse(await run_in_threadpool(as_json, self.desk.showing))

    async def _events(self, request: Request) -> Response:
        return StreamingResponse(self._revisions(request), media_type="text/event-stream")

    async def _revisions(self, request: Request) -> AsyncIterator[str]:
        queue: asyncio.Queue[int] = asyncio.Queue()
        self.waiting.add(queue)
        try:
            yield f"data: {self.desk.showing.revision}\n\n"
            while not await request.is_disconnected() and not self.server.should_exit:
                try:
                    revision = await asyncio.wait_for(queue.get(), BEAT)
                    while not queue.empty():
                        revision = queue.get_nowait()
                    yield f"data: {revision}\n\n"
                except TimeoutError:
                    yield ": still here\n\n"
        finally:
            self.waiting.discard(queue)

    async def _picture(self, request: Request) -> Response:
        found = self.desk.showing.picture_of(request.path_params["key"])
        wanted = _number(request.query_params.get("scale"), 2.0)
        if found is None:
            return _absent()
        scale = min(SCALES, key=lambda scale: abs(scale - wanted))
        drawn = await run_in_threadpool(self._drawn, partial(page_picture, *found, scale))
        return (
            Response(drawn, media_type="image/png", headers={"Cache-Control": "private, max-age=86400, immutable"}) if drawn else _absent()
        )

    async def _words(self, request: Request) -> Response:
        words = await run_in_threadpool(self._drawn, partial(words_on_page, self.desk.showing, request.path_params["index"]))
        return JSONResponse(words) if words is not None else _absent()

    async def _ways(self, request: Request) -> Response:
        return JSONResponse(ways_on_page(self.desk.showing, request.path_params["index"]))

    def _drawn(self, work: Callable[[], Any]) -> Any:
        """What MuPDF makes of a page; None if its file has been replaced meanwhile."""
        with self.drawing:
            try:
                return work()
            except (RuntimeError, OSError, ValueError):
                return None

    async def _file(self, request: Request) -> Response:
        showing = self.desk.showing
        found = await run_in_threadpool(file_of, showing.epub, request.path_params["name"]) if showing.epub else None
        if found is None:
            return _absent()
        return Response(found[0], media_type=found[1], headers={"Content-Security-Policy": OF_BOOKS})

    async def _find(self, request: Request) -> Response:
        asked = {name: value[:LONGEST] for name, value in request.query_params.items()}
        return JSONResponse(await run_in_threadpool(find, self.desk.showing, asked))

    async def _open(self, request: Request) -> Response:
        try:
            asked = await request.json()
            path, line = str(asked["path"]), int(asked["line"])
        except (ValueError, TypeError, KeyError):
            return _absent()
        showing = self.desk.showing
        named = {document.path for document in showing.book.documents} if showing.book else set()
        named |= {message.location.path for message, _ in showing.messages if message.location}
        folder = self.desk.order.folder.resolve()
        file = (folder / path).resolve()
        if path not in named or not file.is_relative_to(folder) or not file.is_file():
            return _absent()
        return JSONResponse({"command": open_in(self.editor, file, line)})

    async def _pin(self, _: Request) -> Response:
        await run_in_threadpool(self.desk.pin)
        return JSONResponse({})


def _bound(port: int) -> socket.socket:
    """A socket at a port of the loopback address, or at any free one if that is taken; OSError if there is none."""
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind(("127.0.0.1", port))
    except OSError:
        bound.bind(("127.0.0.1", 0))
    bound.listen()  # a browser that comes before the server runs waits
    return bound


def _number(text: str | None, otherwise: float) -> float:
    try:
        return float(text or otherwise)
    except ValueError:
        return otherwise


def _absent() -> Response:
    return PlainTextResponse("not found\n", status_code=404, headers=HEADERS)
