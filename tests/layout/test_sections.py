"""Sections as printed pages: the facts of each page, what is refused, and how workers handle failures."""

import os
import signal
import subprocess
import sys
import textwrap
from collections import Counter
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from time import monotonic, sleep

import pikepdf
import pytest
from PIL import Image

from layout.section_samples import SHEET, bound, call, chapter, drawn_text, note, pages_of, prose, set_well, small_page
from publish.book.faces import faces, glyphs_of
from publish.layout import task as task_module
from publish.layout import workers as layout_module
from publish.layout.task import Task
from publish.layout.weasyprint_70_start import WRITERS
from publish.layout.workers import Workers, workers
from publish.model import Face, Side
from publish.tools.subset import font

LINED = '<p data-line="7">{}</p>'


def reported(pool: Workers, folder: Path, body: str, sheet: str = "") -> list[tuple[str, str]]:
    """Code and place of each diagnostic of a chapter."""
    outcome = pool.layout_all([(chapter(body), small_page(folder, SHEET + sheet))])[0]
    return [(diagnostic.code, str(diagnostic.location or "")) for diagnostic in outcome.diagnostics]


# --- pages --------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", list(Side))
def test_section_begins_on_the_requested_side(pool: Workers, tmp_path: Path, side: Side) -> None:
    setting = replace(small_page(tmp_path), first_side=side)
    pages = set_well(pool.layout_all([(chapter(f"<p>{prose(300)}</p>"), setting)])[0]).pages
    other = Side.VERSO if side is Side.RECTO else Side.RECTO
    assert [page.side for page in pages[:2]] == [side, other]
    assert not any(page.blank for page in pages)


def test_text_block_and_anchors_are_measured_from_the_trim(pool: Workers, tmp_path: Path) -> None:
    body = (
        f'<header><h1>One</h1></header><p>{prose(200)}</p><h2 id="later">Later</h2><p id="words">Some <em id="word">word</em>.{call(1)}</p>'
    )
    fragment = set_well(pool.layout_all([(chapter(body, note(1, "<p>Text.</p>")), small_page(tmp_path))])[0])
    millimetre = 72 / 25.4
    block = fragment.pages[0].block
    assert (block.left, block.top, block.right, block.bottom) == pytest.approx(
        [10 * millimetre, 10 * millimetre, 90 * millimetre, 110 * millimetre], abs=0.01
    )
    anchors = {anchor.id: anchor for anchor in fragment.anchors}
    assert set(anchors) == {"one", "later", "words", "word", "n1", "n1-call"}
    assert anchors["one"].page == 0
    assert anchors["one"].top == pytest.approx(block.top, abs=0.1)
    assert anchors["later"].page == anchors["n1"].page == len(fragment.pages) - 1
    assert anchors["later"].top < anchors["word"].top < anchors["n1"].top


def test_blank_page_from_a_style_sheet_is_marked_blank(pool: Workers, tmp_path: Path) -> None:
    setting = small_page(tmp_path, SHEET + "h2 { break-before: recto }")
    pages = set_well(pool.layout_all([(chapter("<p>One.</p><h2>Two</h2><p>Text.</p>"), setting)])[0]).pages
    assert [(page.side, page.blank) for page in pages] == [(Side.RECTO, False), (Side.VERSO, True), (Side.RECTO, False)]


def test_fragment_holds_no_fonts_no_links_and_no_names(pool: Workers, tmp_path: Path) -> None:
    body = '<p id="here">A <a href="https://example.org/">link</a> and <a href="#here">another</a>.</p>'
    fragment = set_well(pool.layout_all([(chapter(body), small_page(tmp_path))])[0])
    with pikepdf.open(BytesIO(fragment.pdf)) as pdf:
        assert "/Annots" not in pdf.pages[0]
        assert "/Names" not in pdf.Root
        fonts = pdf.pages[0].Resources.Font
        assert all("/DescendantFonts" not in font for font in fonts.values())
    assert drawn_text(fragment) == ["A link and another."]


