"""Typewriter characters as they are set: the cases of each language, properties of every text, and both editions of a small book."""

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import panflute as pf
import pymupdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.test_filter_cases import Case, as_json, cases_in, check_case, check_properties, labelled, tree
from orders import order
from publish.build import build
from publish.config import read_configuration
from publish.filters import quotation_marks, spacing  # type: ignore[attr-defined]  # modules of filters/
from publish.resources import filters_dir
from publish.tools.pandoc import reader

LANGUAGES = ("en", "fr", "de")
NAMES = ("quotation_marks.py", "spacing.py")
BOOK = """\
title = "A Small Book"
language = "en"

[[contributors]]
name = "Ada Editor"

[spine]
body = ["one.md"]

[typography]
quotes = true
ranges = true
spaces = true
nested = true
dashes = true
ellipses = "sign"

[text]
no-break = ["Vol #"]
"""


def set_in(document: pf.Doc, language: str, ellipses: str = "sign") -> None:
    quotation_marks.run(document, quotation_marks.Context(language=language))
    spacing.run(document, spacing.Context(language=language, typography=spacing.Rules(ellipses=ellipses), no_break=("p. #",)))


@pytest.mark.parametrize(
    ("language", "case"), [(language, *case.values) for language in LANGUAGES for case in cases_in(f"typography-{language}.txt")]
)
def test_text_is_set_by_the_rules_of_its_language(language: str, case: Case) -> None:
    check_case(case, lambda document: set_in(document, language))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "St.~Paul came on 12~May 1890, or on July~31, at 5~p.m., from 600~B.C. or AD~386, 75~cm long."),
        ("en", "In 1900 in St Paul; 5 men may go; 1900 m., 282/83 May, Plan B and a St. at the end of Main St. here."),
        ("fr", "Mme~Curie, le 1er~mai, t.~IV, art.~5, à 5~km, 10~%"),
        ("de", "Am 12.~Mai und im 19.~Jahrhundert, 5~km weit, z.~B. Dr.~Faust"),
        ("cs", "Šel k~lesu a~v~domě u~řeky, s.~5, 12.~května, p.~Novák, 5~km"),
        ("cs", "Byl tu k. Vitamin B je ve vodě"),
        ("sk", "Išiel k~lesu a~v~dome, s.~5, 12.~mája, 10~%"),
        ("pl", "Poszedł w~las i~z~nim o~5, s.~5, r.~1905, w~1905~r., ks.~Piotr"),
        ("ru", "Он и~я в~лесу, но он~же и~т.~д., №~5, с.~12, 1917~г., XIX~в., А.~С.~Пушкин, 12~мая, 5~км"),
        ("ru", "Это слово~— не дело"),
        ("ru", "Он видел его. К. пришёл, но не он"),
        ("uk", "Він і~я в~лісі, №~5, с.~12, 1917~р., XIX~ст., І.~Я.~Франко, 12~травня"),
        ("es", "El Sr.~García, pág.~5, siglo~XIX, EE.~UU., el 12~de mayo, 5~km"),
        ("it", "Il sig.~Rossi, p.~5, sec.~XIX, il 12~maggio, n.~5, a.~C., 5~km"),
        ("pt", "O Sr.~Silva, p.~5, século~XIX, 12~de maio, 5~km"),
        ("nl", "Dhr. en dr.~Jansen, blz.~5, 12~mei, 5~km, v.~Chr."),
        ("sv", "Se s.~5, t.~ex. 12~maj, dr~Holm, 5~km"),
        ("da", "Se s.~5, 12.~maj, f.~Kr., hr.~Holm, 5~km"),
        ("nb", "Se s.~5, 12.~mai, f.~Kr., hr.~Holm, 5~km"),
        ("nn", "Sjå s.~5, 12.~mai, f.~Kr., hr.~Holm, 5~km"),
        ("no", "Se s.~5, 12.~mai, f.~Kr., hr.~Holm, 5~km"),
    ],
)
def test_no_line_ends_where_the_language_keeps_words_together(language: str, text: str) -> None:
    document = tree(text.replace("~", " "))
    spacing.run(document, spacing.Context(language=language))
    (paragraph,) = document.content
    assert pf.stringify(paragraph, newlines=False).strip().replace("\u00a0", "~") == text


