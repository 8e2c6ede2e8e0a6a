"""Could these words harm somebody who follows them, or accuse somebody who is named?

Three kinds of passage: advice to stop a treatment ("stop taking your insulin"), a promise of a cure ("cures cancer"),
a dose told to others ("take ten of these a day"); and an accusation beside a name that `identifiers` found ("Dr Smith
lied"). Telling one's own story is no claim: "I stopped taking my tablets", "the nurse said take two". It decides
nothing: the author is asked to look again and a person reads it.

Sources: the kinds follow the World Health Organization's description of harmful health claims (infodemic management,
2020) and the house rules of public patient feedback, where staff are named only in praise. The wordings are
Openward's own. Assumptions: English and simplified Chinese; a name and an accusing word in one sentence belong
together.
"""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from openward.methods.identifiers import Identifier, find_identifiers
from openward.methods.identifiers import Kind as IdentifierKind
from openward.methods.phrases import Match, Phrases, words_of

__all__ = ["WHY", "Claim", "ClaimKind", "harmful_claims"]


class ClaimKind(StrEnum):
    """What the words could do."""

    STOP_TREATMENT = "stop_treatment"
    CURE = "cure"
    DOSE = "dose"
    ACCUSATION = "accusation"


WHY = {
    ClaimKind.STOP_TREATMENT: "tells others to stop a treatment",
    ClaimKind.CURE: "promises a cure",
    ClaimKind.DOSE: "tells others how much of a medicine to take",
    ClaimKind.ACCUSATION: "accuses somebody who is named",
}
"""In plain English, for command lines; pages translate the keys."""

_TOLD = "told"
_CLASSES = {
    "medicine": "insulin tablets tablet medication medicines medicine meds pills chemo chemotherapy antidepressants "
    "inhaler inhalers steroids statins metformin warfarin lithium painkillers dialysis radiotherapy treatment "
    "antibiotics vaccine vaccines drugs injections",
    "illness": "cancer diabetes dementia alzheimers arthritis asthma depression autism epilepsy covid hiv ms "
    "parkinsons tumours tumour schizophrenia everything anything",
    "count": "two three four five six seven eight nine ten twelve twenty double triple twice 2 3 4 5 6 7 8 9 10 12 15 "
    "20 30 40 50 60 100 extra",
    "told": "said says told asked advised doctor nurse gp consultant pharmacist surgeon leaflet he she they",
}
_PHRASES = [
    ("stop_treatment", "stop|quit taking|using|having|injecting ..1 your|the|all|these|those|any|their ..1 <medicine>"),
    ("stop_treatment", "come|get off your|the|all|these|those ..1 <medicine>"),
    ("stop_treatment", "dont|never|not take|have|use|trust|touch your|the|any|these|those|their ..1 <medicine>"),
    ("stop_treatment", "you|everyone|everybody|people ..1 dont|do-not need your|the|any|these ..1 <medicine>"),
    ("stop_treatment", "throw|bin|ditch|flush away? your|the|all ..1 <medicine> away?"),
    ("stop_treatment", "refuse the|all|any|your|every <medicine>"),
    ("cure", "cure|cures|cured|curing|heals|healed ..2 <illness>"),
    ("cure", "miracle|guaranteed|secret|instant|100 cure|cures|remedy|treatment"),
    ("cure", "gets|got|get rid of ..1 <illness> for-good|forever|completely|in-a-week|in-days|naturally"),
    ("cure", "bleach|turpentine|urine|ivermectin ..4 cures|cured|heals|works|treats"),
    ("cure", "instead of ..2 <medicine>"),
    ("dose", "take|swallow|inject|drink|use|try|give <count> ..3 <medicine>"),
    ("dose", "take|swallow|inject|drink ..1 <count> mg|grams|ml|units|tablets|pills|capsules|drops ..2"),
    ("dose", "double|triple your|the dose|<medicine>"),
    ("dose", "you|everyone|everybody can|should|could|must ..1 take|double|triple ..3 <medicine>|dose|mg"),
    ("stop_treatment", "停 掉|止|用 ..2 药|胰岛素|化疗"),
    ("stop_treatment", "不要 ..2 吃药|打胰岛素|化疗|打疫苗"),
    ("stop_treatment", "别 ..2 吃药|化疗|打疫苗"),
    ("cure", "根治|包治|治好 ..2 癌|糖尿病"),
    ("cure", "偏方|神药|祖传 ..2 秘方"),
    (
        "accusing",
        "killed|lied|lies|liar|stole|steals|thief|negligent|negligence|incompetent|useless|disgrace|disgraceful"
        "|drunk|abused|abuses|abuser|assaulted|bully|bullied|bullies|racist|sexist|pervert|evil|murderer|criminal"
        "|dangerous|butcher|butchered|quack|fraud|falsified|faked|hit|slapped|groped|molested|sacked|fired|jailed"
        "|prison|lazy|idiot|stupid|hopeless|nasty|cruel|vile|scum|cow|bitch|bastard|moron",
    ),
    ("accusing", "should ..2 struck off"),
    ("accusing", "struck off"),
    ("accusing", "not fit|safe to|for practise|practice|work|be"),
    ("accusing", "left ..3 to? die"),
    ("accusing", "庸医|骗子|杀人|无能|草菅人命|偷|打了"),
    (_TOLD, "i|we|my|mum|dad|husband|wife|son|daughter"),
    (_TOLD, "<told>"),
]


