"""Remarks of word processors: a query below the last paragraph that each is about, with its answers, authors and days."""

from importing.test_odt import odt_page
from importing.test_word_markup import NAMES, run, word_page
from publish.importing.readers.html_tree import parsed

NAMED = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
FURTHER = 'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
SAID = {"1": ("Ada", "Over two.", "", ""), "2": ("Tom", "Which?", "", ""), "3": ("Ada", "So?", "", ""), "4": ("Tom", "So.", "3", "1")}
EXPECTED = ["First.", "[Tom 2026-11-02: Which?]", "Second.", "[Ada 2026-11-02: Over two.]", "Third."]
EXPECTED += ["[Ada 2026-11-02: So?|Tom 2026-11-02 (settled): So.]", "End."]


def shown(html: str) -> list[str]:
    """The paragraphs of a page; those of a query in one, in brackets."""
    texts: list[str] = []
    for block in parsed(html.encode(), "x", "utf-8").iter("p", "div"):
        if block.tag == "div" and block.get("class") == "publish-query":
            texts.append(f"[{'|'.join(''.join(child.itertext()) for child in block)}]")
        elif block.tag == "p" and not block.xpath("parent::div[@class='publish-query']"):
            texts.append("".join(block.itertext()).strip())
    return [text for text in texts if text]


def test_remarks_of_word_are_threads_below_what_they_are_about() -> None:
    def begin(id: str) -> str:
        return f'<w:commentRangeStart w:id="{id}"/>'

    def end(id: str) -> str:
        return f'<w:commentRangeEnd w:id="{id}"/><w:r><w:commentReference w:id="{id}"/></w:r>'

    body = f"<w:p>{begin('1')}{run('Fi')}{begin('2')}{run('rst')}{end('2')}{run('.')}</w:p><w:p>{run('Second.')}{end('1')}</w:p>"
    body += f"<w:p>{begin('3')}{begin('4')}{run('Third')}{end('3')}{end('4')}{run('.')}</w:p><w:p>{run('End.')}</w:p>"
    remarks = "".join(
        f'<w:comment w:id="{id}" w:author="{author}" w:date="2026-11-02T10:00:00Z"><w:p w14:paraId="0{id}">{run(text)}</w:p></w:comment>'
        for id, (author, text, *_) in SAID.items()
    )
    threads = "".join(
        f'<w15:commentEx w15:paraId="0{id}" w15:done="{done or 0}"{f" w15:paraIdParent=%0{parent}%" if parent else ""}/>'.replace("%", '"')
        for id, (_, _, parent, done) in SAID.items()
    )
    files = {
        "comments.xml": f"<w:comments {NAMES} {NAMED}>{remarks}</w:comments>",
        "commentsExtended.xml": f"<w15:commentsEx {FURTHER}>{threads}</w15:commentsEx>",
    }
    assert shown(word_page(body, files=files).html) == EXPECTED


def test_remarks_of_odt_are_threads_below_what_they_are_about() -> None:
    def begin(id: str) -> str:
        author, text, parent, done = SAID[id]
        answers = f' loext:parent-name="{parent}"' if parent else ""
        settled = "true" if done else "false"
        return (
            f'<office:annotation office:name="{id}" loext:resolved="{settled}"{answers}><dc:creator>{author}</dc:creator>'
            f"<dc:date>2026-11-02T10:00:00</dc:date><text:p>{text}</text:p></office:annotation>"
        )

    def end(id: str) -> str:
        return f'<office:annotation-end office:name="{id}"/>'

    body = f"<text:p>{begin('1')}Fi{begin('2')}rst{end('2')}.</text:p><text:p>Second.{end('1')}</text:p>"
    body += f"<text:p>{begin('3')}{begin('4')}Third{end('3')}{end('4')}.</text:p><text:p>End.</text:p>"
    assert shown(odt_page(body).html) == EXPECTED
