"""Sample texts: one for each way of writing note marks without markup, with the notes in it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A text, and its notes in order: the words directly before the first call, and the first words of the note."""

    name: str
    text: str
    notes: tuple[tuple[str, str], ...]
    calls: int = 0

    @property
    def called(self) -> int:
        """The number of calls: by default one for each note."""
        return self.calls or len(self.notes)


SMITH = "Smith, History of the Treaty, p. 5."
JONES = "Jones, The Second Treaty, p. 90."
ONE = "Nobody knew the terms of the treaty{} until the envoys came home. "
TWO = "The second treaty{} was worse, and was signed sooner."
TREATY, SECOND = "terms of the treaty", "The second treaty"


def two(first: str, second: str, *bodies: str, between: str = "\n\n") -> str:
    """Two marks in a paragraph, and what stands below it."""
    return ONE.format(first) + TWO.format(second) + "\n\n" + between.join(bodies) + "\n"


BOTH = ((TREATY, "Smith History"), (SECOND, "Jones The Second"))
CASES = (
    Case(name="01 in brackets on one line", text=two("[1]", "[2]", f"[1] {SMITH}", f"[2] {JONES}"), notes=BOTH),
    Case(name="02 in brackets on a line of their own", text=two("[1]", "[2]", "[1]", SMITH, "[2]", JONES), notes=BOTH),
    Case(name="03 with a space before", text=two(" [1]", " [2]", f"[1] {SMITH}", f"[2] {JONES}"), notes=BOTH),
    Case(
        name="04 after a closing quotation mark",
        text=f"They called it:\n\n“A crime against labour.”[1]\n\nAnd they said “never again[2]” to all.\n\n[1] {SMITH}\n\n[2] {JONES}\n",
        notes=(("crime against labour", "Smith History"), ("never again", "Jones The Second")),
    ),
    Case(
        name="05 in parentheses",
        text=two("(1)", "(2)", f"(1) {SMITH}", f"(2) {JONES}", "(3) A third, called below.").replace("sooner.", "sooner, and torn up.(3)"),
        notes=(*BOTH, ("and torn up", "A third")),
    ),
    Case(
        name="06 in parentheses, with a list after the text",
        text=two("(1)", "(2)", f"1. {SMITH}", f"2. {JONES}", "3. Ibid.").replace("sooner.", "sooner.(3)"),
        notes=(*BOTH, ("was signed sooner", "Ibid")),
    ),
    Case(
        name="07 signs in parentheses, repeated",
        text=f"{ONE.format('(*)')}\n\n   (*) {SMITH}\n\n{TWO.format('(*)')} It fell.(+)\n\n   (*) {JONES}\n\n   (+) It was the last.\n",
        notes=(*BOTH, ("It fell", "It was the last")),
    ),
    Case(
        name="08 asterisks and daggers",
        text=two("*", "†", f"* {SMITH}", f"† {JONES}", "‡ A third note.").replace("sooner.", "sooner.‡"),
        notes=(*BOTH, ("was signed sooner", "A third")),
    ),
    Case(name="09 raised figures", text=two("¹", "²", f"¹ {SMITH}", f"² {JONES}"), notes=BOTH),
    Case(
        name="10 with a caret",
        text=two("^1", "^2", f"1 {SMITH}", f"2 {JONES}", "3 A third.").replace("sooner.", "sooner.^3"),
        notes=(*BOTH, ("was signed sooner", "A third")),
    ),
    Case(
        name="11 figures glued to the word",
        text=two("1", "2", f"1 {SMITH}", f"2 {JONES}", "3 A third note.").replace("sooner.", "sooner.3"),
        notes=(*BOTH, ("was signed sooner", "A third note")),
    ),
    Case(
        name="11b figures glued, a list after",
        text=two("1", "2", f"1. {SMITH}", f"2. {JONES}", "3. A third note.").replace("sooner.", "sooner.3"),
        notes=(*BOTH, ("was signed sooner", "A third note")),
    ),
    Case(name="12 in the line", text=two(f" [Footnote 1: {SMITH}]", f" [Footnote 2: {JONES}]"), notes=BOTH),
    Case(name="13 letters in brackets", text=two("[A]", "[B]", f"[A] {SMITH}", f"[B] {JONES}"), notes=BOTH),
    Case(name="13b letters, with a word", text=two("[A]", "[B]", f"[Footnote A: {SMITH}]", f"[Footnote B: {JONES}]"), notes=BOTH),
    Case(name="14 Roman numbers", text=two("[i]", "[ii]", f"[i] {SMITH}", f"[ii] {JONES}"), notes=BOTH),
    Case(name="15 with a word", text=two("[n1]", "[n2]", f"n1. {SMITH}", f"n2. {JONES}"), notes=BOTH),
    Case(name="15b under a heading", text=two(" [note 1]", " [note 2]", "Notes:", f"Note 1: {SMITH}", f"Note 2: {JONES}"), notes=BOTH),
    Case(name="16 in braces", text=two("{1}", "{2}", f"{{1}} {SMITH}", f"{{2}} {JONES}"), notes=BOTH),
    Case(name="16b in angles", text=two("<1>", "<2>", f"<1> {SMITH}", f"<2> {JONES}"), notes=BOTH),
    Case(name="16c full width", text=two("［1］", "【2】", f"［1］ {SMITH}", f"【2】 {JONES}"), notes=BOTH),
    Case(
        name="17 several in one place",
        text=two("[1][2]", "[3, 4]", f"[1] {SMITH}", f"[2] {JONES}", "[3] A third.", "[4] A fourth."),
        notes=((TREATY, "Smith History"), (TREATY, "Jones The Second"), (SECOND, "A third"), (SECOND, "A fourth")),
    ),
    Case(
        name="17b a range",
        text=two("[1–3]", "[4]", f"[1] {SMITH}", f"[2] {JONES}", "[3] A third.", "[4] A fourth."),
        notes=((TREATY, "Smith History"), (TREATY, "Jones The Second"), (TREATY, "A third"), (SECOND, "A fourth")),
    ),
    Case(
        name="20 exported Markdown",
        text=two("[\\[1\\]](#_ftn1)", "[\\[2\\]](#_ftn2)", f"[\\[1\\]](#_ftnref1) {SMITH}", f"[\\[2\\]](#_ftnref2) {JONES}"),
        notes=BOTH,
    ),
    Case(name="22 Markdown", text=two("[^1]", "[^2]", f"[^1]: {SMITH}", f"[^2]: {JONES}"), notes=BOTH),
    Case(name="22b Markdown, indented by a space", text=two("[^1]", "[^2]", f" [^1]: {SMITH}", f" [^2]: {JONES}"), notes=BOTH),
    Case(name="22c a link's definition", text=two("[1]", "[2]", f"[1]: {SMITH}", f"[2]: {JONES}"), notes=BOTH),
    Case(name="23 escaped", text=two("\\[1\\]", "\\[2\\]", f"\\[1\\] {SMITH}", f"\\[2\\] {JONES}"), notes=BOTH),
    Case(name="23b with spaces", text=two("[ 1 ]", "[2 ]", f"[ 1 ] {SMITH}", f"[2 ] {JONES}"), notes=BOTH),
    Case(name="23c with a word in parentheses", text=two(" (Note 1)", " (Note 2)", f"Note 1. {SMITH}", f"Note 2. {JONES}"), notes=BOTH),
    Case(name="24 one note called twice", text=two("[1]", "[1]", f"[1] {SMITH}"), notes=((TREATY, "Smith History"),), calls=2),
    Case(
        name="25 after the paragraph",
        text=f"{ONE.format('[1]')}\n\n[1] {SMITH}\n\n{TWO.format('[2]')}\n\n[2] {JONES}\n\nThe rest is silence.\n",
        notes=BOTH,
    ),
    Case(name="25b under a heading in German", text=two("[1]", "[2]", "Anmerkungen", f"[1] {SMITH}", f"[2] {JONES}"), notes=BOTH),
    Case(
        name="26 several paragraphs",
        text=two("[1]", "[2]", f"[1] {SMITH}", "It goes on in another paragraph, see note 12 above.", f"[2] {JONES}"),
        notes=BOTH,
    ),
    Case(
        name="27 gaps and doubles",
        text=two("[1]", "[2]", f"[1] {SMITH}", f"[2] {JONES}", "[4] A fourth.").replace("sooner.", "sooner.[4]"),
        notes=(*BOTH, ("was signed sooner", "A fourth")),
    ),
)
UNTOUCHED = (
    "It was [sic] so, [sic!] they said [emphasis added] and [my italics] meant it. [Laughter.]",
    "They called [the Bolsheviks] to account, and [t]he party [Lenin] led was […] there [...] and [illegible] there [?].",
    "It was in [1917] that the party of [1905–07] met, [c. 1880] or not.",
    "The program says a[0] = b[1]; and array[1] and x[i] and `code [1]` and the pattern [0-9].",
    "The list has [ ] one box and [x] another.",
    "Look [there](http://example.org/1) and ![alt][1] and [@smith2001] and [-@smith] there.",
    "It stands in Genesis [1]:3 and in Art. 5(1), § 12(3), and clause (1) of the Act and (2) of the other.",
    "The reasons are (1) first of all the money, and (2) second the weather.",
    "See Table [1] and figure [A], the sound [a], and the dates of the 1[2]th.",
    "A field of 20 m² holds 10³ grains of CO₂ or H2O, and World War 2. Route 66. is long.",
    "He paid $5 and 30 shillings, see p.14 and vol.3 and No.7 of it.",
    "See note 3 above, and [citation needed] everywhere.",
)
LISTED = "1. The first point is that it rained.\n\n2. The second point is that it went on.\n\n3. The third is that nobody came."
FILLING = (
    "The envoys travelled for three weeks, and at each inn they were asked what they had signed. They said that they could not tell, "
    "for the paper was sealed, and that they would not tell, for it was a matter of the state, and then they went to bed."
)


def within_pages(case: Case, lines: tuple[str, ...]) -> str:
    """The text of a case among three pages of others, with lines that are not to be touched before and in it."""
    pages = [
        "Chapter I",
        FILLING,
        lines[0],
        FILLING,
        "Chapter II",
        FILLING,
        lines[1],
        case.text.strip(),
        "Chapter III",
        FILLING,
        lines[2],
        FILLING,
    ]
    return "\n\n".join(pages) + "\n"
