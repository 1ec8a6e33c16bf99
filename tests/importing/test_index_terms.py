"""Terms of an index as sources mark them become terms of the manuscript; the index that was printed is made anew."""

from pathlib import Path

import pytest

from importing.test_word_documents import FIELD, imported
from publish.importing.readers.index_terms import index_term, reference

TERMS = {
    "Fish": '.index entry="Fish"',
    "Fish:eels": '.index entry="Fish" sub="eels"',
    "Fish:eels:young": '.index entry="Fish" sub="eels, young"',
    r"ratio 1\:2": '.index entry="ratio 1:2"',
    ": (colon)": '.index entry=": (colon)"',
    "Fish:": '.index entry="Fish:"',
    "::": '.index entry="::"',
    "“Fish”": '.index entry="Fish"',
    ' "Fish" ': '.index entry="Fish"',
    r"say \"no\" to it": '.index entry="say ”no” to it"',
    r"C:\new": r'.index entry="C" sub="new"',
    " ": "",
    '""': "",
}


@pytest.mark.parametrize("entry", TERMS)
def test_entry_of_a_source_is_a_term(entry: str) -> None:
    assert index_term(entry) == TERMS[entry]


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("see Mill", ' see="Mill"'),
        ("See also Mill", ' also="Mill"'),
        ("siehe auch Mill", ' also="Mill"'),
        ("voir Wind Mill", ' see="Wind Mill"'),
        ("see Weir", ""),
        ("Mill", ' see="Mill"'),
    ],
)
def test_reference_leads_to_an_entry_that_the_index_has(words: str, written: str) -> None:
    assert reference(words, {"Mill", "Wind Mill"}) == written


def test_printed_index_is_left_out_and_its_section_makes_one(tmp_path: Path) -> None:
    terms = "".join(FIELD.format(f"XE &quot;{entry}&quot;", "") for entry in (": (colon)", "Fish:eels"))
    body = f"<w:p><w:r><w:t>The weir held.</w:t></w:r>{terms}</w:p>"
    body += '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Index</w:t></w:r></w:p>'
    after = '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>The Author</w:t></w:r></w:p>'
    begin, end = FIELD.format("INDEX", "RESULT").split("<w:r><w:t>RESULT</w:t></w:r>")
    body += f"<w:p>{begin}<w:r><w:t>Fish, 3</w:t></w:r></w:p><w:p><w:r><w:t>eels, 3</w:t></w:r>{end}</w:p>{after}"
    text, result = imported(tmp_path, body)
    assert 'The weir held.[]{.index entry=": (colon)"}[]{.index entry="Fish" sub="eels"}' in text
    assert "# Index {type=index}" in "".join(str(one) for name, one in result.files.items() if name.startswith("back/"))
    assert "eels, 3" not in text
    assert [one.code for one in result.diagnostics if one.code in {"I112", "I901", "I902", "M253", "M254"}] == []
