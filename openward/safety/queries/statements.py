"""Statements of reasons: what was decided, on which ground, as data that others can check.

`statement_of` is a pure function of a decision with its case, words, rule and measure loaded. It gives every field of
the European transparency database (Regulation (EU) 2022/2065, Articles 17 and 24(5); vocabulary of July 2025) and
some of our own, and nothing of whose words they were: no persona, no colleague, no wording. What a moderator noted as
facts is cleaned of what they copied from the words and of what points to a person.
"""

import dataclasses
import datetime
from typing import Any

from openward.contributions.models import Kind
from openward.methods.identifiers import find_identifiers
from openward.methods.quoted_words import without_quotes, without_words
from openward.safety.models import APPEAL_WINDOW, Case, Decision, Sanction, Step, Topic

LONGEST_EXPLANATION = 2_000
LONGEST_FACTS = 5_000
EEA = (
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK"
).split()  # fmt: skip
"""Where the European database asks whether a restriction counts. Ours count wherever the page is read."""

Outcome = Decision.Outcome
VISIBILITY: dict[str, str] = {
    Outcome.DECLINE: "DECISION_VISIBILITY_CONTENT_DISABLED",
    Outcome.HIDE: "DECISION_VISIBILITY_CONTENT_DISABLED",
    Outcome.REMOVE: "DECISION_VISIBILITY_CONTENT_REMOVED",
    Outcome.LABEL: "DECISION_VISIBILITY_CONTENT_LABELLED",
    Outcome.CORRECT: "DECISION_VISIBILITY_CONTENT_LABELLED",
    Outcome.LIMIT: "DECISION_VISIBILITY_CONTENT_INTERACTION_RESTRICTED",
    Outcome.COMMUNITY_ONLY: "DECISION_VISIBILITY_OTHER",
    Outcome.PROPOSE_EDIT: "DECISION_VISIBILITY_OTHER",
}
VISIBILITY_OTHER: dict[str, str] = {
    Outcome.COMMUNITY_ONLY: "Shown to members of the conversation only",
    Outcome.PROPOSE_EDIT: "Another wording was suggested; it is shown only if the author agrees",
}
PROVISION: dict[str, str] = {
    Step.RATE_LIMITED: "DECISION_PROVISION_PARTIAL_SUSPENSION",
    Step.PRE_MODERATED: "DECISION_PROVISION_PARTIAL_SUSPENSION",
    Step.READ_ONLY: "DECISION_PROVISION_PARTIAL_SUSPENSION",
    Step.SUSPENDED: "DECISION_PROVISION_TOTAL_SUSPENSION",
    Step.REMOVED: "DECISION_PROVISION_TOTAL_TERMINATION",
}
"""A step holds in one conversation, never for the account: so it restricts the service, not the account."""
SOURCES: dict[str, str] = {
    Decision.Source.READING: "SOURCE_VOLUNTARY",
    Decision.Source.SCREENING: "SOURCE_VOLUNTARY",
    Decision.Source.OWN: "SOURCE_VOLUNTARY",
    Decision.Source.REPORT: "SOURCE_ARTICLE_16",
    Decision.Source.APPEAL: "SOURCE_TYPE_OTHER_NOTIFICATION",
}
OTHER_BREACH = "STATEMENT_CATEGORY_OTHER_VIOLATION_TC"
CATEGORIES: dict[str, tuple[str, tuple[str, ...]]] = {
    "no-names": ("STATEMENT_CATEGORY_DATA_PROTECTION_AND_PRIVACY_VIOLATIONS", ()),
    "be-kind": ("STATEMENT_CATEGORY_CYBER_VIOLENCE", ("KEYWORD_ONLINE_BULLYING_INTIMIDATION",)),
    "no-advice": ("STATEMENT_CATEGORY_RISK_FOR_PUBLIC_SECURITY", ("KEYWORD_RISK_PUBLIC_HEALTH",)),
    "no-harm": ("STATEMENT_CATEGORY_SELF_HARM", ()),
    "no-adverts": (OTHER_BREACH, ("KEYWORD_GOODS_SERVICES_NOT_PERMITTED",)),
    "own-experience": (OTHER_BREACH, ()),
}
"""The category of the European vocabulary that a rule belongs to, by the key that it keeps when it is reworded."""
LAWS_CATEGORIES = {"privacy": "STATEMENT_CATEGORY_DATA_PROTECTION_AND_PRIVACY_VIOLATIONS", "care": OTHER_BREACH}
TOPIC_KEYWORDS: dict[str, tuple[str, ...]] = {
    Topic.SELF_HARM: ("KEYWORD_SUICIDE", "KEYWORD_SELF_MUTILATION"),
    Topic.HATE: ("KEYWORD_HATE_SPEECH",),
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StatementOfReasons:
    """One decision as a statement. Names and values up to `puid` are those of the European database; the rest is
    ours. What is filled in here never differs between our decisions: we take no money, touch no account and judge
    text. Days are ISO text. `is_restriction` is false for a decision that changed nothing: it has no ground then."""

    decision_visibility: tuple[str, ...]
    decision_visibility_other: str
    end_date_visibility_restriction: str
    decision_monetary: str = ""
    end_date_monetary_restriction: str = ""
    decision_provision: str
    end_date_service_restriction: str
    decision_account: str = ""
    end_date_account_restriction: str = ""
    account_type: str = ""
    decision_ground: str
    decision_ground_reference_url: str = ""
    illegal_content_legal_ground: str
    illegal_content_explanation: str
    incompatible_content_ground: str
    incompatible_content_explanation: str
    incompatible_content_illegal: str
    content_type: tuple[str, ...] = ("CONTENT_TYPE_TEXT",)
    content_type_other: str = ""
    category: str
    category_addition: tuple[str, ...] = ()
    category_specification: tuple[str, ...]
    category_specification_other: str = ""
    territorial_scope: tuple[str, ...]
    content_language: str
    content_date: str
    application_date: str
    decision_facts: str
    source_type: str
    source_identity: str = ""
    automated_detection: str
    automated_decision: str
    puid: str
    outcome: str
    is_restriction: bool
    step: str
    contribution_kind: str
    rule_key: str
    rules_version: int | None
    undone_at: str
    can_be_appealed_until: str

    def as_data(self) -> dict[str, Any]:
        """The statement as plain JSON values."""
        return {
            name: list(value) if isinstance(value, tuple) else value for name, value in dataclasses.asdict(self).items()
        }


def statement_of(decision: Decision) -> StatementOfReasons:
    """The statement of reasons of a decision. Reads nothing: everything it needs is loaded with the decision."""
    contribution = decision.case.contribution
    restricts = decision.outcome in VISIBILITY
    is_law = restricts and decision.ground == Decision.Ground.LAW
    is_rule = restricts and not is_law
    broken, broken_explained = _rule_cited(decision) if is_rule else ("", "")
    category, keywords = _category(decision) if restricts else ("", ())
    sanction = next(iter(decision.sanctions.all()), None)
    provision = _provision(decision, sanction)
    return StatementOfReasons(
        decision_visibility=(VISIBILITY[decision.outcome],) if restricts else (),
        decision_visibility_other=VISIBILITY_OTHER.get(decision.outcome, ""),
        end_date_visibility_restriction=_day(decision.ends_at) if restricts else "",
        decision_provision=provision,
        end_date_service_restriction=_day(sanction.until) if sanction and provision else "",
        decision_ground=_ground(restricts, is_law),
        illegal_content_legal_ground=decision.law[:500] if is_law else "",
        illegal_content_explanation=_cut(decision.law, LONGEST_EXPLANATION) if is_law else "",
        incompatible_content_ground=broken,
        incompatible_content_explanation=broken_explained,
        incompatible_content_illegal="No" if is_rule else "",
        category=category,
        category_specification=keywords,
        territorial_scope=tuple(sorted({*EEA, contribution.space.organisation.country})),
        content_language=contribution.language.split("-")[0].upper()[:2],
        content_date=_day(contribution.submitted_at),
        application_date=_day(decision.decided_at),
        decision_facts=_facts(decision),
        source_type=SOURCES[decision.source],
        automated_detection="Yes" if decision.is_found_automatically else "No",
        automated_decision="AUTOMATED_DECISION_FULLY" if decision.is_automatic else "AUTOMATED_DECISION_NOT_AUTOMATED",
        puid=str(decision.pk),
        outcome=decision.outcome,
        is_restriction=restricts,
        step=str(sanction.step) if sanction else "",
        contribution_kind=Kind(contribution.kind).value,
        rule_key=decision.rule.key if decision.rule else "",
        rules_version=decision.rule.version if decision.rule else None,
        undone_at=_day(decision.overturned_at),
        can_be_appealed_until=_appeal_until(decision) if restricts else "",
    )


def missing_in(statement: StatementOfReasons) -> list[str]:
    """What the European schema asks for and a statement lacks: empty for a valid one.

    A decision that restricted nothing needs no ground and must not name a restriction.
    """
    always = ("content_type", "territorial_scope", "content_date", "application_date", "decision_facts", "source_type",
              "automated_detection", "automated_decision", "puid")  # fmt: skip
    lacking = [name for name in always if not getattr(statement, name)]
    if not statement.is_restriction:
        named = ("decision_visibility", "decision_provision", "decision_ground", "category")
        return [*lacking, *(f"{name} of nothing" for name in named if getattr(statement, name))]
    if not (statement.decision_visibility or statement.decision_provision or statement.decision_account):
        lacking.append("decision_visibility")
    if "DECISION_VISIBILITY_OTHER" in statement.decision_visibility and not statement.decision_visibility_other:
        lacking.append("decision_visibility_other")
    lacking += [name for name in ("decision_ground", "category") if not getattr(statement, name)]
    of_ground = {
        "DECISION_GROUND_ILLEGAL_CONTENT": ("illegal_content_legal_ground", "illegal_content_explanation"),
        "DECISION_GROUND_INCOMPATIBLE_CONTENT": (
            "incompatible_content_ground", "incompatible_content_explanation", "incompatible_content_illegal",
        ),
    }  # fmt: skip
    lacking += [name for name in of_ground.get(statement.decision_ground, ()) if not getattr(statement, name)]
    if len(statement.decision_facts) > LONGEST_FACTS:
        lacking.append("decision_facts too long")
    return lacking


def _ground(restricts: bool, is_law: bool) -> str:
    if not restricts:
        return ""
    return "DECISION_GROUND_ILLEGAL_CONTENT" if is_law else "DECISION_GROUND_INCOMPATIBLE_CONTENT"


def _rule_cited(decision: Decision) -> tuple[str, str]:
    """The rule that words broke, and what it asks for."""
    rule = decision.rule
    if rule is None:
        # What is limited out of care cites no rule: its own sentence says so, and stands where a rule would.
        care = decision.law if decision.ground == Decision.Ground.CARE else ""
        return care, care
    return _cut(f"{rule.number}. {rule.text}", 500), _cut(f"{rule.text} {rule.how_to_fix}".strip(), LONGEST_EXPLANATION)


def _appeal_until(decision: Decision) -> str:
    is_final = decision.is_automatic or decision.source == Decision.Source.APPEAL
    return "" if is_final else _day(decision.decided_at + APPEAL_WINDOW)


def _category(decision: Decision) -> tuple[str, tuple[str, ...]]:
    topics = [keyword for topic in decision.case.topics for keyword in TOPIC_KEYWORDS.get(topic, ())]
    if decision.ground == Decision.Ground.CARE:
        return OTHER_BREACH, tuple(topics)
    if decision.rule is None:
        return LAWS_CATEGORIES.get(decision.legal_ground, "STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH"), tuple(topics)
    category, keywords = CATEGORIES.get(decision.rule.key, (OTHER_BREACH, ()))
    return category, tuple(dict.fromkeys([*keywords, *topics]))


def _provision(decision: Decision, sanction: Sanction | None) -> str:
    return PROVISION.get(sanction.step, "") if sanction and decision.outcome in VISIBILITY else ""


def _facts(decision: Decision) -> str:
    """What was seen, without what was copied from the words, what readers see covered, and what points to a person."""
    if not decision.facts or decision.is_automatic:
        return USUAL_FACTS[_usual(decision)]
    facts = decision.facts
    if decision.revision is not None:
        text = decision.revision.text
        hidden = [text[start:end] for start, end, _instead in decision.revision.masks]
        facts = without_words(without_quotes(facts, text), hidden)
    for found in sorted(find_identifiers(facts), key=lambda one: one.start, reverse=True):
        facts = f"{facts[: found.start]}[…]{facts[found.end :]}"
    return _cut(facts, LONGEST_FACTS)


def _usual(decision: Decision) -> str:
    source = Decision.Source(decision.source)
    if source in USUAL_FACTS:
        return source
    return "read_first" if decision.case.kind == Case.Kind.READING else "looked_at"


CARED_FOR = "People on call read it with care and thought that members should read it and nobody else."
"""What was seen where words are limited to members in a crisis: nothing about anybody."""
USUAL_FACTS: dict[str, str] = {
    Decision.Source.REPORT: "Readers reported it.",
    Decision.Source.APPEAL: "An appeal was decided.",
    Decision.Source.SCREENING: "A check of the words marked it.",
    Decision.Source.OWN: "A moderator came upon it.",
    "read_first": "Everything is read before it is shown.",
    "looked_at": "A moderator looked at it.",
    "cared_for": CARED_FOR,
}
"""What a statement says by itself where nobody wrote what was seen: data, in one language whoever asks."""


def _day(value: datetime.datetime | None) -> str:
    return value.date().isoformat() if value else ""


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
