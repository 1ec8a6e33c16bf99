"""The print edition of a whole book: the file that a printer gets, and its pages."""

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pymupdf
import pytest
from fontTools.ttLib import TTFont

from books_by_hand import XMLNS, book, document
from editions.print_samples import MOMENT, printed, workshop
from publish.editions.print import make
from publish.model import Book, ContentDocument, Made, Matter, SectionType

LONG_TITLE = "On the Custody, the Counting and the Eventual Return of Borrowed Type, with Remarks"
SENTENCE = "The proof came back from the author with more ink on it than the press had put there. "
TYPE_SIZE, LINE, TOP, LAST_LINE = 10.75, 14, 54, 35


def chapter(name: str, title: str, paragraphs: int, opening: str = "") -> ContentDocument:
    """A chapter of identical paragraphs after its own opening."""
    text = opening + "".join(f'<p data-line="{3 + line}">{SENTENCE * 6}</p>' for line in range(paragraphs))
    body = f'<section {XMLNS} id="{name}" class="chapter"><header><h1 data-line="1">{title}</h1></header>{text}</section>'
    return document(body, id=name, type=SectionType.CHAPTER, matter=Matter.BODY, title=title)


def longer(made: Book, *chapters: ContentDocument) -> Book:
    """The book with these chapters added at the end of the body."""
    body = [index for index, section in enumerate(made.documents) if section.matter is Matter.BODY][-1] + 1
    return replace(made, documents=(*made.documents[:body], *chapters, *made.documents[body:]))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("print")


@pytest.fixture(scope="module")
def sample(folder: Path) -> Book:
    """A book with every construct, and a chapter of some pages."""
    return longer(book(folder), chapter("stick", "The Stick", 30, '<p>See <a class="page" href="#trial-figures"></a>.</p>'))


@pytest.fixture(scope="module")
def made(sample: Book, folder: Path) -> Made:
    return printed(sample, folder / "scratch", folder / "cache")


@pytest.fixture(scope="module")
def file(made: Made) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(made.path) as opened:
        yield opened


@pytest.fixture(scope="module")
def pages(made: Made) -> Iterator[Any]:
    with pymupdf.open(made.path) as opened:
        yield opened


def text_of(page: Any) -> str:
    return " ".join(page.get_text(sort=True).split())


# --- for the printer ------------------------------------------------------------------------------------------------------------------


