"""The print edition: the book's pages for a press, bound into one PDF.

documents ─▶ each laid out by itself, without heads and folios (`pagination.compose`) ─▶ heads and folios set (`pagination.stamps`)
          ─▶ one subset of each face (`press.fonts`)
          ─▶ for each printer: in its inks (`press.separations`), on its sheets (`press.impressions`), bound (`press.merge`)

The file for the first printer of book.toml is the edition; the files for the others stand beside it, under the printers' names.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from publish import __version__
from publish.book.drop_caps import drop_cap_sheets
from publish.book.sheet_checks import sheet_for_print
from publish.book.typefaces import typefaces
from publish.checks.completeness import check_completeness
from publish.checks.edition_words import EditionWords
from publish.checks.page_looks import layout_facts
from publish.checks.print_words import read_back
from publish.config import Configuration, place_of_key
from publish.diagnostics import Diagnostic, Location, Outcome, diagnostic, has_errors
from publish.editions import Edition, Workshop
from publish.languages import labels_for
from publish.languages.directions import direction_of
from publish.layout.geometry import PageDesign, page_design, tokens
from publish.layout.hyphenation import hyphen_limits
from publish.layout.sheet_judge import remembering
from publish.layout.task import Task
from publish.model import Book, Fragment, Made, PageMap, Setting, Side
from publish.pagination.compose import Composed, Setter, compose
from publish.pagination.endnotes import heads_of_notes, with_notes_in_place
from publish.pagination.front_pages import CONTENTS, undrawable_texts
from publish.pagination.pieces import with_blanks
from publish.pagination.stamps import StampSheet, set_stamps, stamp_stylesheet, stamp_trim, stamps_on
from publish.pdf.bound_file import Description
from publish.preflight import as_diagnostics, job_for, judged
from publish.preflight.manuscript_places import Places, as_lines, places_of, sum_of
from publish.preflight.report import leave_report
from publish.press.fonts import embedded_faces
from publish.press.impressions import Impression, impression_for, moved, plain_impression
from publish.press.merge import BookBlock, merge
from publish.press.separations import inked
from publish.resources import styles_dir
from publish.text.short_titles import short_title

ARTEFACT = "book.print.pdf"
SHEET = "print.css"
PAGE_COUNT = "P560"
PRODUCER = f"publish {__version__}, WeasyPrint 70.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a book is set: the book with its notes where they are printed, the design, and the settings of pages and of heads and folios."""

    book: Book
    design: PageDesign
    setting: Setting
    for_stamps: Setting


def make(book: Book, workshop: Workshop, _: Mapping[str, Made]) -> Outcome[Made]:
    """The print edition in the scratch folder, with its page map."""
    planned = plan(book, workshop)
    if planned.value is None:
        return Outcome(diagnostics=planned.diagnostics)
    book, design = planned.value.book, planned.value.design
    with workshop.workers() as pool:
        setter = Setter(pool=pool, cache=workshop.cache, count=workshop.count)
        composed = compose(book, planned.value.setting, setter)
        diagnostics = (*planned.diagnostics, *composed.diagnostics)
        if composed.value is None or composed.failed:
            return Outcome(diagnostics=diagnostics)
        workshop.say(f"laid out {len(composed.value.leaves)} pages")
        block = stamped(planned.value, composed.value, setter)
    diagnostics = (*diagnostics, *block.diagnostics)
    if block.value is None:
        return Outcome(diagnostics=diagnostics)
    impressed = _impressed(book, workshop, composed.value, block.value, design)
    return Outcome(value=impressed.value, diagnostics=(*diagnostics, *impressed.diagnostics))


def plan(book: Book, workshop: Workshop) -> Outcome[Plan]:
    """How a book is set. No value if it cannot be printed, or if a style sheet has a fault."""
    if direction_of(book.configuration.language):
        return Outcome(diagnostics=(_runs_left(book),))
    fonts = typefaces(book.configuration, workshop.cache)
    if fonts.value is None:
        return Outcome(diagnostics=fonts.diagnostics)
    book = with_notes_in_place(book)
    design = page_design(book.configuration.print.trim)
    own_sheet = book.configuration.folder / "styles" / SHEET
    lines, drop_caps, faults = drop_cap_sheets(styles_dir(), own_sheet)
    values = {**tokens(design), "--hyphen-limits": hyphen_limits(book.configuration.language)}
    bases, judge = [styles_dir() / SHEET, *drop_caps], remembering(workshop.cache)
    styled = sheet_for_print(bases, own_sheet, values, judge, fonts.value, workshop.cache)
    if styled.value is None or styled.failed or faults:
        return Outcome(diagnostics=(*styled.diagnostics, *faults))
    setting = Setting(
        folder=book.configuration.folder,
        first_side=Side.RECTO,
        trim=design.trim,
        stylesheet=styled.value,
        faces=fonts.value.on_paper,
        divided_words=book.configuration.hyphenation_exceptions,
        divide_names=book.configuration.divide_names,
        drop_cap=lines,
    )
    undrawable = undrawable_texts(book.configuration, setting.faces)
    if undrawable:
        return Outcome(diagnostics=(*styled.diagnostics, *undrawable))
    for_stamps = replace(setting, trim=stamp_trim(design), stylesheet=stamp_stylesheet(styled.value, design))
    return Outcome(value=Plan(book=book, design=design, setting=setting, for_stamps=for_stamps), diagnostics=styled.diagnostics)


