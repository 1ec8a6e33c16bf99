"""The file's own statements: version, standard, dates, output intent; and what no press wants in it."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

from publish.preflight.findings import PDFX, Check, Finding, Job, few, older

DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(Z|[+-]\d\d'?(?:\d\d'?)?)?'?")
MAKE_ANEW = "save it from its program as {standard}, or let publish make it"
XMP = {
    "/Title": "{http://purl.org/dc/elements/1.1/}title",
    "/Producer": "{http://ns.adobe.com/pdf/1.3/}Producer",
    "/Creator": "{http://ns.adobe.com/xap/1.0/}CreatorTool",
    "/CreationDate": "{http://ns.adobe.com/xap/1.0/}CreateDate",
    "/ModDate": "{http://ns.adobe.com/xap/1.0/}ModifyDate",
}
X4_XMP = (
    "{http://ns.adobe.com/xap/1.0/mm/}DocumentID",
    "{http://ns.adobe.com/xap/1.0/mm/}VersionID",
    "{http://ns.adobe.com/xap/1.0/mm/}RenditionClass",
    "{http://ns.adobe.com/xap/1.0/}MetadataDate",
)
SHORT = {"/LZW": "/LZWDecode"}  # as pictures within a page's own stream say it
PACKINGS = {"/LZWDecode": "LZW", "/JBIG2Decode": "JBIG2", "/JPXDecode": "JPEG 2000"}


def version(job: Job) -> Iterator[Finding]:
    """P501."""
    if older(job.standard.version, job.file.version):
        message = (
            f"the file is of version {job.file.version} of PDF, which is newer than {job.standard.version}, that of {job.standard.name}"
        )
        yield Finding(code="P501", message=message, help=_anew(job))


def identifier(job: Job) -> Iterator[Finding]:
    """P502."""
    if job.is_x and job.file.identifiers != 2:
        yield Finding(code="P502", message="the file has no identifier (ID in its trailer)", help=_anew(job))


def stated(job: Job) -> Iterator[Finding]:
    """P503."""
    stated_values = {key: job.file.info.get(key, "") for key in job.standard.info} | (
        {"pdfxid:GTS_PDFXVersion": (job.file.xmp or {}).get(PDFX, "")} if job.standard.xmp else {}
    )
    wrong = [key for key, value in {**job.standard.info, **job.standard.xmp}.items() if stated_values[key] != value]
    if wrong:
        values = [
            f"{key.lstrip('/').partition(':')[2] or key.lstrip('/')} says “{stated_values[key]}”" for key in wrong if stated_values[key]
        ]
        more = f": {', '.join(values)}" if values else ""
        yield Finding(code="P503", message=f"the file does not say that it is {job.standard.name}{more}", help=_anew(job))


def title_and_dates(job: Job) -> Iterator[Finding]:
    """P504."""
    if not job.is_x:
        return
    if not job.file.info.get("/Title", "").strip():
        yield Finding(code="P504", message="the file has no title", help="give it one in its properties")
    if not job.file.info.get("/Creator", "").strip():
        yield Finding(code="P504", message="the file does not say by what program it was made", help=_anew(job))
    for key in ("/CreationDate", "/ModDate"):
        if not _is_date(job.file.info.get(key, "")):
            message = f"{key.lstrip('/')} is “{job.file.info.get(key, '')}”, which is not a PDF date"
            yield Finding(code="P504", message=message, help=_anew(job))


def trapped(job: Job) -> Iterator[Finding]:
    """P505."""
    if job.is_x and job.file.info.get("/Trapped") not in {"/True", "/False"}:
        message = "the file does not say whether its colours are trapped"
        yield Finding(code="P505", message=message, help="set Trapped to False in its properties, if nobody has trapped it")


def agreement(job: Job) -> Iterator[Finding]:
    """P506."""
    for key, name in XMP.items() if job.is_x else ():
        info, xmp = job.file.info.get(key), (job.file.xmp or {}).get(name)
        if info and xmp and not _agree(info, xmp):
            yield Finding(
                code="P506", message=f"{key.lstrip('/')} is “{info}” in one place and “{xmp}” in the XMP metadata", help=_anew(job)
            )


def metadata(job: Job) -> Iterator[Finding]:
    """P507."""
    if not job.standard.xmp:
        return
    missing = [name.rpartition("}")[2] for name in X4_XMP if not (job.file.xmp or {}).get(name)]
    if missing:
        yield Finding(code="P507", message=f"the XMP metadata lack {', '.join(missing)}", help=_anew(job))
    elif job.file.xmp_packed:
        yield Finding(
            code="P507", message="the XMP metadata are compressed, and programs that look for them do not find them", help=_anew(job)
        )


def one_intent(job: Job) -> Iterator[Finding]:
    """P508."""
    intents = [intent for intent in job.file.intents if intent.kind == "GTS_PDFX"]
    if job.is_x and len(intents) != 1:
        count = "no output intent" if not intents else f"{len(intents)} output intents"
        yield Finding(code="P508", message=f"the file has {count}: it does not say for which press it is made", help=_anew(job))


def condition(job: Job) -> Iterator[Finding]:
    """P509."""
    for intent in job.file.intents if job.is_x else ():
        if intent.kind != "GTS_PDFX":
            continue
        if not (intent.condition.strip() and (intent.registry or intent.profile)):
            lacks = (
                "names no printing condition"
                if not intent.condition.strip()
                else f"“{intent.condition}” is of no registry and holds no profile"
            )
            yield Finding(code="P509", message=f"the output intent {lacks}", help=_anew(job))
        elif job.standard.xmp and job.printer.ink.embed and intent.profile is None:
            yield Finding(code="P509", message="the output intent only names its condition: PDF/X-4 wants the profile", help=_anew(job))


def profile(job: Job) -> Iterator[Finding]:
    """P510."""
    for intent in job.file.intents:
        if not job.is_x or intent.kind != "GTS_PDFX" or intent.profile is None:
            continue
        kind, space, parts, made_for = intent.profile
        is_press = kind == "prtr" and (space, parts) == ("CMYK", 4)
        if not is_press or (made_for > 2 and older(job.file.version, "1.5")):
            message = f"the profile of the output intent is of class “{kind}”, for {space.strip()} with {parts} parts, version {made_for}"
            yield Finding(code="P510", message=message, help="put the press's own profile there: class prtr, for CMYK, version 2")


def packed(job: Job) -> Iterator[Finding]:
    """P511."""
    if job.file.packed_objects and older(job.standard.version, "1.5"):
        yield Finding(
            code="P511", message=f"the file is packed in a way (object streams) that {job.standard.name} does not know", help=_anew(job)
        )


def packings(job: Job) -> Iterator[Finding]:
    """P550."""
    on_pages = {packing for _, page, _ in job.pages() for image in page.painted.images for packing in image.filters}
    used = {*job.file.filters, *(SHORT.get(packing, packing) for packing in on_pages)}
    for key, name in PACKINGS.items() if job.is_x else ():
        if key in used and (key == "/LZWDecode" or older(job.standard.version, "1.5")):
            yield Finding(code="P550", message=f"something is compressed with {name}", help="save it with ZIP or JPEG compression")


def annotations(job: Job) -> Iterator[Finding]:
    """P551."""

    def findings() -> Iterator[Finding]:
        for index, page, _ in job.pages():
            if page.annotations:
                kinds = ", ".join(sorted(set(page.annotations)))
                yield Finding(code="P551", message=f"annotations within the bleed: {kinds}", help="take links and comments out", page=index)

    yield from few(findings())


def forbidden(job: Job) -> Iterator[Finding]:
    """P552."""
    for what in job.file.forbidden:
        if what != "layers" or older(job.standard.version, "1.5") or not job.is_x:
            yield Finding(code="P552", message=f"the file holds {what}", help="take it out, or print the file to a new PDF")


def bookmarks(job: Job) -> Iterator[Finding]:
    """P554."""
    if job.file.bookmarks:
        yield Finding(code="P554", message="the file has bookmarks", help="take them out: they are for the screen")


def size(job: Job) -> Iterator[Finding]:
    """P555."""
    most = job.printer.file.megabytes
    if most and job.file.size > most * 1_000_000:
        message = f"the file has {job.file.size / 1e6:.0f} MB, and {job.printer.title} takes {most}"
        yield Finding(code="P555", message=message, help="save its pictures at the size at which they are printed")


def _anew(job: Job) -> str:
    return MAKE_ANEW.format(standard=job.standard.name)


def _is_date(text: str) -> bool:
    return bool(DATE.fullmatch(text)) and _moment(text) is not None


def _agree(info: str, xmp: str) -> bool:
    """Whether both say the same: a text in one of its languages, or a moment, compared at the precision of the less precise one."""
    one, other = _moment(info), _moment(xmp)
    if one is None or other is None:
        return info == xmp or info in xmp.split("; ")
    if one.tzinfo is None or other.tzinfo is None:
        one, other = one.replace(tzinfo=None), other.replace(tzinfo=None)
    return one == other or (len(xmp) < len("2026-11-22T12:00:00") and one.isoformat().startswith(xmp))


def _moment(text: str) -> datetime | None:
    """A date of PDF or XMP as a moment, with its time zone if it has one; None if it is not a date."""
    digits = DATE.fullmatch(text)
    try:
        if not digits:
            whole = f"{text}-01" if len(text) == len("2026-11") else f"{text}-01-01" if len(text) == len("2026") else text
            return datetime.fromisoformat(whole).replace(microsecond=0)
        year, *rest = (int(part) for part in digits.groups()[:6] if part)
        zone = (digits[7] or "").replace("'", "").replace("Z", "+0000")
        away = timezone((-1 if zone[0] == "-" else 1) * timedelta(hours=int(zone[1:3]), minutes=int(zone[3:5] or 0))) if zone else None
        month, day, hour, minute, second = [*rest, *(1, 1, 0, 0, 0)[len(rest) :]]
        return datetime(year, month, day, hour, minute, second, tzinfo=away)
    except ValueError:
        return None


CHECKS: tuple[Check, ...] = (
    *(version, identifier, stated, title_and_dates, trapped, agreement, metadata, one_intent, condition, profile, packed),
    *(packings, annotations, forbidden, bookmarks, size),
)