@dataclass(frozen=True, slots=True)
class Claim:
    """Characters `start` to `end - 1` could harm somebody, and how."""

    kind: ClaimKind
    start: int
    end: int

    @property
    def why(self) -> str:
        """The reason in plain English."""
        return WHY[self.kind]


@functools.cache
def _phrases() -> Phrases:
    return Phrases(_PHRASES, classes={name: words.split() for name, words in _CLASSES.items()})


def harmful_claims(text: str, *, identifiers: Sequence[Identifier] | None = None) -> tuple[Claim, ...]:
    """The passages of `text` that could harm somebody, in order. Empty when none was found, which is no all-clear.

    `identifiers` are those of `find_identifiers(text)` when they are known already. Raises nothing for any text. Time
    grows in step with the length. Source: the module docstring.

    >>> [(claim.kind.value, claim.start, claim.end) for claim in harmful_claims("Just stop taking your insulin!")]
    [('stop_treatment', 5, 29)]
    >>> harmful_claims("The doctor told me to stop taking the tablets.")
    ()
    """
    words = words_of(text)
    found = _phrases().find_in(words)
    sentence_of: list[int] = []
    number = 0
    for word in words:
        number += not word.form
        sentence_of.append(number)
    told = {(sentence_of[match.first_word], match.first_word) for match in found if match.key == _TOLD}
    claims = [
        Claim(ClaimKind(match.key), match.start, match.end)
        for match in found
        if match.key in set(ClaimKind) and not _is_told(match, sentence_of, told)
    ]
    accusing = [match for match in found if match.key == "accusing"]
    if accusing:
        claims += _accusations(text, accusing, _words_by_sentence(sentence_of, [w.start for w in words]), identifiers)
    claims.sort(key=lambda claim: (claim.start, claim.end))
    return tuple(_without_repeats(claims))


def _words_by_sentence(sentence_of: Sequence[int], starts: Sequence[int]) -> list[tuple[int, int]]:
    """(first character, number) of each sentence in order."""
    begins: dict[int, int] = {}
    for number, start in zip(sentence_of, starts, strict=True):
        begins.setdefault(number, start)
    return [(start, number) for number, start in begins.items()]


def _is_told(match: Match, sentence_of: list[int], told: set[tuple[int, int]]) -> bool:
    """Whether somebody in the story says or does it: "my GP told me to stop taking …", "I stopped …"."""
    sentence = sentence_of[match.first_word]
    return any(number == sentence and place < match.first_word for number, place in told)


def _accusations(
    text: str, accusing: list[Match], begins: list[tuple[int, int]], identifiers: Sequence[Identifier] | None
) -> list[Claim]:
    """Accusing words in the sentence of a name."""
    found = find_identifiers(text) if identifiers is None else identifiers
    names = [one for one in found if one.kind in (IdentifierKind.NAME, IdentifierKind.STAFF_NAME)]
    sentences = {_sentence_at(begins, name.start) for name in names}
    return [
        Claim(ClaimKind.ACCUSATION, match.start, match.end)
        for match in accusing
        if _sentence_at(begins, match.start) in sentences
    ]


def _sentence_at(begins: list[tuple[int, int]], place: int) -> int:
    return max((number for start, number in begins if start <= place), default=0)


def _without_repeats(claims: list[Claim]) -> list[Claim]:
    kept: list[Claim] = []
    for claim in claims:
        if not any(one.kind == claim.kind and claim.start < one.end for one in kept):
            kept.append(claim)
    return kept
