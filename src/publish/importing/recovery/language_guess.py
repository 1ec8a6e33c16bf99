"""The language of a text, guessed from its commonest words and its script."""

import re
from collections import Counter

COMMON = {
    "en": "the of and to in that is was he for it with as his on be at by had not are but from or have an they which one you were her all",
    "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach",
    "fr": "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont la avec ou son cette lui",
    "es": "de la que el en y a los del se las por un para con no una su al es lo como más pero sus le ya o este sí porque",
    "it": "di e il la che in un a per è una con non del si da come le i dei nel alla più ma delle sono gli ha questo anche",
    "pt": "de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à",
    "nl": "de het een en van in is dat op te zijn met voor niet aan er om ook als dan maar bij uit nog naar door over ze",
    "sv": "och i att det som en på är av för med till den inte har de ett om var jag men han från vi så kan när",
    "da": "og i at det er en af til på de med for ikke der den som et har om han men var sig fra så kan jeg",
    "no": "og i det er en av til på som for med at ikke den de et har om han men var seg fra så kan jeg",
    "fi": "ja on ei se että hän oli mutta kun ovat olla joka mitä niin jos tai kuin myös sen ole mukaan",
    "pl": "w i na z do się nie to że jest o jak za od po ale przez co a dla czy być jego tym ich tylko był",
    "cs": "a v se na je že s z do o to by jak pro jako po ale za od byl jsem jeho který ve jsou jen však",
    "hu": "a az és hogy nem is egy volt ez de meg csak már ha mint még van azt el ki kell minden",
    "tr": "ve bir bu da de için ile o çok ne ama gibi daha olan kadar sonra var ben en her olarak",
}
"""The commonest words of each language, the commonest first; written down from general knowledge, without a source."""
SCRIPTS = (
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("el", re.compile("[\u0370-\u03ff\u1f00-\u1fff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
)
LETTERS = 60_000  # of the text that are read
LEAST = 0.08  # of the words that must be common ones


def language_of(text: str) -> tuple[str, float]:
    """The language tag and the confidence; (“en”, 0) if the text gives no evidence."""
    sample = text[:LETTERS]
    letters = sum(letter.isalpha() for letter in sample)
    for tag, script in SCRIPTS:
        in_script = len(script.findall(sample))
        if letters and in_script > (0.05 if tag == "ja" else 0.4) * letters:
            return ("uk" if tag == "ru" and re.search("[іїєґ]", sample) else tag), 0.9
    words = Counter(re.findall(r"[^\W\d_]+", sample.lower()))
    total = sum(words.values())
    if not total:
        return "en", 0.0
    shares = {tag: sum(words[word] for word in set(common.split())) / total for tag, common in COMMON.items()}
    first, second = sorted(shares, key=lambda tag: shares[tag], reverse=True)[:2]
    if shares[first] < LEAST:
        return "en", 0.0
    return first, min(0.98, 0.5 + (shares[first] - shares[second]) * 2)
