"""The faces of the book."""

from publish.book.faces import faces, letters_of


def test_book_has_the_families_that_the_sheets_name() -> None:
    assert {face.family for face in faces()} == {"EB Garamond", "Cardo", "Source Code Pro"}
    assert {face.style for face in faces()} == {"normal", "italic"}
    assert all(face.path.is_file() for face in faces())


def test_face_knows_its_letters() -> None:
    garamond, cardo = (next(face for face in faces() if face.family == name) for name in ("EB Garamond", "Cardo"))
    assert ord("a") in letters_of(garamond)
    assert [ord("א") in letters_of(face) for face in (garamond, cardo)] == [False, True]