def test_worker_loads_nothing_that_writes_fonts() -> None:
    program = f"import sys, publish.layout.worker; print([name for name in {WRITERS} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_face_has_one_name_in_all_fragments(pool: Workers, tmp_path: Path) -> None:
    sheet = SHEET + ".smallcaps { font-variant-caps: small-caps }"
    bodies = ("<p>Roman <em>italic</em>.</p>", '<p><em>Only</em> <span class="smallcaps">Small</span> <strong>bold</strong></p>')
    fragments = [set_well(pool.layout_all([(chapter(body), small_page(tmp_path, sheet))])[0]) for body in bodies]
    names = [{(font.family, font.style, font.weight): font.name for font in fragment.fonts} for fragment in fragments]
    assert set(names[0]) == {("EB Garamond", "normal", 400), ("EB Garamond", "italic", 400)}
    assert set(names[1]) == {*names[0], ("EB Garamond", "normal", 700)}
    assert names[0].items() <= names[1].items()


def test_same_section_gives_the_same_bytes_in_another_process(pool: Workers, tmp_path: Path) -> None:
    task = chapter(f"<p>{prose(200)}.{call(1)}</p>", note(1, f"<p>{prose(90)}</p>")), small_page(tmp_path)
    with workers(1) as other:
        assert other.layout_all([task])[0] == pool.layout_all([task])[0]


def test_markup_of_our_own_is_set_without_a_document(pool: Workers, tmp_path: Path) -> None:
    fragment = set_well(pool.set_html('<h1 id="title">A Title</h1>', small_page(tmp_path), language="de"))
    assert drawn_text(fragment) == ["A Title"]
    assert [anchor.id for anchor in fragment.anchors] == ["title"]


def test_text_that_fits_but_for_its_last_space_stays_whole(pool: Workers, tmp_path: Path) -> None:
    """WeasyPrint alone breaks such a text after or within its first word if an element follows."""
    setting = small_page(tmp_path, f"{SHEET} p {{ hyphens: auto; text-indent: 0 }}")
    text = (
        "encomium we shall hardly be wrong in saying of a book, <em>The Subjection of Women</em>, that it was written at a later\u00a0date."
    )
    body = "".join(f'<p style="padding-right: {at / 5}mm">{text}</p>' for at in range(150))
    fragment = set_well(pool.layout_all([(chapter(body), setting)])[0])
    lines = Counter(
        (number, piece.baseline) for number, page in enumerate(pages_of(bound(fragment, setting, tmp_path))) for piece in page.pieces
    )
    assert len(lines) > 300
    assert min(lines.values()) > 1


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f"], ids=["plain", "no-break", "narrow"])
def test_space_between_two_elements_is_in_the_file(pool: Workers, tmp_path: Path, space: str) -> None:
    """WeasyPrint alone does not draw a text box of spaces: copied or read aloud, the two words would be one."""
    fragment = set_well(pool.layout_all([(chapter(f"<p><em>Two</em>{space}<b>words</b></p>"), small_page(tmp_path))])[0])
    assert drawn_text(fragment) == [f"Two{space}words"]


@pytest.mark.parametrize("again", [False, True], ids=["first", "again"])
@pytest.mark.parametrize("end", ["?", "!", "”", ")", "…"])
def test_call_stays_with_its_word(pool: Workers, tmp_path: Path, end: str, again: bool) -> None:
    """If only the call does not fit on the line, the line breaks before the word, not between the word and its call."""
    setting = small_page(tmp_path, f"{SHEET} p {{ text-indent: 0; text-align: left; hyphens: none }}")
    count = 50
    calls = [call(1).replace("n1-call", f"n{at}-call") if again else call(at) for at in range(count)]
    widths = [f'<span style="display: inline-block; width: {65 + at / 4}mm"></span>' for at in range(count)]
    body = "".join(f'<p>{widths[at]} <b id="w{at}">him{end}</b>{calls[at]}</p>' for at in range(count))
    notes = [note(1, "<p>x</p>")] if again else [note(at, "<p>x</p>") for at in range(count)]
    anchors = {anchor.id: anchor for anchor in set_well(pool.layout_all([(chapter(body, *notes), setting)])[0]).anchors}
    pairs = [(anchors[f"w{at}"], anchors[f"n{at}-call"]) for at in range(count)]
    lefts = {mark.top - anchors["n0-call"].top for _, mark in pairs}
    assert len(lefts) > 1
    assert all(word.page == mark.page and abs(word.top - mark.top) < 10 for word, mark in pairs)


