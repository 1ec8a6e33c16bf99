"""Names of corporate bodies, which no index turns round: “World Health Organization” is filed under W.

A name is that of a body by its words, in the languages of Europe. Words that are family names too (Church, Bank, Press) count only after an
adjective such as World or British. What is wrong in doubt is written in book.toml: `sort`.
"""

import re

# Words of which one is enough. A stem with * has any ending.
OF_BODIES = """
academy académie academia akademi* accademia agency agence agencia agenzia alliance assembly association* asociación
associazione associação arbeitsgemeinschaft archives ausschuss authority board bureau bundes*amt *ministerium *kommission
*gesellschaft *universität *institut *verband *verlag *bibliothek *stiftung *museum *akademie center centre centro coalition
collective collectif colectivo college collège comité comitato commission comisión commissione commissariat committee company
compañía confederation conference congress consortium corporation council consejo conseil conseils department département
departamento dipartimento directorate editors federation fédération federación federazione forum foundation fondation fundación
fondazione foreningen förbundet gmbh government gouvernement gobierno governo inc incorporated initiative institute instituut
institution instituto istituto international internationale internacional league ligue library limited llc llp ltd ministry
ministère ministerio ministero museum musée museo museu nations nationen network observatory organization organisation
organización organizzazione organização parliament parlement parlamento plc police project redaktion redaktionen rédaction
redazione research sarl secretariat senate society société sociedad società sociedade stichting stiftelsen syndicate team trust
tribunal universit* universidad* université università uniwersytet university verein verlag volunteers workshop академия
университет институт общество комитет министерство организация союз издательство редакция
""".split()  # noqa: SIM905  a list of words is read as words
ALSO_FAMILIES = frozenset(
    """
    bank chamber church club court forces group hall house museums office party press school service staff union
    """.split()  # noqa: SIM905  a list of words is read as words
)
OF_PLACES = frozenset(
    """
    african american asian australian british canadian catholic central chinese communist conservative democratic dutch european
    federal french german global greek indian international irish italian japanese labour national nordic orthodox republican royal
    russian scottish socialist soviet spanish swiss trade united welsh world
    """.split()  # noqa: SIM905  a list of words is read as words
)
SMALL_WORDS = frozenset("against and for of the to without et pour contre sans für gegen ohne und".split())  # noqa: SIM905
IN_ANY_CASE = frozenset({"&", "against", "without", "sans", "ohne"})
NOBLE = frozenset({"von", "zu", "zur", "auf"})  # “von und zu”
BODY = re.compile("|".join(word.replace("*", r"\w*") for word in OF_BODIES))


def is_corporate(name: str) -> bool:
    """Whether a name is that of an organisation and not of a person; also “Catherine of Siena”, who is filed under her own name."""
    words = re.findall(r"[\w'’&-]+", name.partition(",")[0])
    small = [word.casefold() for word in words]
    if len(words) < 2:
        return False
    is_joined = not SMALL_WORDS.isdisjoint(words[1:]) and NOBLE.isdisjoint(words)
    is_body = any(BODY.fullmatch(word) for word in re.findall(r"\w+", name.casefold()))
    is_body_of_a_place = small[-1] in ALSO_FAMILIES and not OF_PLACES.isdisjoint(small[:-1])
    return small[0] == "the" or not IN_ANY_CASE.isdisjoint(small) or is_joined or is_body or is_body_of_a_place
