"""The start of each printed page as a number of characters: it equals the length of the text before the page."""

from pathlib import Path

import pytest

from layout.section_samples import SHEET, call, chapter, note, prose, set_well, small_page
from publish.layout.workers import Workers
from publish.text.text_offsets import count_characters, index_of_character


def starts(pool: Workers, folder: Path, body: str, *notes: object) -> list[tuple[str, int] | None]:
    sheet = SHEET + "body { hyphenate-limit-chars: 6 3 3 } thead { display: table-header-group }"
    fragment = set_well(pool.layout_all([(chapter(body, *notes), small_page(folder, sheet))])[0])  # type: ignore[arg-type]
    return [(page.start.note, page.start.offset) if page.start else None for page in fragment.pages]


def test_counted_characters_are_those_that_layout_keeps() -> None:
    assert count_characters("Straße \u00a0\u2009‐ \u00ad5.") == count_characters("STRASSE 5.") == 9
    assert [index_of_character("a b\u2010c", number) for number in range(3)] == [0, 2, 4]
    with pytest.raises(ValueError, match="too few"):
        index_of_character("ab", 2)


def test_each_page_begins_where_the_previous_one_ends(pool: Workers, tmp_path: Path) -> None:
    text = "uncharacteristically " + prose(800).replace("winter", "incomprehensibilities")
    page_starts = starts(pool, tmp_path, f"<h1>One</h1><p>{text}</p>")
    whole = f"One {text}"
    assert len(page_starts) > 3
    assert page_starts[0] == ("", 0)
    for start in page_starts[1:]:
        assert start is not None
        at = index_of_character(whole, start[1])
        assert whole[at].isalnum()  # a page begins with a letter here, possibly inside a divided word


def test_notes_and_repeated_heads_are_not_counted(pool: Workers, tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>Row{number}</td></tr>" for number in range(60))
    head = "<table><thead><tr><th>Thing</th></tr></thead><tbody>"
    page_starts = starts(pool, tmp_path, f"<p>Before.{call(1)}</p>{head}{rows}</tbody></table>", note(1, f"<p>{prose(400)}</p>"))
    words = "Before. Thing " + " ".join(f"Row{number}" for number in range(60))
    begins = [words[index_of_character(words, start[1]) :].split()[0] for start in page_starts if start and start[1]]
    assert begins[0] in {"Thing", "Row0"}
    assert len(begins) > 2
    assert all(word.startswith("Row") for word in begins[1:])


def test_page_without_text_has_no_beginning(pool: Workers, tmp_path: Path) -> None:
    page_starts = starts(pool, tmp_path, f"<p>Before.{call(1)}</p>", note(1, f"<p>{prose(900)}</p>"))
    assert page_starts[0] == ("", 0)
    assert set(page_starts[1:]) == {None}


def test_breaks_and_pictures_count_as_characters(pool: Workers, tmp_path: Path) -> None:
    (tmp_path / "tall.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="50mm" height="90mm"/>', encoding="utf-8")
    page_starts = starts(pool, tmp_path, '<p>Ab</p><hr/><p>Cd</p><figure><img src="tall.svg" alt="x"/></figure><p>Ef</p>')
    assert page_starts == [("", 0), ("", 5)]