# --- what is refused ----------------------------------------------------------------------------------------------------------------


def test_glyph_of_no_face_is_refused(pool: Workers, tmp_path: Path) -> None:
    body = LINED.format("The word <em>bod བོད</em> stands for it.")
    outcome = pool.layout_all([(chapter(body), small_page(tmp_path))])[0]
    assert outcome.value is None
    assert [(diagnostic.code, str(diagnostic.location)) for diagnostic in outcome.diagnostics] == [("P101", "one.md:7")] * 3
    assert outcome.diagnostics[0].message == "“ད” (U+0F51 TIBETAN LETTER DA) in “བོད” is in no font of the book"
    assert outcome.diagnostics[0].help == "write the word in letters of another script, as a transcription, or show it as a picture"


def test_glyph_in_a_note_is_refused_at_the_line_of_the_note(pool: Workers, tmp_path: Path) -> None:
    section = chapter(LINED.format(f"Word.{call(1)}"), note(1, "<p>The sign ཨ.</p>"))
    outcome = pool.layout_all([(section, small_page(tmp_path))])[0]
    assert [(diagnostic.code, str(diagnostic.location)) for diagnostic in outcome.diagnostics] == [("P101", "one.md:101")]


def test_placeholders_and_blanks_of_a_face_are_refused(pool: Workers, tmp_path: Path) -> None:
    body = LINED.format("Runes ᚢᚱ.") + LINED.format("Gothic <b>𐌰</b>, thorn þ, aleph א, <b>א</b>, <i>ᚢ</i>").replace("7", "9")
    sheet = SHEET + 'p { font-family: "EB Garamond", "Cardo" } b { font-weight: 600 } i { font-style: italic }'
    outcome = pool.layout_all([(chapter(body), small_page(tmp_path, sheet))])[0]
    assert outcome.value is None
    refused = sorted((str(diagnostic.location), diagnostic.code, diagnostic.message[1]) for diagnostic in outcome.diagnostics)
    assert refused == [("one.md:7", "P101", "ᚢ"), ("one.md:7", "P101", "ᚱ"), ("one.md:9", "P101", "ᚢ"), ("one.md:9", "P101", "𐌰")]


@pytest.mark.parametrize("letter", ["‱", "▓"], ids=["only in an italic", "in a face outside the font list"])
def test_letter_that_the_faces_asked_for_lack_is_drawn_in_another(pool: Workers, tmp_path: Path, letter: str) -> None:
    sheet = SHEET + 'p { font-family: "EB Garamond", "Cardo" }'
    fragment = set_well(pool.layout_all([(chapter(LINED.format(f"A {letter} here.")), small_page(tmp_path, sheet))])[0])
    assert letter in "".join(drawn_text(fragment))


