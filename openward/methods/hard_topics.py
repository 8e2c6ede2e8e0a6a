"""Which topics that are hard for some people to read does a text speak of?

Somebody who has lost a baby may moderate everything but stories of birth. So that nobody is offered what they would
rather leave to others, words are sorted by topic before anybody reads them: suicide and self-harm, abuse and neglect,
harm to children, death and dying, birth and losing a baby, hate and racism, sexual violence. It decides nothing and
says nothing about an author: a topic only chooses who reads. Finding a topic too often costs little, for a colleague
reads it; missing one costs more, so recall counts for more than precision.

Sources: the topics are those that guidance on moderators' welfare names as the ones to opt out of (Victorian
Government, Online content moderation: mental health at work, 2022); self-harm and abuse come from `crisis_language`;
the other wordings are Openward's own. Assumptions: English and simplified Chinese.
"""

import functools

from openward.methods.crisis_language import Danger, crisis_signals
from openward.methods.phrases import Phrases

__all__ = ["TOPICS", "hard_topics"]

TOPICS = ("self_harm", "abuse", "children", "death", "birth", "hate", "sex")

_CLASSES = {
    "child": "child children kid kids baby babies toddler toddlers boy boys girl girls son daughter grandson "
    "granddaughter newborn infant infants twin twins teenager",
    "kin": "mum mam mom mother dad father wife husband partner brother sister gran nan grandad grandmother "
    "grandfather son daughter friend nephew niece aunt uncle baby child twin she he they",
    "group": "muslims muslim jews jewish blacks asians immigrants foreigners gypsies travellers gays lesbians trans "
    "disabled refugees africans chinese indians pakistanis poles romanians",
    "hurt": "hit hits beaten beat slapped smacked kicked punched hurt hurts harmed abused neglected shaken starved "
    "burnt burned bruised molested groomed raped touched strangled",
}
_PHRASES = [
    ("death", "died|dies|dying|dead|deceased|bereaved|bereavement|funeral|mortuary|morgue|coffin|deathbed|palliative"),
    ("death", "passed|pass away|on|over"),
    ("death", "hospice|coroner|inquest|cremat*|deaths|death"),
    ("death", "end of life"),
    ("death", "lost ..1 my|our|his|her|their <kin>"),
    ("death", "last breath|breaths|hours|days|words"),
    ("death", "life support|turned|switched off"),
    ("death", "do-not-resuscitate|dnr|dnacpr"),
    ("birth", "stillb*|miscarr*|ectopic|neonatal|nicu|abortion|terminat* ..2 pregnancy?"),
    ("birth", "labour ward|pains|room"),
    ("birth", "gave|give|giving birth"),
    ("birth", "birth trauma|plan|injury|injuries"),
    ("birth", "traumatic birth|labour|delivery"),
    ("birth", "caesarean|c-section|forceps|ventouse|episiotomy|pre-eclampsia|midwife|midwives|antenatal|maternity"),
    ("birth", "pregnan*"),
    ("birth", "lost ..1 my|our|the|a baby|babies|twin|twins|pregnancy"),
    ("birth", "no heartbeat"),
    ("sex", "rape|raped|rapes|raping|rapist|molest*|grope*|groping|fondl*|incest|paedophile|pedophile|upskirt*"),
    ("sex", "sexual|sexually ..1 abus*|assault*|harass*|violence|violent|exploit*|attack*|touched|touching"),
    ("sex", "touched|touching ..3 inappropriately|sexually|breast|breasts|private|privates"),
    ("sex", "forced ..2 sex|himself"),
    ("sex", "exposed himself|herself"),
    ("children", "child abuse|neglect|cruelty|protection"),
    ("children", "safeguarding ..2 <child>"),
    ("children", "<hurt> ..2 my|our|the|a|his|her|their|this <child>"),
    ("children", "<child> ..3 is|was|were|are|got|been <hurt>"),
    ("children", "<child> ..2 died|dead|starved|beaten|abused"),
    ("hate", "racist|racism|racial abuse?|abused?"),
    ("hate", "racially|xenophob*|antisemit*|islamophob*|homophob*|transphob*|bigot*"),
    ("hate", "hate|kill|deport|gas ..1 all? the? <group>"),
    ("hate", "<group> ..1 are|is ..2 scum|vermin|animals|filth|dirty|parasites|criminals|subhuman"),
    ("hate", "go|send|sent ..2 back to ..2 your|their own? country"),
    ("death", "去世|死了|过世|葬礼|临终|遗体|太平间|离世|病逝|走了最后一程"),
    ("birth", "流产|死胎|早产|难产|剖腹产|宫外孕|怀孕|分娩|产房|没有胎心"),
    ("sex", "强奸|性侵|性骚扰|猥亵|乱伦"),
    ("children", "虐童|虐待儿童|打孩子|虐待孩子|猥亵儿童"),
    ("hate", "种族歧视|种族主义|滚回你的国家|歧视外国人"),
    ("abuse", "虐待|家暴|家庭暴力|忽视老人"),
]
_OF_DANGER = {Danger.SELF_HARM: "self_harm", Danger.SAFEGUARDING: "abuse", Danger.THREAT: "abuse"}


@functools.cache
def _phrases() -> Phrases:
    classes = {name: words.split() for name, words in _CLASSES.items()}
    return Phrases(_PHRASES, classes=classes)


def hard_topics(text: str) -> frozenset[str]:
    """The topics, keys of `TOPICS`, that `text` speaks of; empty when none was found, which is no promise.

    Raises nothing for any text. Time grows in step with the length. Source: the module docstring.

    >>> sorted(hard_topics("Our baby was stillborn in May, and the midwife sat with us."))
    ['birth']
    >>> sorted(hard_topics("My father died on the ward, and nobody rang us."))
    ['death']
    >>> hard_topics("I was dying for a coffee while we waited.")
    frozenset()
    """
    found = {_OF_DANGER[signal.danger] for signal in crisis_signals(text)}
    found |= {match.key for match in _phrases().find(_without_idioms(text))}
    return frozenset(found)


_IDIOMS = Phrases(
    [
        ("idiom", "dying for|to ..1 a|an|see|know|hear|meet|get|go|find|tell"),
        ("idiom", "dead|deadly easy|quick|good|nice|kind|slow|on|helpful|end|line|boring|battery|phone"),
        ("idiom", "scared|bored|worried|tired|frightened|sick to death"),
        ("idiom", "over my dead body"),
        ("idiom", "phone|battery|computer|machine|laptop|signal|line|car|lift ..1 was|is|went|had? died|dead"),
        ("idiom", "passed on my|our|the|it|this|that|a ..2 message|details|complaint|thanks|information|number|letter"),
    ]
)


def _without_idioms(text: str) -> str:
    """The text with figures of speech blotted out, so that a coffee is no death."""
    for match in _IDIOMS.find(text):
        text = text[: match.start] + " " * (match.end - match.start) + text[match.end :]
    return text
