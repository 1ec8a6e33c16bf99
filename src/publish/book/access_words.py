"""What is said to readers of what an e-book offers them, in the book's language: whoever cannot see the screen, or not the whole of it.

A language that is not in the table gets the English words, and says so in their `language`, so that they can be marked as English. The
sentences say what is there, in everyday words; each stands alone, for only those that are true of a book are said.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from publish.book.labels import labels_for


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessWords:
    """The words of one language. `certified` holds `{standard}` and `{name}`."""

    language: str
    title: str
    reading: str
    navigation: str
    notes: str
    index: str
    described: str
    undescribed: str
    no_images: str
    formulae: str
    tables: str
    passages: str
    pages: str
    calm: str
    moving: str
    certified: str


def access_words(language: str) -> AccessWords:
    """The words for a language tag: `access_words("de-AT")` are German, `access_words("eo")` are English."""
    return WORDS[labels_for(language).language]


def _words(language: str, *said: str) -> AccessWords:
    names = (name for name in AccessWords.__dataclass_fields__ if name != "language")
    return AccessWords(language=language, **dict(zip(names, said, strict=True)))


# In the order of the fields: title; reading, navigation, notes, index; images described, not described, none that matter; formulae, tables,
# passages in other languages, printed page numbers; hazards: none, not known; a certificate.
_ALL = (
    _words(
        "en",
        "Accessibility of this e-book",
        "The whole text can be read aloud or in braille, enlarged, and shown in other letters and colours.",
        "The contents lead to every chapter, and headings are marked as headings.",
        "Every note can be opened where it is called, and a link leads back to that place.",
        "The index leads to the places in the text.",
        "Images that carry meaning are described in words.",
        "Some images carry meaning and are not described.",
        "No image has to be seen to understand the text.",
        "Formulae are given as MathML, which can be read aloud or in braille.",
        "In tables the heads of the columns are marked.",
        "Passages in other languages are marked with their language.",
        "The page numbers of the printed edition stand in the text, and a list leads to them. Blank pages are left out.",
        "Nothing in the e-book flashes, moves or sounds.",
        "Some images move; it was not examined whether they flash.",
        "The e-book conforms to {standard}, as certified by {name}.",
    ),
    _words(
        "cs",
        "Přístupnost této e-knihy",
        "Celý text lze poslouchat nebo číst v Braillově písmu, zvětšit a zobrazit jiným písmem a v jiných barvách.",
        "Obsah vede ke každé kapitole a nadpisy jsou označeny jako nadpisy.",
        "Každou poznámku lze otevřít v místě odkazu a jiný odkaz vede zpět.",
        "Rejstřík vede k místům v textu.",
        "Obrázky, které nesou význam, jsou popsány slovy.",
        "Některé obrázky, které nesou význam, nejsou popsány.",
        "K porozumění textu není třeba žádný obrázek.",
        "Vzorce jsou zapsány v MathML a lze je poslouchat nebo číst v Braillově písmu.",
        "V tabulkách jsou označena záhlaví sloupců.",
        "Pasáže v jiných jazycích mají jazyk označen.",
        "Čísla stran tištěného vydání jsou v textu a vede k nim seznam. Prázdné strany jsou vynechány.",
        "Nic nebliká, nepohybuje se ani nevydává zvuk.",
        "Některé obrázky se pohybují; nebylo ověřeno, zda blikají.",
        "Shoda: {standard}. Potvrzení: {name}.",
    ),
    _words(
        "da",
        "Denne e-bogs tilgængelighed",
        "Hele teksten kan læses højt eller i punktskrift, forstørres og vises med andre skrifter og farver.",
        "Indholdsfortegnelsen fører til hvert kapitel, og overskrifter er mærket som overskrifter.",
        "Hver note kan åbnes ved sin henvisning, og et link fører tilbage dertil.",
        "Registret fører til steder i teksten.",
        "Billeder med betydning er beskrevet i ord.",
        "Nogle billeder med betydning er ikke beskrevet.",
        "Intet billede er nødvendigt for at forstå teksten.",
        "Formler er angivet som MathML og kan læses højt eller i punktskrift.",
        "I tabeller er kolonnernes overskrifter mærket.",
        "Passager på andre sprog er mærket med deres sprog.",
        "Den trykte udgaves sidetal står i teksten, og en liste fører til dem. Blanke sider er udeladt.",
        "Intet blinker, bevæger sig eller giver lyd.",
        "Nogle billeder bevæger sig; det er ikke undersøgt, om de blinker.",
        "E-bogen opfylder {standard}. Det er bekræftet af {name}.",
    ),
    _words(
        "de",
        "Barrierefreiheit dieses E-Books",
        "Der ganze Text lässt sich vorlesen, in Brailleschrift lesen, vergrößern und in anderen Schriften und Farben anzeigen.",
        "Das Inhaltsverzeichnis führt zu jedem Kapitel, und Überschriften sind als solche ausgezeichnet.",
        "Jede Anmerkung lässt sich an ihrer Stelle im Text öffnen, und ein Link führt dorthin zurück.",
        "Das Register führt zu den Stellen im Text.",
        "Bilder, die etwas mitteilen, sind in Worten beschrieben.",
        "Einige Bilder teilen etwas mit und sind nicht beschrieben.",
        "Kein Bild muss gesehen werden, um den Text zu verstehen.",
        "Formeln liegen als MathML vor und lassen sich vorlesen oder in Brailleschrift lesen.",
        "In Tabellen sind die Köpfe der Spalten ausgezeichnet.",
        "Stellen in anderen Sprachen sind mit ihrer Sprache ausgezeichnet.",
        "Die Seitenzahlen der gedruckten Ausgabe stehen im Text, und ein Verzeichnis führt zu ihnen. Leere Seiten sind ausgelassen.",
        "Nichts in dem E-Book blitzt, bewegt sich oder ertönt.",
        "Einige Bilder bewegen sich; ob sie blitzen, wurde nicht geprüft.",
        "Das E-Book entspricht {standard}. Bestätigt von {name}.",
    ),
    _words(
        "es",
        "Accesibilidad de este libro electrónico",
        "Todo el texto puede leerse en voz alta o en braille, ampliarse y mostrarse con otras letras y otros colores.",
        "El índice lleva a cada capítulo, y los títulos están marcados como títulos.",
        "Cada nota se abre en su llamada, y un enlace devuelve a ese lugar.",
        "El índice alfabético lleva a los lugares del texto.",
        "Las imágenes con significado están descritas con palabras.",
        "Algunas imágenes con significado no están descritas.",
        "Ninguna imagen es necesaria para entender el texto.",
        "Las fórmulas están en MathML y pueden leerse en voz alta o en braille.",
        "En las tablas están marcados los encabezados de las columnas.",
        "Los pasajes en otras lenguas llevan indicada su lengua.",
        "Los números de página de la edición impresa figuran en el texto, y una lista lleva a ellos. Se omiten las páginas en blanco.",
        "Nada parpadea, se mueve ni suena.",
        "Algunas imágenes se mueven; no se ha comprobado si parpadean.",
        "El libro cumple {standard}. Certificado por {name}.",
    ),
    _words(
        "fi",
        "Tämän e-kirjan saavutettavuus",
        "Koko tekstin voi kuunnella tai lukea pistekirjoituksella, sitä voi suurentaa, ja sen kirjasimet ja värit voi vaihtaa.",
        "Sisällysluettelosta pääsee jokaiseen lukuun, ja otsikot on merkitty otsikoiksi.",
        "Jokaisen viitteen voi avata viittauskohdassaan, ja linkki vie sinne takaisin.",
        "Hakemistosta pääsee tekstin kohtiin.",
        "Kuvat, joilla on merkitystä, on kuvailtu sanoin.",
        "Joitakin kuvia, joilla on merkitystä, ei ole kuvailtu.",
        "Tekstin ymmärtämiseen ei tarvita kuvia.",
        "Kaavat ovat MathML-muodossa, ja ne voi kuunnella tai lukea pistekirjoituksella.",
        "Taulukoiden sarakeotsikot on merkitty.",
        "Muunkielisten kohtien kieli on merkitty.",
        "Painetun laitoksen sivunumerot ovat tekstissä, ja luettelosta pääsee niihin. Tyhjät sivut on jätetty pois.",
        "Mikään ei vilku, liiku tai pidä ääntä.",
        "Jotkin kuvat liikkuvat; ei ole tutkittu, vilkkuvatko ne.",
        "Kirja täyttää vaatimukset: {standard}. Vahvistaja: {name}.",
    ),
    _words(
        "fr",
        "Accessibilité de ce livre numérique",
        "Tout le texte peut être lu à voix haute ou en braille, agrandi et affiché avec d’autres caractères et d’autres couleurs.",
        "La table des matières mène à chaque chapitre, et les titres sont balisés comme tels.",
        "Chaque note s’ouvre à son appel, et un lien ramène à cet endroit.",
        "L’index mène aux passages du texte.",
        "Les images porteuses de sens sont décrites par des mots.",
        "Certaines images porteuses de sens ne sont pas décrites.",
        "Aucune image n’est nécessaire à la compréhension du texte.",
        "Les formules sont en MathML et peuvent être lues à voix haute ou en braille.",
        "Dans les tableaux, les en-têtes de colonnes sont balisés.",
        "Les passages dans d’autres langues portent l’indication de leur langue.",
        "Les numéros de page de l’édition imprimée figurent dans le texte, et une liste y mène. Les pages blanches sont omises.",
        "Rien ne clignote, ne bouge ni n’émet de son.",
        "Certaines images bougent, sans qu’on ait vérifié si elles clignotent.",
        "Ce livre est conforme à {standard}. Certifié par {name}.",
    ),
    _words(
        "he",
        "הנגישות של ספר אלקטרוני זה",
        "אפשר להאזין לכל הטקסט או לקרוא אותו בברייל, להגדיל אותו ולהציג אותו באותיות ובצבעים אחרים.",
        "תוכן העניינים מוביל לכל פרק, והכותרות מסומנות ככותרות.",
        "כל הערה נפתחת במקום ההפניה אליה, וקישור מחזיר לאותו מקום.",
        "המפתח מוביל למקומות בטקסט.",
        "תמונות שיש להן משמעות מתוארות במילים.",
        "כמה מן התמונות שיש להן משמעות אינן מתוארות.",
        "אין צורך בתמונות כדי להבין את הטקסט.",
        "הנוסחאות נתונות ב־MathML, ואפשר להאזין להן או לקרוא אותן בברייל.",
        "בטבלאות מסומנות כותרות העמודות.",
        "קטעים בשפות אחרות מסומנים בשפתם.",
        "מספרי העמודים של המהדורה המודפסת מופיעים בטקסט, ורשימה מובילה אליהם. עמודים ריקים הושמטו.",
        "דבר אינו מהבהב, נע או משמיע קול.",
        "כמה מן התמונות נעות; לא נבדק אם הן מהבהבות.",
        "תאימות: {standard}. אישור: {name}.",
    ),
    _words(
        "it",
        "Accessibilità di questo e-book",
        "Tutto il testo può essere letto ad alta voce o in braille, ingrandito e mostrato con altri caratteri e altri colori.",
        "L’indice porta a ogni capitolo, e i titoli sono marcati come titoli.",
        "Ogni nota si apre dal suo richiamo, e un collegamento riporta a quel punto.",
        "L’indice analitico porta ai passi del testo.",
        "Le immagini che hanno un significato sono descritte a parole.",
        "Alcune immagini che hanno un significato non sono descritte.",
        "Nessuna immagine è necessaria per capire il testo.",
        "Le formule sono in MathML e possono essere lette ad alta voce o in braille.",
        "Nelle tabelle le intestazioni delle colonne sono marcate.",
        "I passi in altre lingue sono marcati con la loro lingua.",
        "I numeri di pagina dell’edizione a stampa si trovano nel testo, e un elenco vi conduce. Le pagine bianche sono omesse.",
        "Nulla lampeggia, si muove o emette suoni.",
        "Alcune immagini si muovono; non è stato verificato se lampeggino.",
        "L’e-book è conforme a {standard}. Certificato da {name}.",
    ),
    _words(
        "nb",
        "Denne e-bokens tilgjengelighet",
        "Hele teksten kan leses høyt eller i punktskrift, forstørres og vises med andre skrifter og farger.",
        "Innholdsfortegnelsen fører til hvert kapittel, og overskrifter er merket som overskrifter.",
        "Hver note kan åpnes ved henvisningen sin, og en lenke fører tilbake dit.",
        "Registeret fører til steder i teksten.",
        "Bilder med betydning er beskrevet i ord.",
        "Noen bilder med betydning er ikke beskrevet.",
        "Ingen bilder er nødvendige for å forstå teksten.",
        "Formler er gitt som MathML og kan leses høyt eller i punktskrift.",
        "I tabeller er kolonneoverskriftene merket.",
        "Passasjer på andre språk er merket med språket sitt.",
        "Sidetallene i den trykte utgaven står i teksten, og en liste fører til dem. Blanke sider er utelatt.",
        "Ingenting blinker, beveger seg eller lager lyd.",
        "Noen bilder beveger seg; det er ikke undersøkt om de blinker.",
        "E-boken oppfyller {standard}. Dette er bekreftet av {name}.",
    ),
    _words(
        "nl",
        "Toegankelijkheid van dit e-boek",
        "De hele tekst kan worden voorgelezen, in braille gelezen, vergroot en in andere letters en kleuren getoond.",
        "De inhoudsopgave leidt naar elk hoofdstuk, en koppen zijn als koppen gemarkeerd.",
        "Elke noot is op haar plaats in de tekst te openen, en een link leidt daarheen terug.",
        "Het register leidt naar plaatsen in de tekst.",
        "Afbeeldingen met betekenis zijn in woorden beschreven.",
        "Sommige afbeeldingen met betekenis zijn niet beschreven.",
        "Geen afbeelding is nodig om de tekst te begrijpen.",
        "Formules zijn als MathML opgenomen en kunnen worden voorgelezen of in braille gelezen.",
        "In tabellen zijn de kolomkoppen gemarkeerd.",
        "Passages in andere talen zijn met hun taal gemarkeerd.",
        "De paginanummers van de gedrukte uitgave staan in de tekst, en een lijst leidt ernaartoe. Blanco pagina’s zijn weggelaten.",
        "Niets flitst, beweegt of maakt geluid.",
        "Sommige afbeeldingen bewegen; of ze flitsen, is niet onderzocht.",
        "Het e-boek voldoet aan {standard}. Dit is bevestigd door {name}.",
    ),
    _words(
        "pl",
        "Dostępność tego e-booka",
        "Cały tekst można odsłuchać lub czytać w brajlu, powiększyć i wyświetlić innym krojem pisma i w innych kolorach.",
        "Spis treści prowadzi do każdego rozdziału, a nagłówki są oznaczone jako nagłówki.",
        "Każdy przypis można otworzyć w miejscu odnośnika, a łącze prowadzi z powrotem w to miejsce.",
        "Indeks prowadzi do miejsc w tekście.",
        "Obrazy mające znaczenie są opisane słowami.",
        "Niektóre obrazy mające znaczenie nie są opisane.",
        "Do zrozumienia tekstu nie jest potrzebny żaden obraz.",
        "Wzory zapisano w MathML; można je odsłuchać lub czytać w brajlu.",
        "W tabelach oznaczono nagłówki kolumn.",
        "Fragmenty w innych językach mają oznaczony język.",
        "Numery stron wydania drukowanego znajdują się w tekście, a lista prowadzi do nich. Strony puste pominięto.",
        "Nic nie miga, nie porusza się ani nie wydaje dźwięków.",
        "Niektóre obrazy się poruszają; nie sprawdzono, czy migają.",
        "Zgodność: {standard}. Potwierdzenie: {name}.",
    ),
    _words(
        "pt",
        "Acessibilidade deste e-book",
        "Todo o texto pode ser lido em voz alta ou em braille, ampliado e mostrado com outras letras e outras cores.",
        "O índice leva a cada capítulo, e os títulos estão marcados como títulos.",
        "Cada nota abre-se na sua chamada, e uma ligação conduz de volta a esse lugar.",
        "O índice remissivo leva aos lugares do texto.",
        "As imagens com significado estão descritas por palavras.",
        "Algumas imagens com significado não estão descritas.",
        "Nenhuma imagem é necessária para compreender o texto.",
        "As fórmulas estão em MathML e podem ser lidas em voz alta ou em braille.",
        "Nas tabelas estão marcados os cabeçalhos das colunas.",
        "As passagens noutras línguas têm a sua língua indicada.",
        "Os números de página da edição impressa constam do texto, e uma lista conduz a eles. As páginas em branco foram omitidas.",
        "Nada pisca, se move ou emite som.",
        "Algumas imagens movem-se; não se verificou se piscam.",
        "O e-book está em conformidade com {standard}. Certificado por {name}.",
    ),
    _words(
        "ru",
        "Доступность этой электронной книги",
        "Весь текст можно прослушать или прочитать шрифтом Брайля, увеличить, показать другим шрифтом и в других цветах.",
        "Содержание ведёт к каждой главе, а заголовки размечены как заголовки.",
        "Каждое примечание открывается у своей сноски, а ссылка ведёт обратно к этому месту.",
        "Указатель ведёт к местам в тексте.",
        "Изображения, несущие смысл, описаны словами.",
        "Некоторые изображения, несущие смысл, не описаны.",
        "Для понимания текста изображения не нужны.",
        "Формулы записаны в MathML, их можно прослушать или прочитать шрифтом Брайля.",
        "В таблицах размечены заголовки столбцов.",
        "Для отрывков на других языках указан язык.",
        "Номера страниц печатного издания стоят в тексте, и к ним ведёт список. Пустые страницы пропущены.",
        "Ничто не мигает, не движется и не звучит.",
        "Некоторые изображения движутся; мигают ли они, не проверялось.",
        "Соответствие: {standard}. Подтверждение: {name}.",
    ),
    _words(
        "sv",
        "Den här e-bokens tillgänglighet",
        "Hela texten kan läsas upp eller läsas i punktskrift, förstoras och visas med andra teckensnitt och färger.",
        "Innehållsförteckningen leder till varje kapitel, och rubriker är märkta som rubriker.",
        "Varje not kan öppnas vid sin hänvisning, och en länk leder tillbaka dit.",
        "Registret leder till ställen i texten.",
        "Bilder med betydelse är beskrivna i ord.",
        "Vissa bilder med betydelse är inte beskrivna.",
        "Ingen bild behövs för att förstå texten.",
        "Formler är skrivna i MathML och kan läsas upp eller läsas i punktskrift.",
        "I tabeller är kolumnrubrikerna märkta.",
        "Stycken på andra språk är märkta med sitt språk.",
        "Den tryckta utgåvans sidnummer står i texten, och en lista leder till dem. Tomma sidor är utelämnade.",
        "Ingenting blinkar, rör sig eller ger ljud ifrån sig.",
        "Vissa bilder rör sig; om de blinkar har inte undersökts.",
        "E-boken uppfyller {standard}. Detta har intygats av {name}.",
    ),
)
WORDS: Mapping[str, AccessWords] = {words.language: words for words in _ALL}