def test_latin_is_drawn_as_it_is_written_in_text_and_notes(pool: Workers, tmp_path: Path) -> None:
    latin = '<i lang="la" class="roman">quarum Unam incolunt, Juno</i>'
    section = chapter(LINED.format(f"{latin} Vv{call(1)}"), note(1, f"<p>{latin}</p>"))
    fragment = set_well(pool.layout_all([(section, small_page(tmp_path, SHEET + ".roman { font-style: normal }"))])[0])
    assert "".join(drawn_text(fragment)).replace(" ", "").count("quarumUnamincolunt,Juno") == 2
    roman = next(face for face in faces() if face.family == "EB Garamond" and face.style == "normal")
    own = glyphs_of(roman).by_character
    drawn = {text: glyph for font in fragment.fonts if font.style == "normal" for glyph, text in font.texts.items() if text in set("uUvV")}
    assert drawn == {letter: own[letter] for letter in "uUvV"}


def test_font_file_in_the_place_of_a_face_is_refused_by_name(pool: Workers, tmp_path: Path) -> None:
    (tmp_path / "own.ttf").write_bytes(font(faces()[-2].path.read_bytes(), 400, "".join(map(chr, range(32, 256))), ()))
    sheet = SHEET + '@font-face { font-family: "EB Garamond"; src: url("own.ttf") }'
    outcome = pool.layout_all([(chapter(LINED.format("Words 17") + LINED.format("Words")), small_page(tmp_path, sheet))])[0]
    assert outcome.value is None
    assert [diagnostic.code for diagnostic in outcome.diagnostics] == ["P110"]
    assert outcome.diagnostics[0].message == "“Words 17” would be set in a font file that is not the book's own EB Garamond"


def test_face_that_draws_another_letter_is_refused(pool: Workers, tmp_path: Path) -> None:
    as_it_comes = [replace(face, altering=()) for face in faces()]
    section = chapter(LINED.format('<i lang="la">unum</i>'))
    outcome = pool.layout_all([(section, small_page(tmp_path, SHEET + "i { font-style: normal }", only=as_it_comes))])[0]
    assert outcome.value is None
    assert [(diagnostic.code, diagnostic.message) for diagnostic in outcome.diagnostics] == [("P112", "“u” is drawn as “v” by EB Garamond")]


def test_second_face_of_the_font_list_is_used(pool: Workers, tmp_path: Path) -> None:
    assert reported(pool, tmp_path, LINED.format("A box ▓ here."), 'p { font-family: "EB Garamond", "Source Code Pro" }') == []


def test_synthesised_style_is_refused(pool: Workers, tmp_path: Path) -> None:
    roman = [face for face in faces() if face.style == "normal"]
    outcome = pool.layout_all([(chapter(LINED.format("A <em>slanted</em> word.")), small_page(tmp_path, only=roman))])[0]
    assert [(diagnostic.code, str(diagnostic.location)) for diagnostic in outcome.diagnostics] == [("P102", "one.md:7")]
    assert "“slanted” is to be set in EB Garamond italic 400" in outcome.diagnostics[0].message


@pytest.mark.parametrize("size", ["calc(1em - 2pt)", "calc(50% + 3pt)", "max(7pt, 0.5em)", "min(8pt, 2rem)", "clamp(6pt, 0.8em, 8pt)"])
def test_size_of_type_may_be_calculated(pool: Workers, tmp_path: Path, size: str) -> None:
    setting = small_page(tmp_path, SHEET + f"body {{ font-size: 10pt }} p {{ font-size: {size} }}")
    outcome = pool.layout_all([(chapter("<p>Text.</p>"), setting)])[0]
    assert outcome.diagnostics == ()
    assert outcome.value is not None
    (page,) = pages_of(bound(outcome.value, setting, tmp_path))
    assert [round(piece.size) for piece in page.pieces] == [7 if "max" in size else 8]


def test_style_that_breaks_the_page_maker_is_reported(pool: Workers, tmp_path: Path) -> None:
    outcome = pool.layout_all([(chapter("<p>Text.</p>"), small_page(tmp_path, SHEET + "p { font: normal }"))])[0]
    assert [diagnostic.code for diagnostic in outcome.diagnostics] == ["P104"]
    assert "font: normal" in outcome.diagnostics[0].message
    assert outcome.value is not None


