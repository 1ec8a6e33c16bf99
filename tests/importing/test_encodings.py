"""A source without a declared encoding is read in the one that fits its letters best, with a warning."""

import pytest

from publish.importing.readers import Source, forms, readings
from publish.importing.readers.encodings import NAMES, decoded

TEXTS = {
    "Danish": (
        "Bogen lå på bordet, og ingen læste den. Noterne stod på sidste side: år efter år, både før og nu.",
        "cp1252 cp850 mac_roman",
    ),
    "English": (
        "The “proof” – a naïve one – came back. It was the printer’s last; he sent it home again, without a word.",
        "cp1252 mac_roman",
    ),
    "French": ("L’été, les élèves lisaient à voix haute ; déjà le maître s’était assis. Où étaient-ils allés ?", "cp1252 mac_roman"),
    "German": ("Über die Größe schrieb er, daß sie „in der Hand“ liegen müsse. Schön wäre es. Die Straße war naß.", "cp1252 mac_roman"),
    "German on DOS": ("Über die Größe schrieb er viel. Schön wäre es gewesen. Die Straße war naß.", "cp850 cp437"),
    "German of a publisher": ("»Was ist mit mir geschehen?« dachte er. Es war für ihn schön. »Nein.«", "cp1252 mac_roman"),
    "French between marks": ("« Oui », dit-il. «Non», répéta-t-elle. L'été était là, «enfin ?» Où ?", "cp1252"),
    "Slovak": ("Radosť bola veľká, lebo vypusťte ho hneď. Šťastie a láska. Ťažko, pamäť, smrť.", "cp1250 iso8859_2"),
    "Spanish": ("El libro estaba allí y nadie lo leía. ¿Dónde están las notas? Al final del capítulo, señor.", "cp1252 cp850 mac_roman"),
    "Polish": ("Książka leżała na stole, a żółta świeca gasła. Źle się działo. Ćma krążyła.", "cp1250 iso8859_2"),
    "Czech": ("Na stole ležela kniha, kterou nikdo nečetl. Poznámky stály až na konci, šířka řádku byla běžná.", "cp1250 iso8859_2"),
    "Hungarian": ("A könyv az asztalon feküdt, és senki sem olvasta. Őszi, hűvös szél fújt; erről szólt a mű.", "cp1250 iso8859_2"),
    "Turkish": ("Kitap masanın üzerindeydi ve kimse onu okumuyordu. Dipnotlar bölümün sonundaydı, ağır ağır.", "cp1254"),
    "Russian": (
        "Книга лежала на столе, и никто её не читал. Примечания стояли в конце главы.",
        "cp1251 koi8_r cp866 iso8859_5 mac_cyrillic",
    ),
    "Greek": ("Το βιβλίο ήταν πάνω στο τραπέζι και κανείς δεν το διάβαζε.", "cp1253"),
    "Hebrew": ("הספר היה מונח על השולחן ואיש לא קרא בו. ההערות היו בסוף הפרק.", "cp1255"),
    "Japanese": ("本は机の上に置かれていたが、誰も読まなかった。脚注は章の終わりにあった。", "cp932 euc_jp iso2022_jp"),
    "Chinese": ("书放在桌子上,没有人读它。注释在本章的末尾。印刷的人很细心。", "gb18030 gb2312"),
    "Chinese of Taiwan": ("書放在桌子上,沒有人讀它。註釋在本章的末尾。印刷的人很細心。", "big5"),
    "Korean": ("책은 책상 위에 놓여 있었지만 아무도 읽지 않았다. 각주는 장 끝에 있었다.", "cp949 euc_kr"),
}


@pytest.mark.parametrize(("language", "encoding"), [(name, one) for name, (_, encodings) in TEXTS.items() for one in encodings.split()])
@pytest.mark.parametrize("form", ["plain_text", "html"])
def test_text_is_read_whole_in_whatever_it_was_written(language: str, encoding: str, form: str) -> None:
    text = f"{TEXTS[language][0]}\n" * 3
    text = f"<html><body><p class='first'>{text}</p></body></html>" if form == "html" else text
    source = Source(name="old.txt", form=forms()[form], content=text.encode(encoding))
    (reading,) = readings([source])
    result = decoded(source, may_declare=form == "html")
    assert result.text == text
    assert result.diagnostic is not None
    assert result.diagnostic.code == "I109"
    assert NAMES[result.encoding] in result.diagnostic.message
    assert result.diagnostic in reading.diagnostics


def test_encoding_that_a_text_of_gutenberg_states_is_used() -> None:
    content = "Title: Bilder\r\nLanguage: German\r\n\r\nCharacter set encoding: ISO-8859-1\r\n\r\n»þ«\r\n".encode("latin-1")
    result = decoded(Source(name="old.txt", form=forms()["plain_text"], content=content))
    assert (result.text[-4:-1], result.diagnostic) == ("»þ«", None)


def test_declared_encoding_is_used() -> None:
    text = '<meta charset="windows-1253"><p>Große Bücher</p>'
    source = Source(name="page.html", form=forms()["html"], content=text.encode("cp1253", "replace"))
    result = decoded(source, may_declare=True)
    assert (result.encoding, result.diagnostic) == ("windows-1253", None)