def test_qpdf_finds_nothing_wrong(made: Made, require_tool: Callable[[str], Path]) -> None:
    checked = subprocess.run([require_tool("qpdf"), "--check", made.path], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_page_is_the_trim_and_nothing_else(file: pikepdf.Pdf) -> None:
    for page in file.pages:
        assert [list(map(float, page.obj[box])) for box in ("/MediaBox", "/TrimBox", "/BleedBox")] == [[0, 0, 396, 612]] * 3
        assert set(page.obj.keys()) <= {"/Type", "/Parent", "/MediaBox", "/TrimBox", "/BleedBox", "/Resources", "/Contents"}
    assert "/Names" not in file.Root
    assert "/OpenAction" not in file.Root


def test_one_subset_of_each_face_is_embedded_with_its_text(file: pikepdf.Pdf) -> None:
    fonts = [value for value in file.objects if isinstance(value, pikepdf.Dictionary) and value.get("/Subtype") == "/Type0"]
    names = [str(font.BaseFont) for font in fonts]
    assert len({name.partition("+")[2] for name in names}) == len(names) == 4
    for font in fonts:
        (descendant,) = font.DescendantFonts
        assert "/ToUnicode" in font
        assert descendant.FontDescriptor.FontName == font.BaseFont
        program = descendant.FontDescriptor.FontFile2.read_bytes()
        with TTFont(BytesIO(program)) as face:
            for first, run in zip(list(descendant.W)[::2], list(descendant.W)[1::2], strict=True):
                for glyph, width in enumerate(run, start=int(first)):
                    assert abs(face["hmtx"][face.getGlyphName(glyph)][0] - float(width)) <= 1


def test_everything_is_drawn_in_black(file: pikepdf.Pdf) -> None:
    forms = [value for value in file.objects if isinstance(value, pikepdf.Stream) and value.get("/Subtype") == "/Form"]
    assert forms, "stamps are forms"
    for drawing in (*(page.obj for page in file.pages), *forms):
        for instruction in pikepdf.parse_content_stream(drawing):
            operands, operator = instruction.operands, instruction.operator
            assert str(operator) not in {"rg", "RG", "g", "G"}
            if str(operator) in {"cs", "CS"}:
                assert str(operands[0]) == "/DeviceCMYK"
            if str(operator) in {"scn", "SCN", "k", "K"}:
                assert [float(part) for part in operands] == [0, 0, 0, 1]
    for value in file.objects:
        if isinstance(value, pikepdf.Stream) and value.get("/Subtype") == "/Image":
            assert value.ColorSpace == "/DeviceGray"


def test_blank_has_no_content_at_all(made: Made, file: pikepdf.Pdf) -> None:
    blanks = [index for index, page in enumerate(made.pages.pages) if page.facts.blank]
    assert blanks
    for index in blanks:
        assert "/Contents" not in file.pages[index].obj
        assert not file.pages[index].obj.Resources.keys()


def test_book_ends_with_a_verso(made: Made, file: pikepdf.Pdf) -> None:
    assert len(file.pages) == len(made.pages.pages) == made.facts["pages"]
    assert len(file.pages) % 2 == 0


def test_file_states_its_title_authors_and_date(file: pikepdf.Pdf) -> None:
    xmp = file.open_metadata()  # not as a context manager, which would rewrite the file's Info
    assert xmp["dc:title"] == "The Trial & After"
    assert xmp["dc:creator"] == ["Ada Author", "Tom Translator"]
    assert xmp["xmp:CreateDate"] == MOMENT.isoformat()
    assert str(file.docinfo["/Title"]) == "The Trial & After"
    assert str(file.docinfo["/CreationDate"]) == str(file.docinfo["/ModDate"]) == "D:20261122120000Z"
    assert file.Root.Lang == "en-GB"


def test_same_book_makes_the_same_file(sample: Book, made: Made, folder: Path) -> None:
    again = printed(sample, folder / "elsewhere")
    assert again.path.read_bytes() == made.path.read_bytes(), "made again, in another folder"
    warm = printed(sample, folder / "warm", folder / "cache")
    assert warm.path.read_bytes() == made.path.read_bytes(), "made from the cache"
    assert warm.pages == made.pages


# --- for the reader -------------------------------------------------------------------------------------------------------------------


def test_viewers_number_pages_as_they_are_printed(made: Made, pages: Any) -> None:
    assert [page.get_label() for page in pages] == [page.folio for page in made.pages.pages]


def test_folio_is_printed_exactly_where_a_page_shows_one(made: Made, pages: Any) -> None:
    for page, sheet in zip(made.pages.pages, pages, strict=True):
        margins = [word for word in sheet.get_text("words") if word[3] < TOP or word[1] > TOP + LAST_LINE * LINE]
        assert (page.folio in [word[4] for word in margins]) == page.printed, (page.document, page.folio)
        if not page.printed:
            assert not margins


def test_verso_heads_with_the_book_and_recto_with_the_section(made: Made, pages: Any) -> None:
    opening = made.pages.targets["stick"]
    assert made.pages.pages[opening].folio == "7"
    assert "stick" not in head_of(pages[opening]), "an opening has no head"
    assert head_of(pages[opening + 1]) == f"{int(made.pages.pages[opening].folio) + 1} the trial & after"
    assert head_of(pages[opening + 2]) == f"the stick {int(made.pages.pages[opening].folio) + 2}"


def test_folios_keep_to_the_fore_edge(made: Made, pages: Any) -> None:
    opening = made.pages.targets["stick"]
    verso, recto = (made.pages.pages[opening + step].facts.block for step in (1, 2))
    assert folio_box(pages[opening + 1])[0] == pytest.approx(verso.left, abs=1)
    assert folio_box(pages[opening + 2])[2] == pytest.approx(recto.right, abs=1)


def test_heads_and_folios_are_marked_as_artifacts(made: Made, file: pikepdf.Pdf) -> None:
    page = file.pages[made.pages.targets["stick"] + 1]
    operators = [str(instruction.operator) for instruction in pikepdf.parse_content_stream(page)]
    depth = 0
    for instruction in pikepdf.parse_content_stream(page):
        operands, operator = instruction.operands, instruction.operator
        depth += {"BDC": 1, "EMC": -1}.get(str(operator), 0)
        if str(operator) == "Do" and str(operands[0]).startswith("/Stamp"):
            assert depth == 1
    assert operators.count("BDC") == operators.count("EMC") == 2


def test_contents_give_the_page_that_each_section_begins_on(sample: Book, made: Made, pages: Any) -> None:
    lines = [line.split() for line in pages[made.pages.targets["contents"]].get_text(sort=True).splitlines() if line.strip()]
    shown = {" ".join(word for word in words[:-1] if word != ".").casefold(): words[-1] for words in lines}
    for title, name in (("preface", "preface"), ("the trial", "trial"), ("the evidence", "trial-evidence"), ("aftermath", "aftermath")):
        assert shown[title] == made.pages.pages[made.pages.targets[name]].folio, title
    assert shown["before & during"] == "1", "a part is listed with its own page"


def test_reference_prints_the_page_of_its_target(made: Made, pages: Any) -> None:
    folio = made.pages.pages[made.pages.targets["trial-figures"]].folio
    assert f"See page {folio}." in text_of(pages[made.pages.targets["stick"]]).replace("\u00a0", " ")


def test_list_begins_with_its_first_number(made: Made, pages: Any) -> None:
    listed = next(text for text in map(text_of, pages) if "loose" in text)
    assert "3. tight 4. loose" in listed


def test_lines_of_text_are_on_the_grid(made: Made, pages: Any) -> None:
    stick = [index for index, page in enumerate(made.pages.pages) if page.document in {"stick", "trial"}]
    offsets = set()
    for index in stick:
        for size, baseline in baselines(pages[index]):
            if size == pytest.approx(TYPE_SIZE, abs=0.01) and TOP < baseline < TOP + LAST_LINE * LINE:
                offsets.add(round((baseline - TOP) % LINE, 1))
    assert offsets == {10.8}


def test_full_pages_end_on_the_same_line(made: Made, pages: Any) -> None:
    opening = made.pages.targets["stick"]
    assert last_line(pages[opening + 1]) == pytest.approx(last_line(pages[opening + 2]), abs=0.1)


def test_last_line_of_the_notes_is_the_last_line_of_the_page(made: Made, pages: Any) -> None:
    with_notes = next(index for index, page in enumerate(made.pages.pages) if page.facts.notes)
    note = max(baseline for size, baseline in baselines(pages[with_notes]) if size == pytest.approx(8.5, abs=0.01))
    opening = made.pages.targets["stick"]
    assert note == pytest.approx(last_line(pages[opening + 1]), abs=0.1)


def test_title_page_and_imprint_match_book_toml(made: Made, pages: Any) -> None:
    documents = [page.document for page in made.pages.pages]
    title, imprint = text_of(pages[documents.index("title-page")]), text_of(pages[documents.index("imprint")])
    for words in ("The Trial & After", "A History", "Ada Author", "Translated by Tom Translator", "Small Press, Leiden"):
        assert words.casefold() in title.casefold()
    for words in ("© 2026 the author", "Second edition", "2026"):
        assert words in imprint
    assert documents.index("imprint") % 2 == 1, "it is on the title page's verso"


def test_book_of_openings_anywhere_has_no_half_title(sample: Book, folder: Path) -> None:
    thrifty = replace(sample, configuration=replace(sample.configuration, print=replace(sample.configuration.print, openings="any")))
    edition = printed(thrifty, folder / "thrifty", folder / "cache")
    assert [page.document for page in edition.pages.pages[:2]] == ["title-page", "imprint"]
    assert len(edition.pages.pages) < 24


def test_head_too_long_is_cut_after_a_word_and_reported(sample: Book, folder: Path) -> None:
    outcome = make(longer(sample, chapter("long", LONG_TITLE, 20)), workshop(folder / "long", folder / "cache"), {})
    assert [(diagnostic.code, str(diagnostic.location)) for diagnostic in outcome.diagnostics] == [("P201", "long.md:1")]
    assert "…" in outcome.diagnostics[0].message
    assert '{short="On the Custody, the Counting"}' in outcome.diagnostics[0].help
    assert outcome.value is not None
    with pymupdf.open(outcome.value.path) as pages:
        head = head_of(pages[outcome.value.pages.targets["long"] + 2])
    assert head.startswith("on the custody, the counting")
    assert "…" in head
    assert LONG_TITLE.casefold() not in head


def folio_box(page: Any) -> tuple[float, ...]:
    """The box of the folio above the text."""
    return next(word[:4] for word in page.get_text("words") if word[4].isdigit() and word[3] < TOP)


def last_line(page: Any) -> float:
    """The baseline of the last line in the text block."""
    return max(baseline for _, baseline in baselines(page) if baseline < TOP + LAST_LINE * LINE)


def head_of(page: Any) -> str:
    """The words above the text, from left to right."""
    words = sorted(word for word in page.get_text("words") if word[3] < TOP)
    return " ".join(word[4] for word in words).casefold()


def baselines(page: Any) -> Iterator[tuple[float, float]]:
    """The size and baseline (from the trim's top) of each run of letters on a page, without marks and ornaments."""
    for block in page.get_text("dict")["blocks"]:
        for line in block.get("lines", ()):
            yield from ((span["size"], span["origin"][1]) for span in line["spans"] if sum(map(str.isalpha, span["text"])) > 1)