def test_synthesised_weight_is_refused(pool: Workers, tmp_path: Path) -> None:
    assert reported(pool, tmp_path, LINED.format("A <strong>heavy</strong> word."), "strong { font-weight: 900 }") == [("P102", "one.md:7")]


def test_unknown_style_is_reported(pool: Workers, tmp_path: Path) -> None:
    outcome = pool.layout_all([(chapter("<p>Text.</p>"), small_page(tmp_path, SHEET + "p { initial-letter: 2 }"))])[0]
    assert [diagnostic.code for diagnostic in outcome.diagnostics] == ["P104"]
    assert "initial-letter" in outcome.diagnostics[0].message
    assert outcome.value is not None


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:9/x.png", "https://example.org/x.png", "ftp://example.org/x.png", "file:///etc/hostname", "../x.png", "missing.png"],
)
def test_image_outside_the_folder_is_refused(pool: Workers, tmp_path: Path, address: str) -> None:
    Image.new("L", (9, 9)).save(tmp_path / "x.png")
    folder = tmp_path / "book"
    folder.mkdir()
    assert reported(pool, folder, f'<figure data-line="7"><img src="{address}" alt=""/></figure>') == [("P105", "one.md:7")]


def test_symlink_out_of_the_folder_is_refused(pool: Workers, tmp_path: Path) -> None:
    Image.new("L", (9, 9)).save(tmp_path / "x.png")
    folder = tmp_path / "book"
    folder.mkdir()
    (folder / "inside.png").symlink_to(tmp_path / "x.png")
    assert reported(pool, folder, '<figure data-line="7"><img src="inside.png" alt=""/></figure>') == [("P105", "one.md:7")]


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/x.png", "file:///etc/hostname", "../x.png"])
def test_style_sheet_reaches_nothing_outside_the_folder(pool: Workers, tmp_path: Path, address: str) -> None:
    assert reported(pool, tmp_path, "<p>Text.</p>", f'p {{ background-image: url("{address}") }}') == [("P105", "")]


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/x.png", "file:///etc/hostname", "../x.png"])
def test_drawing_reaches_nothing_outside_the_folder(pool: Workers, tmp_path: Path, address: str) -> None:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{address}" width="9" height="9"/></svg>'
    (tmp_path / "drawing.svg").write_text(svg, encoding="utf-8")
    assert [code for code, _ in reported(pool, tmp_path, '<figure data-line="7"><img src="drawing.svg" alt=""/></figure>')] == ["P105"]


def test_drawing_with_entities_is_refused_at_once(pool: Workers, tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, 10))
    svg = f'<!DOCTYPE svg [<!ENTITY e0 "boom">{entities}]><svg xmlns="http://www.w3.org/2000/svg"><text>&e9;</text></svg>'
    (tmp_path / "bomb.svg").write_text(svg, encoding="utf-8")
    begun = monotonic()
    assert reported(pool, tmp_path, '<figure data-line="7"><img src="bomb.svg" alt=""/></figure>') == [("P105", "one.md:7")]
    assert monotonic() - begun < 10


def test_missing_font_is_an_error(pool: Workers, tmp_path: Path) -> None:
    gone = Face(family="EB Garamond", style="normal", weights=(400, 400), path=tmp_path / "gone.ttf")
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    broken = replace(gone, style="italic", path=tmp_path / "broken.ttf")
    for only in ([gone], [broken], []):
        outcome = pool.layout_all([(chapter("<p>Text.</p>"), small_page(tmp_path, only=only))])[0]
        assert [diagnostic.code for diagnostic in outcome.diagnostics] == ["P108"]


# --- workers ------------------------------------------------------------------------------------------------------------------------


