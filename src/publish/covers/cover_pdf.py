"""A printed cover set and bound: as large as its parts allow, in the printer's inks, on a sheet with bleed all round."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from publish import __version__
from publish.book.fallback_faces import undrawable_letter
from publish.config.resolution import place_of_key
from publish.config.values import Configuration, PrintOrder
from publish.covers.cover_html import SPINE_SAYS, Fit, cover_sheet_page, overfull, smaller
from publish.covers.cover_sheet import CoverSheet
from publish.diagnostics import Diagnostic, Outcome, diagnostic, has_errors
from publish.layout.print_html import html_text
from publish.layout.task import Task
from publish.model import Fragment, Setting
from publish.pagination.compose import Setter
from publish.pdf.bound_file import BoundFile, Description, Intent
from publish.pdf.standards import STANDARDS
from publish.press.colour_conversion import in_inks
from publish.press.fonts import embedded_faces
from publish.press.icc import press_profile
from publish.press.inks import Inks, ProfileMissing

PIECE = "cover"
REMEDIES = {
    "title": ("the title", ("title",), 'shorten it, or name a picture for the front: front = "images/front.jpg" under [cover]'),
    "blurb": ("the text on the back", ("cover", "blurb"), "shorten it, or set it smaller in styles/cover.css"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverTask:
    """A cover to be set: for which order, on which sheet; `pictures` are the paths of those that it shows."""

    configuration: Configuration
    order: PrintOrder
    cover_sheet: CoverSheet
    setting: Setting
    pictures: tuple[str, ...] = ()


def bind_cover(task: CoverTask, setter: Setter, moment: datetime, path: Path) -> tuple[Diagnostic, ...]:
    """The cover is written to `path`, unless there is an error. Reports P101, P203, P405, P410 and what the worker reports."""
    fitted = _fitted(task, setter)
    if fitted.value is None or has_errors(fitted.diagnostics):
        return fitted.diagnostics
    asked = task.cover_sheet.printer.for_cover()
    standard = STANDARDS[asked.file.standard]
    profile = press_profile(PrintOrder(printer=asked, paper=task.order.paper, icc=task.order.icc), task.configuration)
    try:
        pressed = in_inks(
            fitted.value.pdf,
            Inks(name=asked.ink.inks, profile=profile.value, limit=asked.ink.limit),
            flat=not standard.see_through,
        )
    except ProfileMissing:
        return (*fitted.diagnostics, *profile.diagnostics)
    bound = BoundFile(embedded_faces(fitted.value.fonts, task.setting.faces, setter.cache), task.cover_sheet.sheet, standard)
    bound.append(pressed.pdf, [0])
    bound.describe(_description(task.configuration, moment))
    if asked.ink.condition:
        bound.intend(Intent(condition=asked.ink.condition, profile=profile.value if asked.ink.embed else None))
    bound.save(path)
    at = place_of_key(task.configuration.folder, "cover")
    help = "save the picture in plain colours; take the colour out of styles/cover.css"
    unknown = (f"{what} cannot be printed by {asked.title}" for _, what in sorted(pressed.unknown))
    return (*fitted.diagnostics, *(diagnostic("P203", message, help=help, at=at) for message in unknown))


def _fitted(task: CoverTask, setter: Setter) -> Outcome[Fragment]:
    """The page as large as all of it has room. Reports P101, P410, P411."""
    configuration, fit = task.configuration, Fit()
    words = cover_sheet_page(configuration, task.cover_sheet, fit).itertext()
    letter = undrawable_letter("".join(map(str, words)), task.setting.faces)
    if letter is not None:
        message = f"“{letter}” (U+{ord(letter):04X}) on the cover is in no font of publish"
        help = "name pictures for front and spine under [cover], or write another character"
        return Outcome(diagnostics=(diagnostic("P101", message, help=help, at=place_of_key(configuration.folder, "title")),))
    while True:
        page = html_text(cover_sheet_page(configuration, task.cover_sheet, fit))
        cover = Task(setting=task.setting, html=page, language=configuration.language, pictures=task.pictures)
        outcome = setter.set_all({PIECE: cover})[PIECE]
        following = smaller(fit, outcome.value, task.cover_sheet) if outcome.value else None
        if outcome.value is None or following is None:
            break
        fit = following
    if outcome.value is None:
        return outcome
    diagnostics = list(outcome.diagnostics)
    for part in overfull(outcome.value):
        what, key, help = REMEDIES[part]
        diagnostics.append(diagnostic("P410", f"{what} does not fit on the cover", help=help, at=place_of_key(configuration.folder, *key)))
    if not SPINE_SAYS[fit.says]:
        message = f"the title does not fit on the spine, which is {task.cover_sheet.spine.millimetres:.1f} mm wide and stays bare"
        help = 'name a picture for it: spine = "images/spine.png" under [cover]'
        diagnostics.append(diagnostic("P411", message, help=help, at=place_of_key(configuration.folder, "title")))
    return Outcome(value=outcome.value, diagnostics=tuple(diagnostics))


def _description(configuration: Configuration, moment: datetime) -> Description:
    return Description(
        title=configuration.title,
        authors=tuple(person.name for person in configuration.contributors),
        language=configuration.language,
        moment=moment,
        producer=f"publish {__version__}, WeasyPrint 70.0",
    )
