"""English texts: what is counted, and which sentences and words are marked."""

import functools
from collections.abc import Sequence

from openward.methods.readability.formulas import Counts
from openward.methods.readability.plain_words import plain_words, plainer
from openward.methods.readability.reading import Word
from openward.methods.readability.result import LONG_SENTENCE_WORDS, Mark, MarkKind
from openward.methods.readability.syllables import syllables

LONG_WORD_SYLLABLES = 3

# Words of three syllables and more that nobody needs explained.
_FAMILIAR = frozenset(
    """
    accident actually address adventure afternoon afterwards already although altogether amazing ambulance
    america angrier angriest animal animals another answered answering antibiotic antibiotics anybody anymore
    anyone anything anyway anywhere apartment apologise apologised apology appointment appointments appreciate
    appreciated april area areas argument artery asleep asthma attention attitude august australia available
    awfully banana bathroom beautiful beginning behaviour believing beloved bicycle birthday breakfasts bungalow
    calendar camera canada capital carefully caring certainly chocolate christmas cigarette cinema comfortable
    company completely computer computers condition conditions considering conversation conversations corridor
    cousin curious customer customers daily dangerous december decision decisions definitely delicious dementia
    diabetes diabetic difference different differently difficult direction directions disabled disappeared
    disappointed disappointing disgusting easier easiest easily education elephant eleven emergency energy
    england enormous evening evenings eventually everybody everyday everyone everything everywhere exactly
    example excellent excited exciting exercise exercises expensive experience explaining explanation families
    family fantastic favourite february finally following forever forgetting forgotten fortunately friendlier
    funeral general generally gentleman gentlemen government grandfather grandmother grandparents gratefully
    happening happier happiest happily healthier healthily helpfully holiday holidays hopefully horrible
    hospital hospitals however hungrier idea ideas imagine imagined important including information injuries
    injury interested interesting introduce introduced january kilogram kilometre kilometres kitchen library
    listening lovelier manager managers medical medicine medicines memories memory microwave mistaken moment
    monitor museum musical mystery national natural naturally newspaper nobody normally november nursery obvious
    obviously october officer officers operation operations opinion opinions opposite orange ordinary organise
    organised original outstanding overnight paracetamol paramedic paramedics parking particular passenger
    patiently perfectly performance period personal pharmacies pharmacist pharmacy photograph photographs
    physical physio piano poisonous police policeman popular positive possible possibly potato potatoes powerful
    president pretending probably problem professional protected public quality question questionnaire quietly
    radio realise realised really recently reception receptionist receptionists recognise recognised recover
    recovered recovering recovery regular regularly relationship relationships remember remembered reminded
    restaurant safety saturday secretary september serious seriously seventeen seventy several similar sincerely
    situation somebody somewhere special specially suddenly supermarket surgeries surgery surprising telephone
    telephoned television temperature terrible terribly terrified thankfully together tomato tomatoes tomorrow
    totally traveller uncomfortable understand understanding understood unfortunately unhappy uniform university
    unusual usual usually vaccine vaccines vegetable vegetables victoria video videos vinegar violin visitor
    visitors vitamin volunteer volunteers waterfall wednesday weekend whatever wheelchair whenever wherever
    whoever wonderful wonderfully worrying yesterday
    """.split()
)

# The commonest words of English: about half of any English text, hardly any of another language's.
_EVERYDAY = frozenset(
    """
    the and of to in was it for with that is had my they were i she he you on not but be at this have me very so are
    as we by all when from there been or an would could her his their out up who no will what about if time after
    which do did which more than them then into our your some only has can just get got good staff care always went
    """.split()
)
ENGLISH_SHARE = 0.25