def test_slow_section_is_reported_and_the_next_one_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    setting = small_page(tmp_path)
    with workers(1) as pool:
        set_well(pool.set_html("<p>warm</p>", setting))
        monkeypatch.setattr(task_module, "PATIENCE", 0.01)
        monkeypatch.setattr(task_module, "CHARACTERS_A_SECOND", 10**9)
        slow = pool.layout_all([(chapter(f"<p>{prose(4000)}</p>"), setting)])[0]
        monkeypatch.undo()
        after = pool.layout_all([(chapter("<p>Text.</p>"), setting)])[0]
    assert [(diagnostic.code, str(diagnostic.location)) for diagnostic in slow.diagnostics] == [("P106", "one.md")]
    set_well(after)


def test_worker_that_dies_between_two_sections_is_replaced(tmp_path: Path) -> None:
    with workers(1) as pool:
        set_well(pool.set_html("<p>warm</p>", small_page(tmp_path)))
        pool.staff[0].process.kill()
        pool.staff[0].process.join()
        set_well(pool.layout_all([(chapter("<p>Text.</p>"), small_page(tmp_path))])[0])


def test_worker_that_dies_is_replaced_and_its_section_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    setting = small_page(tmp_path)
    begin = layout_module._Worker.begin

    def begin_and_die(worker: layout_module._Worker, index: int, task: Task) -> None:
        begin(worker, index, task)
        if index == 0:
            worker.process.kill()

    monkeypatch.setattr(layout_module._Worker, "begin", begin_and_die)
    with workers(1) as pool:
        lost, after = pool.layout_all([(chapter(f"<p>{prose(4000)}</p>"), setting), (chapter("<p>Text.</p>"), setting)])
    assert [(diagnostic.code, str(diagnostic.location)) for diagnostic in lost.diagnostics] == [("P107", "one.md")]
    set_well(after)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a process")
def test_section_that_fills_the_memory_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout_module, "MOST_MEMORY", 110 * 1024 * 1024)
    body = f"<p>{prose(40_000)}</p>"
    with workers(1) as pool:
        outcome = pool.layout_all([(chapter(body), small_page(tmp_path))])[0]
    assert [diagnostic.code for diagnostic in outcome.diagnostics] == ["P107"]


def test_many_sections_come_back_in_their_order(tmp_path: Path) -> None:
    tasks = [Task(setting=small_page(tmp_path), html=f"<p>{prose(900 if number == 0 else 1)} end{number}</p>") for number in range(7)]
    with workers(2) as pool:
        fragments = [set_well(outcome) for outcome in pool.set_all(tasks)]
    assert [drawn_text(fragment)[-1][-4:] for fragment in fragments] == [f"end{number}" for number in range(7)]


@pytest.mark.parametrize(("worth", "staff"), [(60_000, 1), (100, 2)])
def test_second_worker_starts_only_with_enough_work(tmp_path: Path, worth: int, staff: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout_module, "WORTH_A_WORKER", worth)
    tasks = [Task(setting=small_page(tmp_path), html=f"<p>{prose(100)}</p>") for _ in range(2)]
    with workers(2) as pool:
        assert all(outcome.value for outcome in pool.set_all(tasks))
        assert len(pool.staff) == staff


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl-C", "killed"])
def test_no_worker_outlives_its_parent(tmp_path: Path, how: signal.Signals) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        textwrap.dedent(
            """
            import sys, time
            from pathlib import Path
            from publish.layout.workers import workers
            from layout.section_samples import small_page
            if __name__ == "__main__":
                with workers(1) as pool:
                    pool.set_html("<p>warm</p>", small_page(Path(sys.argv[1])))
                    print(pool.staff[0].process.pid, pool.folder, flush=True)
                    time.sleep(60)
            """
        ),
        encoding="utf-8",
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    parent = subprocess.Popen(
        [sys.executable, script, tmp_path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    )
    assert parent.stdout is not None
    with parent.stdout:
        worker = int(parent.stdout.readline().split()[0])
    parent.send_signal(how)
    parent.wait()
    for _ in range(100):
        if not is_running(worker):
            return
        sleep(0.1)
    pytest.fail("the worker is still running")


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
