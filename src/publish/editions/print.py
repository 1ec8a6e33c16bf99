"""The print edition: the book's pages for a press, bound into one PDF.

documents ─▶ laid out each for itself, bare (`pdf.compose`) ─▶ heads and folios set (`pdf.stamps`)
          ─▶ one subset of each face (`pdf.fonts`) ─▶ bound (`pdf.merge`)
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from publish import __version__
from publish.book.labels import labels_for
from publish.book.stylesheets import flat_stylesheet, seen_from
from publish.checks.page_looks import layout_facts
from publish.checks.print_words import read_back
from publish.diagnostics import Diagnostic, Location, Outcome, diagnostic
from publish.editions import Edition, Workshop
from publish.model import Book, Fragment, Made, PageMap, Setting, Side
from publish.pdf.compose import Composed, Setter, compose
from publish.pdf.display import CONTENTS, undrawable_texts
from publish.pdf.endnotes import heads_of_notes, with_notes_in_place
from publish.pdf.file import Description
from publish.pdf.fonts import embedded_faces, faces
from publish.pdf.geometry import PageDesign, page_design, tokens
from publish.pdf.layout import Task
from publish.pdf.merge import Signatures, merge
from publish.pdf.stamps import StampSheet, set_stamps, stamp_stylesheet, stamp_trim, stamps_on
from publish.resources import styles_dir

ARTEFACT = "book.print.pdf"
SHEET = "print.css"
PRODUCER = f"publish {__version__}, WeasyPrint 70.0"


def make(book: Book, workshop: Workshop, _: Mapping[str, Made]) -> Outcome[Made]:
    """The print edition in the scratch folder, its pages and where everything stands on them."""
    book = with_notes_in_place(book)
    design = page_design(book.configuration.print.trim)
    styled = _stylesheet(book, tokens(design))
    if styled.value is None or styled.failed:
        return Outcome(diagnostics=styled.diagnostics)
    setting = Setting(
        folder=book.configuration.folder,
        first_side=Side.RECTO,
        trim=design.trim,
        stylesheet=styled.value,
        faces=faces(),
        divided_words=book.configuration.hyphenation_exceptions,
    )
    for_stamps = replace(setting, trim=stamp_trim(design), stylesheet=stamp_stylesheet(styled.value, design))
    undrawable = undrawable_texts(book.configuration, setting.faces)
    if undrawable:
        return Outcome(diagnostics=(*styled.diagnostics, *undrawable))
    with workshop.workers() as pool:
        setter = Setter(pool=pool, cache=workshop.cache)
        composed = compose(book, setting, setter)
        said = (*styled.diagnostics, *composed.diagnostics)
        if composed.value is None or composed.failed:
            return Outcome(diagnostics=said)
        workshop.say(f"laid out {len(composed.value.leaves)} pages")
        signatures = _stamped(book, composed.value, for_stamps, setter)
    said = (*said, *signatures.diagnostics)
    if signatures.value is None:
        return Outcome(diagnostics=said)
    return Outcome(value=_bound(book, workshop, composed.value.pages, signatures.value, design), diagnostics=said)


def _stylesheet(book: Book, figures: Mapping[str, str]) -> Outcome[str]:
    """The edition's sheet and the book's own, flat, with the page's figures in it. Addresses in it are seen from the book's folder."""
    folder = book.configuration.folder
    own = folder / "styles" / SHEET
    sheets = [styles_dir() / SHEET, *([own] if own.is_file() else [])]
    return flat_stylesheet(sheets, figures, address=lambda path: seen_from(folder, path))


def _stamped(book: Book, composed: Composed, setting: Setting, setter: Setter) -> Outcome[Signatures]:
    """What is bound: the pages with their heads and folios, one subset of each face. Reports P201 and what the worker reports."""
    configuration = book.configuration
    title = (configuration.title, configuration.language)
    heads = {document.id: (document.short, document.language) for document in book.documents}
    heads[CONTENTS.name] = (labels_for(configuration.language).contents, labels_for(configuration.language).language)
    notes = heads_of_notes(book, composed.pages)
    stamps = [stamps_on(leaf, heads, title, notes.get(index)) for index, leaf in enumerate(composed.leaves)]

    def set_html(runs: Sequence[str]) -> list[Outcome[Fragment]]:
        tasks = {str(number): Task(setting=setting, html=html, language=configuration.language) for number, html in enumerate(runs)}
        done = setter.set_all(tasks)
        return [done[name] for name in tasks]

    outcome = set_stamps((stamp for on_page in stamps for stamp in on_page), set_html)
    if outcome.value is None:
        return Outcome(diagnostics=outcome.diagnostics)
    fragments = (*composed.fragments.values(), *outcome.value.fragments)
    signatures = Signatures(
        leaves=composed.leaves,
        fragments=composed.fragments,
        stamps=stamps,
        sheet=outcome.value,
        faces=embedded_faces((use for fragment in fragments for use in fragment.fonts), setting.faces, setter.cache),
    )
    return Outcome(value=signatures, diagnostics=(*outcome.diagnostics, *_of_heads(book, outcome.value)))


def _bound(book: Book, workshop: Workshop, pages: PageMap, signatures: Signatures, design: PageDesign) -> Made:
    configuration = book.configuration
    description = Description(
        title=configuration.title,
        authors=tuple(person.name for person in configuration.contributors),
        language=configuration.language,
        moment=workshop.moment,
        producer=PRODUCER,
    )
    path = workshop.scratch / ARTEFACT
    merge(signatures, design, description, path)
    facts = {
        "pages": len(pages.pages),
        "bytes": path.stat().st_size,
        "trim": str(design.trim),
        "type": f"{design.type_size:g}/{design.leading:g}",
        "layout": layout_facts(pages),
        "faces": [face.post_script_name for face in signatures.faces],
    }
    return Made(edition=EDITION.name, path=path, pages=pages, facts=facts)


def _of_heads(book: Book, sheet: StampSheet) -> Iterator[Diagnostic]:
    """P201 for each section whose head was cut."""
    printed = {(stamp.text, stamp.language): text for stamp, text in sheet.cut.items() if stamp.side is Side.RECTO}
    for document in book.documents:
        cut = printed.get((document.short, document.language))
        if cut is not None:
            yield diagnostic(
                "P201",
                f"the running head “{document.short}” is too long and prints as “{cut}”",
                help=f'give the heading a short title: {{short="{cut.split("…")[0].strip()}"}}',
                at=document.headings[0].location if document.headings else Location(path=document.path),
            )


EDITION = Edition(name="print", artefact=ARTEFACT, make=make, read_back=read_back)
