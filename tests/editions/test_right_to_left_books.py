"""A book from right to left is an e-book: print refuses it by name."""

from pathlib import Path

import pytest

from orders import order
from publish.build import build
from publish.diagnostics import PublishError

TOML = 'title = "ספר קטן"\nlanguage = "{}"\n\n[[contributors]]\nname = "Ada Editor"\n\n[spine]\nbody = ["one.md"]\n'


def book(folder: Path, language: str, more: str = "") -> Path:
    (folder / "book.toml").write_text(TOML.format(language) + more, encoding="utf-8")
    (folder / "one.md").write_text("# פרק ראשון\n\nמשפט ראשון.\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(("language", "names"), [("he", ()), ("ar-EG", ("print",)), ("az-Arab", ("cover",)), ("yi", ("epub", "print"))])
def test_print_is_refused_at_the_language(tmp_path: Path, language: str, names: tuple[str, ...]) -> None:
    with pytest.raises(PublishError) as fault:
        build(order(folder=book(tmp_path, language, '\n[print]\ntrim = "A5"\n'), output=tmp_path / "out", editions=names))
    wordless = "C133"  # languages without words of ours
    (refusal,) = [diagnostic for diagnostic in fault.value.diagnostics if diagnostic.code != wordless]
    assert (refusal.code, refusal.location and refusal.location.line) == ("P120", 2)
    assert f"“{language}”" in refusal.message
    assert not list((tmp_path / "out").glob("book.*"))


@pytest.mark.parametrize(("names", "more"), [((), ""), (("epub",), '\n[print]\ntrim = "A5"\n')])
def test_e_book_is_made(tmp_path: Path, names: tuple[str, ...], more: str) -> None:
    lines: list[str] = []
    built = build(order(folder=book(tmp_path, "fa", more), output=tmp_path / "out", editions=names, say=lines.append))
    assert set(built.made) == {"epub"}
    assert any("book.print.pdf" in line for line in lines) is not bool(names)
