"""The direction in which a language is written.

A language without a script in its tag has that of CLDR’s likely subtags; Ladino that of its books today.
"""

RIGHT_TO_LEFT = "rtl"
LANGUAGES = frozenset({
    "aao", "acm", "acq", "acw", "acx", "acy", "adf", "aeb", "aec", "afb", "aii", "ajp", "apc", "apd", "ar", "arc", "arq", "ars",
    "ary", "arz", "avl", "ayl", "ayn", "ayp", "bal", "bft", "bgn", "bqi", "brh", "ckb", "cld", "dcc", "dv", "fa", "fia", "gbz",
    "gjk", "gju", "glk", "gwc", "gwt", "haz", "hbo", "he", "hnd", "hno", "iw", "ji", "jpr", "jrb", "khw", "ks", "lah", "lki",
    "lrc", "luz", "mid", "mki", "myz", "mzn", "nqo", "ota", "pal", "pbt", "pes", "pga", "phn", "pnb", "prd", "prs", "ps", "pst",
    "rhg", "sam", "sd", "sdh", "shu", "skr", "smp", "swb", "syc", "syr", "tmr", "tru", "trw", "ug", "ur", "ydd", "yi", "yih",
})  # fmt: skip
SCRIPTS = frozenset({
    "adlm", "arab", "aran", "armi", "hebr", "mand", "mani", "mend", "nbat", "nkoo", "palm", "phnx", "rohg", "samr", "syrc", "syre",
    "syrj", "syrn", "thaa",
})  # fmt: skip
REGIONS = frozenset({"az-iq", "az-ir", "kk-cn", "kk-ir", "ku-iq", "ku-ir", "ku-lb", "ky-cn", "pa-pk", "tg-pk", "tk-ir", "uz-af"})
"""Languages that are written otherwise in a region."""


def direction_of(language: str) -> str:
    """`rtl` if the language is written from right to left, else "": `direction_of("he")` and `direction_of("pa-Arab")` are `rtl`."""
    first, *further = language.lower().split("-")
    script = next((part for part in further if len(part) == 4 and part.isalpha()), "")
    if script:
        return RIGHT_TO_LEFT if script in SCRIPTS else ""
    return RIGHT_TO_LEFT if first in LANGUAGES or any(f"{first}-{part}" in REGIONS for part in further) else ""
