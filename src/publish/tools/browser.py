"""A Chromium without a window, driven over pipes by its DevTools protocol (CDP). Chromium is optional: nothing but a proof asks for it.

Policy: no network, no scripts of the page, a profile of its own that is removed with it.
"""

import base64
import fcntl
import json
import os
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from select import select
from typing import Any

from publish.tools.processes import scratch_folder

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SECONDS = 60  # for one answer
FLAGS = (
    "--headless",
    "--remote-debugging-pipe",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--disable-breakpad",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-pings",
    "--metrics-recording-only",
    "--mute-audio",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
    "--disable-lcd-text",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)


class BrowserError(Exception):
    """The browser did not start, ended, or gave no answer."""


def browser_at_hand(named: str = "") -> Path | None:
    """The program of a Chromium: the one that is named, else the first on PATH; None if there is none."""
    programs = (named,) if named else NAMES
    return next((Path(program) for name in programs if (program := shutil.which(name))), None)


@dataclass(slots=True)
class Page:
    """One page of a running browser."""

    pipe: "_Pipe"
    session: str

    def call(self, method: str, **parameters: Any) -> Any:
        """The answer to a command of the DevTools protocol. BrowserError if it fails."""
        return self.pipe.call(method, parameters, self.session)

    def open(self, address: str) -> None:
        """Open an address; returns when everything in it is loaded."""
        self.pipe.forget("Page.loadEventFired")
        answer = self.call("Page.navigate", url=address)
        if answer.get("errorText"):
            raise BrowserError(f"{address}: {answer['errorText']}")
        self.pipe.wait_for("Page.loadEventFired")

    def value_of(self, expression: str) -> Any:
        """The value of an expression of JavaScript in the page; a promise is awaited."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise BrowserError(str(answer["exceptionDetails"])[:500])
        return answer["result"].get("value")

    def picture(self, top: int, width: int, height: int) -> bytes:
        """A part of the page as PNG: from `top` down to `top + height`, in CSS px."""
        clip = {"x": 0, "y": top, "width": width, "height": height, "scale": 1}
        answer = self.call("Page.captureScreenshot", format="png", clip=clip, captureBeyondViewport=True, optimizeForSpeed=True)
        return base64.b64decode(answer["data"])


@contextmanager
def open_page(program: Path) -> Iterator[Page]:
    """A page of a new browser, which ends with the block. BrowserError if it does not start."""
    with scratch_folder("publish-browser-") as folder, _started(program, folder) as pipe:
        target = pipe.call("Target.createTarget", {"url": "about:blank"})["targetId"]
        page = Page(pipe, pipe.call("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"])
        page.call("Page.enable")
        page.call("Network.enable")
        page.call("Network.setCacheDisabled", cacheDisabled=True)
        page.call("Emulation.setScriptExecutionDisabled", value=True)
        yield page


@contextmanager
def _started(program: Path, folder: Path) -> Iterator["_Pipe"]:
    """The pipes to a new browser. It reads descriptor 3 and writes to 4."""
    their_in, our_out = os.pipe()
    our_in, their_out = os.pipe()
    theirs = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in (their_in, their_out)]  # neither is 3 or 4 yet
    redirected = [
        (os.POSIX_SPAWN_DUP2, theirs[0], 3),
        (os.POSIX_SPAWN_DUP2, theirs[1], 4),
        *((os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in range(3)),
    ]
    arguments = [str(program), *FLAGS, f"--user-data-dir={folder}", "about:blank"]
    environment = {**os.environ, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "XDG_CACHE_HOME": str(folder)}
    try:
        # a group of its own: Ctrl-C reaches this process alone, and all of the browser's processes end together
        process = os.posix_spawn(program, arguments, environment, file_actions=redirected, setpgroup=0)
    except OSError as fault:
        os.close(our_out)
        os.close(our_in)
        raise BrowserError(f"{program} cannot be started: {fault.strerror}") from fault
    finally:
        for end in (their_in, their_out, *theirs):
            os.close(end)
    try:
        yield _Pipe(our_in, our_out)
    finally:
        os.close(our_out)
        os.close(our_in)
        with suppress(ProcessLookupError):
            os.killpg(process, signal.SIGKILL)
        os.waitpid(process, 0)


@dataclass(slots=True)
class _Pipe:
    """Messages to and from the browser, JSON that ends with a zero byte. An event that came is kept until it is asked for."""

    read_end: int
    write_end: int
    number: int = 0
    received: bytearray = field(default_factory=bytearray)
    events: list[str] = field(default_factory=list)

    def call(self, method: str, parameters: dict[str, Any], session: str = "") -> Any:
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters, **({"sessionId": session} if session else {})}
        content = json.dumps(message).encode() + b"\0"
        try:
            while content:
                content = content[os.write(self.write_end, content) :]
        except OSError as fault:
            raise BrowserError("the browser has ended") from fault
        until = time.monotonic() + SECONDS
        while True:
            answer = self._message(until)
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise BrowserError(f"{method}: {answer['error'].get('message')}")
                return answer["result"]

    def forget(self, event: str) -> None:
        self.events = [other for other in self.events if other != event]

    def wait_for(self, event: str) -> None:
        until = time.monotonic() + SECONDS
        while event not in self.events:
            self._message(until)
        self.forget(event)

    def _message(self, until: float) -> Any:
        """The next message; the names of events are kept."""
        while True:
            end = self.received.find(b"\0")
            if end >= 0:
                message = json.loads(bytes(self.received[:end]))
                del self.received[: end + 1]
                if "method" in message:
                    self.events.append(message["method"])
                return message
            ready, _, _ = select([self.read_end], [], [], max(0.0, until - time.monotonic()))
            part = os.read(self.read_end, 1 << 20) if ready else b""
            if not part:
                raise BrowserError("the browser has ended" if ready else f"the browser gave no answer in {SECONDS} seconds")
            self.received += part
