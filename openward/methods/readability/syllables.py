"""How many syllables does an English word have? By rules, with a list of words that break them.

A syllable is a group of vowels that is sounded. An e at the end, or before an ending, is mostly silent; two vowels
side by side are sometimes two syllables. Source: the rules follow the habit of readability formulas (R. Flesch 1948);
they are our own and are tested against a list counted by hand. Assumption: English words; British pronunciation.
"""

import functools
import re

_EXCEPTIONS = {
    word: count
    for count, words in {
        1: "aunt aren't eye eyed eyes fire fires heir hour hours our ours rhyme rouge scheme schemes tired tongue "
        "tongues",
        2: "aches ageing beings biscuit biscuits circuit circuits colour cruel diet duel evening evenings every "
        "fluid fluids fuel giant leopard liaise lion ocean oceans people peoples persuade pigeon poem poems poet "
        "poets priest react reacts really rhythm riot ruin ruins science soldier soldiers someone surgeon "
        "surgeons wednesday business being triage maybe",
        3: "anyone area areas businesses comfortable continue continued continues element elements everyday everyone "
        "everything everywhere genuine idea ideas implement implements interested interesting liaison medicine "
        "medicines persuaded recipe recipes simile somebody suicide suicides underfed vegetable vegetables "
        "vehicle vehicles",
        4: "catastrophe diabetes diarrhoea epitome everybody february hyperbole january suicidal temperature "
        "temperatures",
        5: "cafeteria creativity",
    }.items()
    for word in words.split()
}

_VOWELS = re.compile("[aeiouy]+")
_CONSONANT = "[bcdfghjklmnpqrstvwxz]"
# An e that is not sounded: at the end, in -es and -ed, before an ending, at the end of the first of two joined words.
_SILENT = re.compile(
    rf"(?<={_CONSONANT})(?<!{_CONSONANT}l)(?<![bt]r)e$"
    rf"|(?<={_CONSONANT})(?<![sxzcg])(?<!ch)(?<!sh)(?<!{_CONSONANT}l)(?<![bt]r)es$"
    rf"|(?<={_CONSONANT})(?<![td])(?<!{_CONSONANT}l)ed$"
    rf"|(?<=[aeiouy]{_CONSONANT})e(?=(?:ly|liness|lier|liest|ful|fully|less|ness|lessly|lessness|ment|ments)$)"
    rf"|(?<=[aeiouy]{_CONSONANT}{_CONSONANT})(?<!{_CONSONANT}l)e(?=(?:ly|ful|fully|less|ness|ment|ments)$)"
    "|(?<=^som)e(?=[bhtw])|(?<=^ther)e(?=[bf])|(?<=^wher)e(?=[bv])|(?<=^her)e(?=[bw])|(?<=^els)e(?=w)"
    "|(?<=^hom)e(?=[cs])|(?<=^car)e(?=[gtw])|(?<=^hous)e(?=[hkw])|(?<=^tim)e(?=[st])|(?<=^lif)e(?=[bslt])|(?<=^saf)e(?=[gt])"
    "|(?<=^sid)e(?=w)|(?<=^mor)e(?=o)|(?<=^for)e(?=[chgs])|(?<=^wid)e(?=s)|(?<=^lik)e(?=w)|(?<=^not)e(?=b)"
    "|(?<=^nin)e(?=t)"
)
# Two vowels side by side that are two syllables.
_APART = re.compile(
    "(?<![tscgx])(?<!qu)i(?=a)(?!age)|(?<=[aeiou][dbnvlr]c)i(?=a[^l])|^soci(?=e)"
    "|(?<![tscgxn])(?<!ll)i(?=o)|i(?=u)|i(?=et)|(?<=[^tcs])i(?=en[ct])|(?<=[^aeiou])i(?=er$|ers$|est$)"
    "|(?<=[ct])i(?=at[ei])|(?<=us)i(?=as)|(?<=phys)i(?=o)|(?<!g)(?<!p)e(?=o)(?!ou[lr])|(?<=^cr)e(?=at)(?!ature)|(?<=th)e(?=atr)|(?<=^r)e(?=act|al[ia]|ass|app|adm)"
    "|(?<=n)e(?=a$)|(?<![qg])u(?=a)(?!ade)|u(?=ou)|u(?=it[iy])|u(?=ing$)|(?<=[fj])u(?=en)|[aeoiy](?=ing$|ings$)"
    "|(?<=c)o(?=op|or|in[cfs])|i(?=i)|(?<=p)e(?=an)|(?<!h)o(?=e[mt])|(?<=s)m$|(?<=[ds])n(?='t$)"
)


@functools.lru_cache(maxsize=1 << 16)
def syllables(word: str) -> int:
    """The number of syllables of an English word, at least 1.

    Case does not matter; the parts of a word with hyphens are counted one by one; without a vowel it is 1 for each
    part. Raises nothing. Source: the module docstring.

    >>> [syllables(word) for word in ("care", "patient", "appointment", "careful", "area", "didn't", "well-being")]
    [1, 2, 3, 2, 3, 2, 3]
    """
    word = word.lower().replace("’", "'")
    if "-" in word:
        return sum(syllables(part) for part in word.split("-") if part) or 1
    known = _EXCEPTIONS.get(word)
    if known is not None:
        return known
    word = word.removesuffix("'s").removesuffix("'")
    spoken = re.sub("(?<=[aeou])y(?=[aeiou])", "j", word.replace("qu", "kw"))
    spoken = re.sub("^gu(?=[aeiy])|gu(?=age)", "g", spoken)
    groups = len(_VOWELS.findall(spoken.replace("'", "")))
    silent = len(_SILENT.findall(spoken.replace("'", "")))
    apart = len(_APART.findall(spoken))
    return max(groups - silent + apart, 1)