def english_counts(sentences: Sequence[tuple[int, int]], words: Sequence[Word]) -> Counts:
    """What the formulas need. A number in digits counts as one word of one syllable.

    Raises nothing. Source: `openward.methods.readability.formulas`.

    >>> from openward.methods.readability.reading import read_words
    >>> english_counts([(0, 16)], read_words("Two nurses came."))
    Counts(words=3, sentences=1, syllables=4, long_words=0, letters=13, characters=13)
    """
    each = [syllables(word.text) for word in words]
    return Counts(
        words=len(words),
        sentences=len(sentences),
        syllables=sum(each),
        long_words=sum(count >= LONG_WORD_SYLLABLES for count in each),
        letters=sum(sum(map(str.isalpha, word.text)) for word in words),
        characters=sum(sum(map(str.isalnum, word.text)) for word in words),
    )


def looks_english(words: Sequence[Word]) -> bool:
    """Whether at least a quarter of the words are among the commonest of English, where about half would be.

    Raises nothing; no words do not look English. Source: our own choice.

    >>> from openward.methods.readability.reading import read_words
    >>> looks_english(read_words("We waited for the nurse and she was kind"))
    True
    >>> looks_english(read_words("Nous avons attendu et elle était très gentille"))
    False
    """
    return bool(words) and sum(word.text.lower() in _EVERYDAY for word in words) >= ENGLISH_SHARE * len(words)


def long_sentence_marks(sentences: Sequence[tuple[int, int]], words: Sequence[Word]) -> list[Mark]:
    """A mark for each sentence of more than 25 words.

    Raises nothing. Source: the advice of GOV.UK and the NHS service manual to split sentences longer than 25 words.

    >>> from openward.methods.readability.reading import read_words
    >>> long_sentence_marks([(0, 9)], read_words("Come now."))
    []
    """
    marks = []
    at = 0
    for start, end in sentences:
        while at < len(words) and words[at].start < start:
            at += 1
        first = at
        while at < len(words) and words[at].start < end:
            at += 1
        if at - first > LONG_SENTENCE_WORDS:
            why = f"{at - first} words in one sentence. Could it be two?"
            marks.append(Mark(start, end, MarkKind.LONG_SENTENCE, why))
    return marks


def word_marks(sentences: Sequence[tuple[int, int]], words: Sequence[Word]) -> list[Mark]:
    """A mark for each word or phrase with a plainer one, and for each other long word that is not familiar.

    A word with a capital letter inside a sentence is taken for a name and not called hard. Raises nothing. Source:
    `openward.methods.readability.plain_words`; three syllables or more as in SMOG.

    >>> from openward.methods.readability.reading import read_words
    >>> text = "Please administer this prior to deoxygenation."
    >>> [(text[mark.start:mark.end], mark.suggestions) for mark in word_marks([(0, 46)], read_words(text))]
    [('administer', ('give',)), ('prior to', ('before',)), ('deoxygenation', ())]
    """
    listed, plain = plainer(), plain_words()
    firsts = {start for start, _ in sentences}
    small = [word.text.lower() for word in words]
    marks = []
    at = 0
    while at < len(words):
        length = _listed_length(small, at)
        word = words[at]
        if length:
            hard = listed[tuple(small[at : at + length])]
            marks.append(Mark(word.start, words[at + length - 1].end, MarkKind.PLAINER_WORD, f"“{hard}”", plain[hard]))
            at += length
            continue
        is_name = word.text[0].isupper() and word.start not in firsts
        if not is_name and small[at] not in _FAMILIAR and small[at].removesuffix("s") not in _FAMILIAR:
            count = syllables(word.text)
            if count >= LONG_WORD_SYLLABLES:
                marks.append(Mark(word.start, word.end, MarkKind.HARD_WORD, f"{count} syllables"))
        at += 1
    return marks


@functools.cache
def _longest_by_first() -> dict[str, int]:
    longest: dict[str, int] = {}
    for words in plainer():
        longest[words[0]] = max(longest.get(words[0], 0), len(words))
    return longest


def _listed_length(small: Sequence[str], at: int) -> int:
    """How many words the longest listed word or phrase has that begins here; 0 for none."""
    most = _longest_by_first().get(small[at], 0)
    for length in range(min(most, len(small) - at), 0, -1):
        if tuple(small[at : at + length]) in plainer():
            return length
    return 0
