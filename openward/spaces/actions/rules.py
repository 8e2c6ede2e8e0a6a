"""House rules in versions: a decision cites the rule as it stood, so an old version never changes."""

import dataclasses
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from openward.engagements.actions import keep_place
from openward.ledger.actions import record
from openward.people.access import Actor
from openward.people.models import Persona
from openward.spaces.actions.locks import fact_keys, locked
from openward.spaces.events import RulesWritten
from openward.spaces.models import HouseRule, RuleProposal, RulesAcceptance, RulesVersion, Space
from openward.spaces.queries import place_digest, rules_in_force


@dataclasses.dataclass(frozen=True, slots=True)
class RuleWords:
    """A rule, and what an author can do so that their words can be shown. `key` stays when the wording changes."""

    text: str
    how_to_fix: str
    key: str = ""


def default_rules() -> tuple[RuleWords, ...]:
    """The six rules that every space begins with, in the language of the person who makes it."""
    return (
        RuleWords(
            _("Be kind. Say what happened, and do not attack people."),
            _("Write what was done and how it felt, without calling anybody names."),
            "be-kind",
        ),
        RuleWords(
            _("Leave out names and anything that shows who somebody is."),
            _("Take the name out, or write “a nurse” or “my doctor” instead."),
            "no-names",
        ),
        RuleWords(
            _("Tell what you saw or lived through."),
            _("Say how you know it: “I saw”, “my mother told me”."),
            "own-experience",
        ),
        RuleWords(
            _("Share what helped you, but do not tell others which treatment to take."),
            _("Write “this helped me” and leave out doses and advice. A doctor or pharmacist can answer questions."),
            "no-advice",
        ),
        RuleWords(
            _("Do not describe ways to harm oneself or others."),
            _("You can say how you felt. Leave out how it was done. If you are in danger now, call the number above."),
            "no-harm",
        ),
        RuleWords(
            _("No adverts, and no collecting of votes or money."),
            _("Take out the link or the appeal, and keep what you have to say about care."),
            "no-adverts",
        ),
    )


@transaction.atomic
def write_rules(*, space: Space, rules: Sequence[RuleWords], why: str = "", by: Actor) -> int:
    """Write the rules as a new version and return its number; the same words make no new version. `why` is told to
    everybody in the history of the rules.

    Raises ValueError without a rule, or when a rule does not say what an author can do.
    """
    if not rules or any(not rule.text.strip() or not rule.how_to_fix.strip() for rule in rules):
        raise ValueError("a space has at least one rule, and each says how to put things right")
    current = locked(space)
    in_force = rules_in_force(current)
    version = in_force[0].version if in_force else 0
    if [(rule.text.strip(), rule.how_to_fix.strip()) for rule in rules] == [
        (rule.text, rule.how_to_fix) for rule in in_force
    ]:
        return version
    add_rules(space=current, rules=rules, version=version + 1, why=why, by=by)
    keep_place(engagement=current.engagement, place_digest=place_digest(current.engagement))
    record(RulesWritten(**fact_keys(current), version=version + 1), by=by)
    return version + 1


def add_rules(
    *,
    space: Space,
    rules: Sequence[RuleWords],
    version: int,
    why: str = "",
    proposal: RuleProposal | None = None,
    by: Actor,
) -> None:
    """Store one version. Part of an action, never one by itself."""
    keys: set[str] = set()
    made = []
    for number, rule in enumerate(rules, 1):
        key = rule.key or slugify(rule.text)[:40].strip("-") or f"rule-{number}"
        if key in keys:
            key = f"{key[:36]}-{number}"
        keys.add(key)
        made.append(
            HouseRule(
                space=space,
                version=version,
                number=number,
                key=key,
                text=rule.text.strip(),
                how_to_fix=rule.how_to_fix.strip(),
            )
        )
    HouseRule.objects.bulk_create(made)
    RulesVersion.objects.create(
        space=space, version=version, made_at=timezone.now(), made_by=by.account, why=why.strip(), proposal=proposal
    )


def accept_rules(*, space: Space, version: int, persona: Persona) -> None:
    """Keep that somebody ticked that they keep to a version of the rules, once. Part of the action that keeps the
    words they sent, never one by itself; version 0 stands for a space without rules."""
    if version:
        RulesAcceptance.objects.get_or_create(space=space, version=version, persona=persona)
