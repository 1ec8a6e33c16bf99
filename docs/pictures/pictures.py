"""The pictures of README, made from what a build makes: `make pictures`.

    python docs/pictures/pictures.py OUTPUT      the handbook is built in OUTPUT first

Policy: nothing is drawn by hand, and each picture is small. Those of a phone and of the preview need Node, Chromium and what .ci/run
installs; without them the last ones stay. `tests/test_pictures.py` says when a picture is out of date.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import chdir
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo
from playwright.sync_api import sync_playwright

from publish.book.faces import faces
from publish.build import Built, Order, build
from publish.messages import as_text
from publish.reading import check
from publish.rules import SMALLEST_BOOK
from publish.tasks.proof import contact_sheets
from publish.tools.raster import small_pages

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
MODULES = ROOT / ".ci/tools/node_modules"
WIDTH, GREYS = 900, 16
CHAPTER = "Notes"  # its first page is the opening, and its first note is opened on the phone
PROOF_HEIGHT = 540  # pixels
PHONE_WIDTH = 390
DESK_WIDTH, DESK_HEIGHT = 1500, 820
PLACE = "body/notes.md:3"
COLOURS = 48
FAULT = """# The Trial

The court sat for three days.[^stenogram] Nobody was heard.

The verdict was read at night.[^verdict]

[^verdict]: Pravda, 31 January 1937.
"""
TERMINAL, TEXT = "#1f2430", "#e6e1d6"
TYPE_SIZE, WEIGHT, LINE, MARGIN = 15, 450, 22, 18


def main(output: Path) -> None:
    """All pictures, beside this file."""
    order = Order(folder=ROOT / "manuscript", output=output, moment=datetime(2000, 1, 1, tzinfo=UTC), jobs=os.cpu_count() or 1)
    built = build(order)
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        opening(built).save(HERE / "opening.png", optimize=True)
        proof_sheet(built, scratch).save(HERE / "proof.png", optimize=True)
        text, facts = message(scratch), PngInfo()
        facts.add_text("Text", text)
        terminal(text).save(HERE / "message.png", optimize=True, pnginfo=facts)
        phone(built, scratch / "phone.png")
        desk(output, scratch / "desk.png")


def opening(built: Built) -> Image.Image:
    """The first page of a chapter, and the page that faces it."""
    made = built.made["print"]
    chapter = next(document for document in built.book.documents if document.title == CHAPTER)
    start = made.pages.targets[chapter.id]
    verso, recto = small_pages(made.path, WIDTH // 2 - 1, start - 1, start + 1)
    spread = Image.new("L", (WIDTH, verso.height), 190)
    spread.paste(verso, (0, 0))
    spread.paste(recto, (WIDTH // 2 + 1, 0))
    return spread.quantize(GREYS)


def proof_sheet(built: Built, scratch: Path) -> Image.Image:
    """The first rows of the contact sheet."""
    with Image.open(next(contact_sheets(built.made["print"], scratch))) as sheet:
        scaled = sheet.resize((WIDTH, sheet.height * WIDTH // sheet.width), Image.Resampling.LANCZOS)
    return scaled.crop((0, 0, WIDTH, PROOF_HEIGHT)).quantize(GREYS)


def message(scratch: Path) -> str:
    """What `publish check` reports of a note that is called and not written."""
    book = Path("mybook")
    (scratch / book).mkdir()
    with chdir(scratch):
        for name, text in {**SMALLEST_BOOK, "one.md": FAULT}.items():
            (book / name).write_text(text, encoding="utf-8")
        return f"$ publish check --book {book}\n{as_text(check(book), book)}"


def terminal(text: str) -> Image.Image:
    """A text as a terminal shows it."""
    mono = next(face for face in faces() if "Code" in face.family)
    font = ImageFont.truetype(str(mono.path), TYPE_SIZE)
    font.set_variation_by_axes([WEIGHT])
    lines = text.rstrip("\n").split("\n")
    width = max(int(font.getlength(line)) for line in lines) + 2 * MARGIN
    picture = Image.new("RGB", (width, LINE * len(lines) + 2 * MARGIN), TERMINAL)
    pen = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        pen.text((MARGIN, MARGIN + LINE * number), line, fill=TEXT, font=font)
    return picture.quantize(GREYS)


def phone(built: Built, picture: Path) -> None:
    """The first note of a chapter as it opens on a phone, in a reading system; nothing where its tools are absent."""
    node, chromium = shutil.which("node"), shutil.which("chromium")
    if not node or not chromium or not MODULES.is_dir():
        sys.stderr.write("phone.png stays as it is: Node, Chromium or foliate-js is absent (.ci/run installs them)\n")
        return
    epub = built.made["epub"].path
    subprocess.run([node, HERE / "phone.mjs", MODULES, chromium, epub, CHAPTER, picture], check=True, stdin=subprocess.DEVNULL)
    with Image.open(picture) as shot:
        small = shot.convert("L").resize((PHONE_WIDTH, shot.height * PHONE_WIDTH // shot.width), Image.Resampling.LANCZOS)
    small.quantize(GREYS).save(HERE / "phone.png", optimize=True)


def desk(output: Path, picture: Path) -> None:
    """The preview of the handbook at the beginning of a chapter; nothing where Chromium is absent."""
    chromium = shutil.which("chromium")
    if not chromium:
        sys.stderr.write("preview.png stays as it is: Chromium is absent (.ci/run installs it)\n")
        return
    command = [sys.executable, "-m", "publish", "preview", "--book", ROOT / "manuscript", "--output", output, "--no-browser", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as preview, sync_playwright() as playwright:
        assert preview.stdout
        try:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": DESK_WIDTH, "height": DESK_HEIGHT})
            page.goto(f"{preview.stdout.readline().strip()}#{PLACE}")
            page.wait_for_selector("#phase[data-phase=proved]", timeout=300_000)
            page.wait_for_selector(".sheet .at", state="attached")
            page.wait_for_timeout(1000)  # the e-book turns to the place
            page.screenshot(path=picture)
            browser.close()
        finally:
            preview.send_signal(signal.SIGINT)
    with Image.open(picture) as shot:
        small = shot.convert("RGB").resize((WIDTH, shot.height * WIDTH // shot.width), Image.Resampling.LANCZOS)
    small.quantize(COLOURS).save(HERE / "preview.png", optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
