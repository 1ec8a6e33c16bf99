"""A book as the editions receive it, with hand-written content documents: one example of every construct of the markup."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from PIL import Image

from publish.book.assemble import assemble
from publish.config import Configuration, Contributor, EpubSettings, NoteSettings, Part, PrintSettings, Series, Spine
from publish.diagnostics import Location
from publish.model import Asset, Book, ContentDocument, Heading, Matter, Note, SectionType, SectionWords
from publish.text.compressed_text import CompressedText
from publish.text.words import Words
from publish.units import trim_from_text

XMLNS = 'xmlns="http://www.w3.org/1999/xhtml"'

PREFACE = f"""<section {XMLNS} id="preface" class="preface"><header><h1 data-line="1">Preface</h1>\
<p class="author" data-supplied="">A. Friend</p></header>
<p data-line="3">Nothing but a paragraph, and a link to <a href="#trial">the trial</a>.</p>\
<blockquote data-line="5"><div class="dateline" data-line="5"><p data-line="5">London, 1913</p></div>\
<div class="salutation" data-line="5"><p data-line="5">Dear Sir,</p></div><p data-line="5">It is over.</p>\
<div class="signature" data-line="5"><p data-line="5">Yours, A. Friend</p></div></blockquote>\
</section>"""

TRIAL = f"""<section {XMLNS} id="trial" class="chapter"><header><p class="number" data-supplied="">I</p>\
<h1 data-line="1">The <em>Trial</em>\
<a class="noteref" id="trial-title-call" href="#trial-title" data-supplied="">1</a></h1>\
<p class="subtitle" data-supplied="">Vienna, 1913</p></header>
<div class="epigraph" data-line="3"><blockquote data-line="4"><p data-line="4">All is true.</p>\
<footer class="attribution" data-line="6"><p data-line="6">— Balzac, <em>Old Goriot</em></p></footer></blockquote></div>
<p data-line="8">First words, &amp; a note.<a class="noteref" id="trial-short-call" href="#trial-short" data-supplied="">2</a>
A <span class="smallcaps">nato</span> word, <strong>bold</strong>, <code>code</code>, <span lang="fr" xml:lang="fr">un mot</span>,
<q>quoted</q>, H<sub>2</sub>O, 1<sup>st</sup>, <s>struck</s>, <u>under</u>, <a href="https://example.org/">outside</a>.</p>
<blockquote data-line="12"><p data-line="12">A quotation long enough to be set apart from the text that speaks of it.</p>\
<p data-line="14">Its second paragraph.</p>\
<footer class="attribution" data-line="16"><p data-line="16">— Author, <em>Work</em></p></footer></blockquote>
<p class="continued" data-line="18">and the sentence goes on.</p>
<h2 id="trial-evidence" data-line="20">The Evidence</h2>
<p data-line="22">Called again.
And long.<a class="noteref" id="trial-short-call-2" href="#trial-short" data-supplied="">2</a>\
<span class="between-marks" data-supplied="">,</span>\
<a class="noteref" id="trial-long-call" href="#trial-long" data-supplied="">3</a></p>
<div class="verse" data-line="24"><p class="stanza" data-line="24"><span class="line">Under the wide and starry sky,</span>
<span class="line indent-1">Dig the grave and let me lie.</span>
</p></div>
<hr data-line="27"/>
<h3 id="trial-figures" data-line="29">Figures</h3>
<figure id="press" data-line="31"><img src="images/A%20Press.png" alt="A hand press, open" style="width: 50%"/>\
<figcaption>The press</figcaption></figure>
<table id="figures" data-line="33"><caption>Copies</caption><thead><tr><th scope="col">Year</th><th scope="col" class="right">Sold</th>\
</tr></thead><tbody><tr><th scope="row">1913</th><td class="right">1,204</td></tr></tbody></table>
<ol start="3" data-line="38"><li>tight</li><li><p>loose</p><ul><li>inner</li></ul></li></ol>
<dl><dt>Recto</dt><dd><p>A right-hand page.</p></dd></dl>
<pre data-line="45"><code>a  &lt; b
  indented</code></pre>