NO_BREAK = ("p. #", "Louis XIV", "XIV of # #")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("on p. 12 and p. 7f", "on p.\u00a012 and p.\u00a07f"),
        ("*Louis* XIV of 1 2 3", "*Louis*\u00a0XIV\u00a0of\u00a01\u00a02 3"),
        ("stop. 12, Louis XIVth, `p. 12`, p. x", "stop. 12, Louis XIVth, `p. 12`, p. x"),
        ("p.\n12", "p.\u00a012"),
    ],
)
def test_phrases_of_the_book_are_kept_together(written: str, expected: str) -> None:
    nothing = spacing.Rules(ranges=False, spaces=False)
    context = spacing.Context(language="ja", typography=nothing, no_break=NO_BREAK)
    check_case(Case(title="", written=written, expected=expected), lambda document: spacing.run(document, context))


@pytest.mark.parametrize(
    ("language", "ellipses", "case"),
    [
        (language, ellipses, *case.values)
        for name, language, ellipses in (
            ("typography-dashes-en.txt", "en", "sign"),
            ("typography-dashes-de.txt", "de", "sign"),
            ("typography-points.txt", "en", "spaced"),
        )
        for case in cases_in(name)
    ],
)
def test_dashes_and_points_are_set(language: str, ellipses: str, case: Case) -> None:
    context = spacing.Context(language=language, typography=spacing.Rules(spaces=False, ellipses=ellipses))
    check_case(case, lambda document: spacing.run(document, context))


PIECES = st.sampled_from(
    [
        "word",
        "--",
        "a---b",
        "...",
        "so....",
        '"',
        "'",
        "“",
        "”",
        "‘",
        "’",
        "«",
        "»",
        ".",
        "!",
        ":",
        "—",
        "6",
        "1914-18",
        "p.",
        "3-4",
        "J.",
        "'tis",
        "\u202f",
    ]
)


def inlines(depth: int = 2) -> st.SearchStrategy[list[pf.Inline]]:
    leaf = st.one_of(
        PIECES.map(pf.Str),
        PIECES.map(pf.Str),
        st.builds(pf.Space),
        st.builds(pf.LineBreak),
        PIECES.map(pf.Code),
        st.just("n").map(labelled),
    )
    if not depth:
        return st.lists(leaf, max_size=8)
    inner = inlines(depth - 1)
    nested = st.one_of(
        inner.map(lambda content: pf.Emph(*content)), inner.map(lambda content: pf.Span(*content, attributes={"lang": "fr"}))
    )
    return st.lists(st.one_of(leaf, leaf, leaf, nested), max_size=10)


@given(content=inlines(), language=st.sampled_from(["en", "fr", "de", "sv", "ja"]), ellipses=st.sampled_from(["sign", "spaced"]))
def test_typography_keeps_words_and_notes_and_runs_once(content: list[pf.Inline], language: str, ellipses: str) -> None:
    check_properties(pf.Doc(pf.Para(*content)), lambda document: set_in(document, language, ellipses))


def test_ambiguous_mark_is_reported_once_a_paragraph() -> None:
    document = pf.Doc(pf.Para(pf.Str('"a'), pf.Space(), pf.Str('"b"'), pf.Space(), pf.Str('c"')))

    ((code, message, help, _),) = quotation_marks.run(document, quotation_marks.Context(language="en"))

    assert code == "M240"
    assert '"a' in message
    assert help


SHOWN = (
    "“He said ‘no,’\u200a” p.\u00a03–4, Vol\u00a06—never…",
    "«\u202fnon!\u202f»",
    "Oui\u202f!",
    "Three “signs”—more",
)


def test_both_editions_show_the_typography(tmp_path: Path) -> None:
    book = tmp_path / "book"
    book.mkdir()
    (book / "book.toml").write_text(BOOK, encoding="utf-8")
    text = '# One\n\n"He said \'no,\'" p. 3-4, Vol 6--never...[^1] and [il dit "non!"]{lang=fr}.\n\n::: {lang=fr}\nOui !\n:::\n'
    (book / "one.md").write_text(text + '\n[^1]: Three "signs"--more.\n', encoding="utf-8")

    built = build(order(folder=book, output=tmp_path / "out", moment=datetime(2001, 1, 1, tzinfo=UTC)))

    assert set(built.made) == {"print", "epub"}
    assert not built.diagnostics
    with ZipFile(built.made["epub"].path) as container:
        shown = "".join(container.read(name).decode() for name in container.namelist() if name.endswith(".xhtml"))
    with pymupdf.open(built.made["print"].path) as pdf:
        printed = " ".join("".join(page.get_text() for page in pdf).split())
    for expected in SHOWN:
        assert expected in shown
        assert " ".join(expected.split()) in printed