def _runs_left(book: Book) -> Diagnostic:
    """P120: pages from right to left need another place for margins, heads, indents and the spine."""
    language = book.configuration.language
    message = f"the book's language, “{language}”, is written from right to left, and publish prints only books that run from left to right"
    help = "make the e-book alone: “publish build epub”; passages from right to left in another book are printed"
    return diagnostic("P120", message, help=help, at=place_of_key(book.configuration.folder, "language"))


def _is_standard(configuration: Configuration) -> bool:
    """Whether the print edition is made unasked: a book that cannot be printed is told so only if it orders print."""
    return configuration.print.is_ordered or not direction_of(configuration.language)


def stamped(planned: Plan, composed: Composed, setter: Setter) -> Outcome[BookBlock]:
    """The pages to bind, with their heads and folios and one subset of each face. Reports P201 and what the workers report."""
    book, setting = planned.book, planned.setting
    configuration = book.configuration
    title = (configuration.title, configuration.language)
    heads = {document.id: (document.short, document.language) for document in book.documents}
    heads[CONTENTS.name] = (labels_for(configuration.language).contents, labels_for(configuration.language).language)
    notes = heads_of_notes(book, composed.pages)
    stamps = [stamps_on(leaf, heads, title, notes.get(index)) for index, leaf in enumerate(composed.leaves)]

    def set_html(runs: Sequence[str]) -> list[Outcome[Fragment]]:
        tasks = {
            str(number): Task(setting=planned.for_stamps, html=html, language=configuration.language) for number, html in enumerate(runs)
        }
        outcomes = setter.set_all(tasks)
        return [outcomes[name] for name in tasks]

    outcome = set_stamps((stamp for on_page in stamps for stamp in on_page), set_html)
    if outcome.value is None:
        return Outcome(diagnostics=outcome.diagnostics)
    fragments = (*composed.fragments.values(), *outcome.value.fragments)
    block = BookBlock(
        leaves=composed.leaves,
        fragments=composed.fragments,
        stamps=stamps,
        sheet=outcome.value,
        faces=embedded_faces((use for fragment in fragments for use in fragment.fonts), setting.faces, setter.cache),
    )
    return Outcome(value=block, diagnostics=(*outcome.diagnostics, *_cut_heads(book, outcome.value)))


def _impressed(book: Book, workshop: Workshop, composed: Composed, block: BookBlock, design: PageDesign) -> Outcome[Made]:
    """The file for each printer with its preflight, or one file without a printer. Reports P202, P203, P401 to P405, P5xx."""
    wanted = _impressions(book, composed, design)
    diagnostics = list(wanted.diagnostics)
    if wanted.value is None:
        return Outcome(diagnostics=tuple(diagnostics))
    documents = {document.id: document for document in book.documents}
    paths = {name: document.path for name, document in documents.items()}
    book_sheet = f"styles/{SHEET}" if (book.configuration.folder / "styles" / SHEET).is_file() else None
    made: list[Made] = []
    for impression in wanted.value:
        pieces = inked(block, documents, impression, workshop.cache, book_sheet)
        diagnostics.extend(diagnostic for diagnostic in pieces.diagnostics if diagnostic not in diagnostics)
        if pieces.value is None or pieces.failed:
            continue
        bound = with_blanks(block.leaves, impression.pages)
        stamps = [*block.stamps, *([()] * (len(bound) - len(block.leaves)))]
        path = workshop.scratch / (ARTEFACT if not made else f"book.print.{_name(impression)}.pdf")
        merge(replace(pieces.value, leaves=bound, stamps=stamps), design, impression, description(book, workshop), path)
        pages = moved(replace(composed.pages, pages=tuple(leaf.page for leaf in bound)), impression.sheet)
        facts = _facts(path, pages, design, block, impression)
        made.append(Made(edition=EDITION.name, path=path, pages=pages, facts=facts))
        diagnostics.extend(_preflight(path, impression, places_of(pages, paths), workshop))
    if not made or has_errors(diagnostics):
        return Outcome(diagnostics=tuple(diagnostics))
    facts = {**made[0].facts, "files": [_file_facts(file, impression) for file, impression in zip(made, wanted.value, strict=True)]}
    facts["places"] = as_lines(places_of(composed.pages, paths))
    value = replace(made[0], facts=facts, beside=tuple(file.path for file in made[1:]), further=tuple(made[1:]))
    return Outcome(value=value, diagnostics=tuple(diagnostics))