<div class="query" data-line="48"><p>Is this right?</p></div>
</section>"""

AFTERMATH = f"""<section {XMLNS} id="aftermath" class="chapter"><header><h1 data-line="1">Aftermath</h1></header>
<p data-line="3">No note here; see <a href="#press">the press</a> and <a href="#aftermath">this chapter</a>.</p></section>"""

GLOSSARY = f"""<section {XMLNS} id="glossary" class="glossary" lang="de" xml:lang="de"><header><h1 data-line="1">Glossar</h1></header>
<dl><dt>Satz</dt><dd><p>Was gesetzt wird.</p></dd></dl></section>"""


def configuration(folder: Path) -> Configuration:
    """A configuration with a value for every key."""
    return Configuration(
        folder=folder,
        title="The Trial & After",
        subtitle="A History",
        language="en-GB",
        edition="Second edition",
        published=date(2026, 11, 22),
        publisher="Small Press",
        place="Leiden",
        rights="© 2026 the author",
        description="What happened, and what came of it.",
        subjects=("History", "Law"),
        series=Series(name="Studies", number="4"),
        contributors=(
            Contributor(name="Ada Author", sort="Author, Ada", role="aut"),
            Contributor(name="Tom Translator", sort="Translator, Tom", role="trl"),
        ),
        spine=Spine(
            front=("preface.md",), body=(Part(title="Before & During", sections=("trial.md",)), "aftermath.md"), back=("glossary.md",)
        ),
        smart=False,
        notes=NoteSettings(numbering="chapter", mark="after"),
        epub=EpubSettings(isbn="9783161484100"),
        print=PrintSettings(isbn=None, trim=trim_from_text("Digest"), openings="recto"),
    )


def document(body: str, *, id: str, type: SectionType, matter: Matter, title: str, headings: Sequence[Heading] = ()) -> ContentDocument:
    """A content document around a body written by hand."""
    heading = Heading(id=id, level=1, text=title, markup=title, location=Location(path=f"{id}.md", line=1))
    return ContentDocument(
        id=id,
        path=f"{id}.md",
        matter=matter,
        type=type,
        title=title,
        short=title,
        language="en-GB",
        markup=CompressedText.of(body),
        headings=(heading, *headings),
        notes=(),
        assets=(),
        words=SectionWords(body=Words(), notes={}),
    )


def note(label: str, number: int, calls: Sequence[str], blocks: str, resolved: str = "") -> Note:
    """A note of the chapter `trial`."""
    return Note(
        id=f"trial-{label}",
        label=label,
        number=number,
        calls=tuple(calls),
        body=f"<div {XMLNS}>{blocks}</div>",
        location=Location(path="trial.md", line=10),
        resolved=f"<div {XMLNS}>{resolved}</div>" if resolved else "",
    )


def book(folder: Path) -> Book:
    """The book; its picture is made in the folder."""
    (folder / "images").mkdir(parents=True, exist_ok=True)
    Image.new("L", (40, 30), 128).save(folder / "images/A Press.png")
    preface = document(PREFACE, id="preface", type=SectionType.PREFACE, matter=Matter.FRONT, title="Preface")
    trial = document(
        TRIAL,
        id="trial",
        type=SectionType.CHAPTER,
        matter=Matter.BODY,
        title="The Trial",
        headings=(
            Heading(id="trial-evidence", level=2, text="The Evidence", markup="The Evidence", location=Location(path="trial.md", line=20)),
            Heading(id="trial-figures", level=3, text="Figures", markup="Figures", location=Location(path="trial.md", line=29)),
        ),
    )
    trial = replace(
        trial,
        part=0,
        headings=(replace(trial.headings[0], markup="The <em>Trial</em>"), *trial.headings[1:]),
        assets=(Asset(path="images/A%20Press.png", media_type="image/png", width=40, height=30),),
        notes=(
            note("title", 1, ["trial-title-call"], '<p data-line="50">On the title.</p>'),
            note(
                "short",
                2,
                ["trial-short-call", "trial-short-call-2"],
                '<p data-line="52">Ibid., <em>passim</em>.</p><p data-line="54">Second.</p>',
                "<p>[Old Goriot, <em>passim</em>.]</p>",
            ),
            note("long", 3, ["trial-long-call"], '<blockquote data-line="56"><p data-line="56">Quoted in a note.</p></blockquote>'),
        ),
    )
    aftermath = document(AFTERMATH, id="aftermath", type=SectionType.CHAPTER, matter=Matter.BODY, title="Aftermath")
    glossary = document(GLOSSARY, id="glossary", type=SectionType.GLOSSARY, matter=Matter.BACK, title="Glossar")
    outcome = assemble(configuration(folder), (preface, trial, aftermath, replace(glossary, language="de")), {})
    assert outcome.value is not None
    assert not outcome.diagnostics
    return outcome.value
