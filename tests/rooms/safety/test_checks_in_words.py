"""No code of a check reaches a moderator: every rule that the pipeline can give has words, in every language."""

import ast
import inspect
import itertools
import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from openward.methods.crisis_language import Danger
from openward.methods.harmful_claims import ClaimKind
from openward.methods.identifiers import Kind
from openward.methods.screening import STAGES, Effect, Watched, default_watched_words, screen, stages
from openward.people.access import SYSTEM
from openward.safety.actions.screening import screen_revision
from openward.safety.presenters.checks import check_in_words, why_in_words
from tests.factories.riverbend import Riverbend, sent_story

ClientOf = Callable[[str], Client]
CODE = re.compile(r"[a-z]+_[a-z]+|[a-z]:[a-z]|[|*<>]|\.\.")
"""What a code looks like, or a phrase in the language of the lists."""
CHINESE = re.compile(r"[\u4e00-\u9fff]")
EARLIER_WHY = "A check marked this by a rule that has changed since"
BUILT = {"identifier", "watched", "crisis", "claim", "stage"}
"""Rules whose second half is a name from elsewhere; those of the others stand in the pipeline as they are."""


def literal_rules() -> set[str]:
    """Every rule that stands word for word in the source of the checks."""
    strings = (node.value for node in ast.walk(ast.parse(inspect.getsource(stages))) if isinstance(node, ast.Constant))
    return {text for text in strings if isinstance(text, str) and re.fullmatch(r"[a-z_]+:[a-z_]*", text)}


def every_rule() -> Iterator[str]:
    yield from sorted(rule for rule in literal_rules() if not rule.endswith(":"))
    yield from (f"identifier:{kind}" for kind in Kind if kind is not Kind.LINK)
    yield from (f"claim:{kind}" for kind in ClaimKind)
    for danger, past, weighed in itertools.product(Danger, ("", ":past"), ("", ":weighed")):
        yield f"crisis:{danger}{past}{weighed}"
    yield from (f"stage:{stage.name}" for stage in STAGES)


def test_the_rules_of_the_pipeline_are_all_known_here() -> None:
    rules = literal_rules()
    assert {"repeat:character", "history:burst", "link:many"} <= rules
    assert {rule.partition(":")[0] for rule in rules if rule.endswith(":")} == BUILT


@pytest.mark.parametrize("rule", list(every_rule()))
def test_every_rule_says_which_check_and_why(rule: str) -> None:
    said = [why_in_words({"rule": rule, "why": "raw"}), check_in_words(rule)]
    assert not {EARLIER_WHY, "an earlier check", "raw"} & set(said)
    assert not [text for text in said if CODE.search(text)]
    with translation.override("zh-hans"):
        chinese = [why_in_words({"rule": rule, "why": "raw"}), check_in_words(rule)]
    assert all(CHINESE.search(text) for text in chinese)


def test_different_rules_of_one_check_do_not_say_the_same() -> None:
    rules = [rule for rule in every_rule() if not rule.startswith("stage:")]
    assert len({why_in_words({"rule": rule, "why": ""}) for rule in rules}) == len(rules)


@pytest.mark.parametrize("watched", default_watched_words().listed)
def test_the_words_that_come_with_openward_explain_themselves(watched: Watched) -> None:
    rule = f"watched:{watched.effect}:{watched.phrase}"
    assert why_in_words({"rule": rule, "why": watched.why}).casefold() == watched.why.casefold()
    assert not CODE.search(check_in_words(rule))
    with translation.override("zh-hans"):
        assert CHINESE.search(why_in_words({"rule": rule, "why": watched.why}))
        assert CHINESE.search(check_in_words(rule))


@pytest.mark.parametrize("effect", Effect)
def test_an_organisations_own_word_is_named_with_what_follows(effect: Effect) -> None:
    said = check_in_words(f"watched:{effect}:blue form: side B")
    assert said.startswith("watched word “blue form: side B”: ")
    assert why_in_words({"rule": f"watched:{effect}:blue form", "why": "We ran out of them"}) == "We ran out of them"
    assert why_in_words({"rule": f"watched:{effect}:blue form", "why": ""}) == "Your organisation watches for this"


def test_an_organisations_own_reason_is_its_own_in_every_language() -> None:
    with translation.override("zh-hans"):
        assert why_in_words({"rule": "watched:hold:cow", "why": "insults somebody"}) == "insults somebody"


@pytest.mark.parametrize("rule", ["", "gone", "gone:rule", "repeat:pictures", "identifier:shoe_size", "stage:gone"])
def test_a_rule_that_is_no_more_is_no_code_either(rule: str) -> None:
    said = [why_in_words({"rule": rule, "why": "raw:why"}), check_in_words(rule)]
    assert all(len(text) > 5 for text in said)
    assert not [text for text in said if CODE.search(text) or (rule and rule in text)]


def test_pages_of_a_moderator_hold_no_code(riverbend: Riverbend, client_of: ClientOf) -> None:
    words = "Nooooooooooooooo. Ring me on 07700 900123. The fuckers told me: see www.one.example."
    story = sent_story(riverbend, happened=words).contribution
    made = screen_revision(revision=story.revisions.get(), by=SYSTEM)
    assert {one.rule for one in screen(words).signals} >= {"repeat:character", "link:one", "identifier:phone"}
    shown = client_of("moderator").get(reverse("case_show", args=[story.pk])).content.decode()
    for signal in made.signals:
        assert signal["rule"] not in shown
    for said in ("One letter or sign over and over", "Check: length and repeats", "Swearing: people may stop reading"):
        assert said in shown