def test_spaces_are_set_by_default_only_in_english(tmp_path: Path) -> None:
    spaces = {}
    for language, typography in (("en-GB", ""), ("fr", ""), ("en", "spaces = false"), ("de", "spaces = true")):
        text = BOOK.partition("[typography]")[0].replace('"en"', f'"{language}"')
        (tmp_path / "book.toml").write_text(f"{text}[typography]\n{typography}\n", encoding="utf-8")
        configuration = read_configuration(tmp_path).value
        assert configuration is not None
        spaces[language] = configuration.typography.spaces
        assert not configuration.typography.quotes
    assert spaces == {"en-GB": True, "fr": False, "en": False, "de": True}


# --- each rule by itself, each filter by itself ---------------------------------------------------------------------------------------

WRITTEN = "\"He said 'no,'\" p. 3-4, oh--never... Vol 6.\n"
BY_RULE = {
    "quotes": ("“He said ‘no,’\u200a”", "\"He said 'no,'\""),
    "nested": ("’\u200a”", "’”"),
    "ranges": ("3–4", "3-4"),
    "spaces": ("p.\u00a03", "p. 3"),
    "dashes": ("oh—never", "oh--never"),
    "ellipses": ("never…", "never..."),
}
OFF = {"ellipses": "typed"}


def shown_by(run: Callable[[pf.Doc], object]) -> str:
    document = tree(WRITTEN)
    run(document)
    return str(pf.stringify(document))


@pytest.mark.parametrize("rule", BY_RULE)
def test_each_rule_can_be_switched_off(rule: str) -> None:
    off = {rule: OFF.get(rule, False)}

    def run(document: pf.Doc) -> None:
        for module in (quotation_marks, spacing):
            values = {name: value for name, value in off.items() if name in module.Rules.__dataclass_fields__}
            module.run(document, module.Context(language="en", typography=module.Rules(**values)))

    shown = shown_by(run)

    for name, (on, left) in BY_RULE.items():
        if name == rule:
            assert left in shown
            assert on not in shown
        elif (name, rule) != ("nested", "quotes"):  # straight marks have no kinds
            assert on.replace("\u200a", "" if rule == "nested" else "\u200a") in shown


def test_text_is_unchanged_where_every_rule_is_off() -> None:
    def run(document: pf.Doc) -> None:
        for module in (quotation_marks, spacing):
            rules = module.Rules(**{name: OFF.get(name, False) for name in module.Rules.__dataclass_fields__})
            assert module.run(document, module.Context(language="en", typography=rules)) == []

    assert shown_by(run) == pf.stringify(tree(WRITTEN))


@pytest.mark.parametrize("name", NAMES)
def test_typography_filter_runs_under_pandoc(name: str) -> None:
    home = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{home}{os.pathsep}{os.environ['PATH']}"}
    command = [str(home / "pandoc"), "--from", reader(), "--to", "json", "--metadata", "lang=en", "--filter", str(filters_dir() / name)]

    done = subprocess.run(command, input=WRITTEN.encode(), capture_output=True, check=True, env=environment)

    expected = tree(WRITTEN)
    module: Any = {"quotation_marks.py": quotation_marks, "spacing.py": spacing}[name]
    module.run(expected, module.Context(language="en"))
    assert json.loads(done.stdout)["blocks"] == as_json(expected) != as_json(tree(WRITTEN))


@pytest.mark.parametrize(
    ("filters", "package"), [("filters", "src/publish"), ("publish/filters", "publish")], ids=["checkout", "installed"]
)
def test_filter_finds_its_language_where_publish_is_not_installed(root: Path, tmp_path: Path, filters: str, package: str) -> None:
    shutil.copytree(root / "src/publish/languages", tmp_path / package / "languages")
    shutil.copy(root / "src/publish/__init__.py", tmp_path / package)
    shutil.copytree(root / "filters", tmp_path / filters)
    written = io.StringIO()
    document = tree('Il dit "non".')
    document.metadata["lang"] = pf.MetaString("fr")
    pf.dump(document, written)
    environment = {"PYTHONPATH": str(Path(pf.__file__).parent.parent)}  # with -S, which leaves out publish.pth

    command = [sys.executable, "-S", str(tmp_path / filters / "quotation_marks.py")]
    done = subprocess.run(command, input=written.getvalue().encode(), capture_output=True, check=True, env=environment)

    assert "«\u202fnon\u202f»" in pf.stringify(pf.load(io.StringIO(done.stdout.decode())))
