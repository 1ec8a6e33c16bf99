"""The server answers its own page alone, and serves nothing but what was made."""

import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

import orders
from preview.desks import book_in
from publish.preview.desk import Desk
from publish.preview.server import Preview
from publish.preview.showing import Showing
from publish.reading import read_book
from publish.tools.cache import Cache

Answer = tuple[int, dict[str, str], bytes]


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """A server with a book that was read and not laid out."""
    folder = book_in(tmp_path_factory.mktemp("preview") / "book", one="# One\n\nWords.\n")
    book = read_book(folder, Cache(None)).value
    desk = Desk(order=orders.order(folder=folder, output=folder.parent), cache=Cache(None), pool=orders.pool(), showing=Showing(book=book))
    server = Preview(desk, 0, "")
    with served(server):
        yield server


@contextmanager
def served(server: Preview) -> Iterator[None]:
    """The server, running in a thread while the block lasts."""
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield
    finally:
        server.stop()
        thread.join(timeout=10)
        assert not thread.is_alive()


def ask(preview: Preview, path: str, method: str = "GET", body: str | None = None, **headers: str) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", preview.port, timeout=10)
    try:
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, {name.casefold(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize("name", ["", "preview.js", "preview.css", "icon.svg", "state"])
def test_page_is_served_with_a_policy(preview: Preview, name: str) -> None:
    status, headers, content = ask(preview, f"/{preview.token}/{name}")
    assert status == 200
    assert content
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"


def test_only_the_loopback_address_listens(preview: Preview) -> None:
    assert preview.socket.getsockname()[0] == "127.0.0.1"
    assert preview.address == f"http://127.0.0.1:{preview.port}/{preview.token}/"
    assert len(preview.token) >= 24


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:4711"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_request_from_elsewhere_is_refused(preview: Preview, headers: dict[str, str]) -> None:
    status, _, content = ask(preview, f"/{preview.token}/state", **headers)
    assert status == 403
    assert preview.token.encode() not in content


@pytest.mark.parametrize(
    "path",
    [
        "/", "/state", "/wrong/state", "/{token}x/state", "/{token}/nothing.js", "/{token}/../../book.toml",
        "/{token}/%2e%2e/book.toml", "/{token}/book/1/OEBPS/one.xhtml", "/{token}/book/1/../../book.toml", "/{token}/page/p12.png",
        "/{token}/words/0", "/{token}/words/-1",
    ],
)  # fmt: skip
def test_nothing_else_is_served(preview: Preview, path: str) -> None:
    status, _, content = ask(preview, path.replace("{token}", preview.token))
    assert status in {404, 405}
    assert b"Small Book" not in content


@pytest.mark.parametrize("path", ["../secret.txt", "/etc/passwd", "book.toml", "two.md", ""])
def test_only_files_of_the_book_are_opened(preview: Preview, path: str) -> None:
    assert post(preview, "open", {"path": path, "line": 1})[0] == 404


def test_line_is_opened_or_its_command_shown(preview: Preview) -> None:
    status, _, content = post(preview, "open", {"path": "one.md", "line": 3})
    assert status == 200
    assert json.loads(content)["command"] == f"vi +3 {preview.desk.order.folder.resolve() / 'one.md'}"


def test_write_without_an_origin_is_refused(preview: Preview) -> None:
    assert ask(preview, f"/{preview.token}/pin", "POST", "{}")[0] == 403


@pytest.mark.parametrize("body", ["", "[]", "{", '{"path": 1, "line": "x"}', '{"path": "one.md", "line": {}}'])
def test_body_that_is_no_question_is_refused(preview: Preview, body: str) -> None:
    answer = ask(preview, f"/{preview.token}/open", "POST", body, Origin=f"http://127.0.0.1:{preview.port}")
    assert answer[0] == 404


def post(preview: Preview, name: str, value: object) -> Answer:
    return ask(preview, f"/{preview.token}/{name}", "POST", json.dumps(value), Origin=f"http://127.0.0.1:{preview.port}")


def test_two_previews_choose_their_ports(preview: Preview) -> None:
    other = Preview(preview.desk, preview.port, "")
    assert other.port != preview.port
    other.socket.close()
