"""Where each printed page begins, in signs of its text: whatever stands on it, the text up to there has as many."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from layout.section_samples import SHEET, call, chapter, note, prose, set_well, small_page
from publish.layout.workers import Workers, workers
from publish.text.text_offsets import count_characters, index_of_character


@pytest.fixture(scope="module")
def pool() -> Iterator[Workers]:
    with workers(1) as pool:
        yield pool


def starts(pool: Workers, folder: Path, body: str, *notes: object) -> list[tuple[str, int] | None]:
    sheet = SHEET + "body { hyphenate-limit-chars: 6 3 3 } thead { display: table-header-group }"
    fragment = set_well(pool.layout_all([(chapter(body, *notes), small_page(folder, sheet))])[0])  # type: ignore[arg-type]
    return [(page.start.note, page.start.offset) if page.start else None for page in fragment.pages]


def test_signs_are_what_layout_does_not_change() -> None:
    assert count_characters("Straße \u00a0\u2009‐ \u00ad5.") == count_characters("STRASSE 5.") == 9
    assert [index_of_character("a b\u2010c", number) for number in range(3)] == [0, 2, 4]
    with pytest.raises(ValueError, match="too few"):
        index_of_character("ab", 2)


def test_each_page_begins_where_the_one_before_ends(pool: Workers, tmp_path: Path) -> None:
    text = "uncharacteristically " + prose(800).replace("winter", "incomprehensibilities")
    found = starts(pool, tmp_path, f"<h1>One</h1><p>{text}</p>")
    whole = f"One {text}"
    assert len(found) > 3
    assert found[0] == ("", 0)
    for start in found[1:]:
        assert start is not None
        at = index_of_character(whole, start[1])
        assert whole[at].isalnum()  # a page begins with a letter here, be it in a word that is divided


def test_notes_and_repeated_heads_are_not_counted(pool: Workers, tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>Row{number}</td></tr>" for number in range(60))
    head = "<table><thead><tr><th>Thing</th></tr></thead><tbody>"
    found = starts(pool, tmp_path, f"<p>Before.{call(1)}</p>{head}{rows}</tbody></table>", note(1, f"<p>{prose(400)}</p>"))
    words = "Before. Thing " + " ".join(f"Row{number}" for number in range(60))
    begins = [words[index_of_character(words, start[1]) :].split()[0] for start in found if start and start[1]]
    assert begins[0] in {"Thing", "Row0"}
    assert len(begins) > 2
    assert all(word.startswith("Row") for word in begins[1:])


def test_page_without_text_has_no_beginning(pool: Workers, tmp_path: Path) -> None:
    found = starts(pool, tmp_path, f"<p>Before.{call(1)}</p>", note(1, f"<p>{prose(900)}</p>"))
    assert found[0] == ("", 0)
    assert set(found[1:]) == {None}


def test_things_that_are_no_text_count(pool: Workers, tmp_path: Path) -> None:
    (tmp_path / "tall.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="50mm" height="90mm"/>', encoding="utf-8")
    found = starts(pool, tmp_path, '<p>Ab</p><hr/><p>Cd</p><figure><img src="tall.svg" alt="x"/></figure><p>Ef</p>')
    assert found == [("", 0), ("", 5)]