def _preflight(path: Path, impression: Impression, places: Places, workshop: Workshop) -> tuple[Diagnostic, ...]:
    """The findings of preflight for a printer's file; a report with pictures of them is left in the folder of reports."""
    if impression.printer is None:
        return ()
    job = job_for(path, impression.printer, places, workshop.cache)
    findings = judged(job)
    report = leave_report(job, findings, workshop.reports)
    if report:
        workshop.say(f"with pictures of what preflight finds: {report}")
    # P402 says already which number of pages the printer binds; the report has both
    return tuple(as_diagnostics((finding for finding in findings if finding.code != PAGE_COUNT), path, places))


def _impressions(book: Book, composed: Composed, design: PageDesign) -> Outcome[list[Impression]]:
    """The impressions that book.toml orders, or a plain one. No value if one of them cannot be made."""
    orders = book.configuration.print.orders
    count = len(composed.leaves)
    if not orders:
        return Outcome(value=[plain_impression(book.configuration, design, count)])
    blank = composed.leaves[-1].piece is None
    outcomes = [impression_for(order, book.configuration, design, count, last_blank=blank) for order in orders]
    diagnostics = tuple(diagnostic for outcome in outcomes for diagnostic in outcome.diagnostics)
    impressions = [outcome.value for outcome in outcomes if outcome.value is not None]
    return Outcome(value=impressions if len(impressions) == len(orders) else None, diagnostics=diagnostics)


def _name(impression: Impression) -> str:
    return impression.printer.name if impression.printer else ""


def description(book: Book, workshop: Workshop) -> Description:
    """What a print file says of itself."""
    configuration = book.configuration
    return Description(
        title=configuration.title,
        authors=tuple(person.name for person in configuration.contributors),
        language=configuration.language,
        moment=workshop.moment,
        producer=PRODUCER,
    )


def _facts(path: Path, pages: PageMap, design: PageDesign, block: BookBlock, impression: Impression) -> Mapping[str, object]:
    """Facts for build/report.json."""
    facts: dict[str, object] = {"printer": _name(impression)} if impression.printer else {}
    return facts | {
        "standard": impression.standard.name,
        "pages": len(pages.pages),
        "bytes": path.stat().st_size,
        "trim": str(design.trim),
        "type": f"{design.type_size:g}/{design.leading:g}",
        "layout": layout_facts(pages),
        "faces": [face.post_script_name for face in block.faces],
    }


def _file_facts(made: Made, impression: Impression) -> Mapping[str, object]:
    """The facts about one file for build/report.json; `drop` is how far its pages have moved down."""
    facts = {key: made.facts[key] for key in ("printer", "standard", "pages", "bytes") if key in made.facts}
    return {"file": made.path.name, **facts, "sha256": sum_of(made.path), "drop": impression.sheet.drop}


def _read_back(book: Book, made: Made, workshop: Workshop) -> EditionWords:
    return read_back(book, made, workshop.cache, workshop.jobs)


def _inspect(book: Book, workshop: Workshop, made: Made, _: EditionWords) -> tuple[Diagnostic, ...]:
    """The faults of the files for further printers: each is read back and checked for completeness, as the first is."""
    words = ((file, _read_back(book, file, workshop)) for file in made.further)
    return tuple(diagnostic for file, read in words for diagnostic in check_completeness(book, file, read).diagnostics)


def _cut_heads(book: Book, sheet: StampSheet) -> Iterator[Diagnostic]:
    """P201 for each section whose running head was cut."""
    printed = {(stamp.text, stamp.language): text for stamp, text in sheet.cut.items() if stamp.side is Side.RECTO}
    for document in book.documents:
        cut = printed.get((document.short, document.language))
        if cut is not None:
            short = short_title(document.short, cut.split("…")[0].strip(), document.language)
            yield diagnostic(
                "P201",
                f"the running head “{document.short}” is too long and prints as “{cut}”",
                help=f'give the heading a short title of a few words: {{short="{short or "…"}"}}',
                at=document.headings[0].location if document.headings else Location(path=document.path),
            )


EDITION = Edition(
    name="print",
    artefact=ARTEFACT,
    make=make,
    read_back=_read_back,
    inspect=_inspect,
    standard=_is_standard,
    left_out="publish does not print books that run from right to left yet",
)
