"""Statements of reasons: valid for every outcome, superset of the European schema, nothing of whose words they were."""

import dataclasses
import datetime
import json

from django.test import Client
from django.utils import timezone

from openward.contributions.actions.comments import submit_comment
from openward.safety.access.appeals import decisions_to_read
from openward.safety.actions.readings import claim_case, decide_case
from openward.safety.actions.reports import receive_report
from openward.safety.models import Decision, Report, Step
from openward.safety.models.decisions import CARE
from openward.safety.presenters.appellants import statement_rows
from openward.safety.queries.statements import StatementOfReasons, missing_in, statement_of
from tests.factories.riverbend import Riverbend, published_story
from tests.rooms.safety.appealing import decided_about, declined_reply

Outcome = Decision.Outcome
CANARY = "quetzal"
SCHEMA = """decision_visibility decision_visibility_other end_date_visibility_restriction decision_monetary
end_date_monetary_restriction decision_provision end_date_service_restriction decision_account
end_date_account_restriction account_type decision_ground decision_ground_reference_url illegal_content_legal_ground
illegal_content_explanation incompatible_content_ground incompatible_content_explanation incompatible_content_illegal
content_type content_type_other category category_addition category_specification category_specification_other
territorial_scope content_language content_date application_date decision_facts source_type source_identity
automated_detection automated_decision puid""".split()


def stated(decision: Decision) -> StatementOfReasons:
    return statement_of(decisions_to_read().get(pk=decision.pk))


def every_decision(riverbend: Riverbend) -> list[Decision]:
    """One of each outcome, about words with a canary in them, written by the actions that moderators use."""
    words = f"The {CANARY} nurse shouted at me in the corridor."
    found = []
    shown = [one for one in Outcome if one not in {Outcome.APPROVE, Outcome.DECLINE}]
    for outcome in shown:
        story = published_story(riverbend, happened=words)
        values: dict[str, object] = {"passages": [(0, 20)]}
        if outcome == Outcome.PROPOSE_EDIT:
            parts = [list(part) for part in story.shown_revision.parts]  # type: ignore[union-attr]
            parts[0][1] = "A nurse shouted at me."
            values["parts"] = parts
        if outcome != Outcome.KEEP:
            values["facts"] = f"It says: “The {CANARY} nurse shouted at me”, ring 01632 960123."
        found.append(decided_about(riverbend, outcome, story=story, **values))
    found.append(declined_reply(riverbend, words=words)[1])
    reply = submit_comment(
        parent=published_story(riverbend), words=words, badge="patient", by=riverbend.actor("visitor")
    ).contribution
    moderator = riverbend.actor("moderator")
    case = claim_case(contribution=reply, by=moderator)
    sha256 = reply.revisions.get().sha256
    found.append(
        decide_case(case=case, outcome=Outcome.APPROVE, revision_sha256=sha256, version=case.version, by=moderator)
    )
    return found


def test_every_outcome_gives_a_valid_statement_without_words_or_people(riverbend: Riverbend) -> None:
    decisions = every_decision(riverbend)
    assert {one.outcome for one in decisions} == set(Outcome.values)
    people = [str(account.pk) for account in riverbend.cast.accounts.values()]
    people += [account.name for account in riverbend.cast.accounts.values()]
    for decision in decisions:
        found = stated(decision)
        assert missing_in(found) == [], decision.outcome
        kept = json.dumps(found.as_data(), ensure_ascii=False)
        contribution = decision.case.contribution
        assert CANARY not in kept
        assert "960123" not in kept
        secrets = [*people, str(contribution.author_id), str(contribution.pk), decision.words_to_author or "\0"]
        assert not [one for one in secrets if one in kept]
        rows = " ".join(f"{row.key} {row.value}" for row in statement_rows(found, decision))
        assert CANARY not in rows


def test_the_european_schema_is_in_it_whole() -> None:
    ours = [field.name for field in dataclasses.fields(StatementOfReasons)]
    assert ours[: len(SCHEMA)] == SCHEMA


def test_what_a_statement_lacks_is_noticed(riverbend: Riverbend) -> None:
    found = stated(decided_about(riverbend, Outcome.HIDE))
    assert missing_in(dataclasses.replace(found, category="")) == ["category"]
    assert missing_in(dataclasses.replace(found, decision_facts="")) == ["decision_facts"]
    assert missing_in(dataclasses.replace(found, incompatible_content_explanation="")) != []
    assert missing_in(dataclasses.replace(found, decision_visibility=())) == ["decision_visibility"]
    assert missing_in(dataclasses.replace(found, is_restriction=False)) != []


def test_values_are_those_of_the_schema(riverbend: Riverbend) -> None:
    until = timezone.now() + datetime.timedelta(days=7)
    found = stated(decided_about(riverbend, Outcome.REMOVE, step=Step.SUSPENDED, step_until=until))
    assert found.decision_visibility == ("DECISION_VISIBILITY_CONTENT_REMOVED",)
    assert found.decision_provision == "DECISION_PROVISION_TOTAL_SUSPENSION"
    assert found.end_date_service_restriction == until.date().isoformat()
    assert found.decision_ground == "DECISION_GROUND_INCOMPATIBLE_CONTENT"
    assert found.category == "STATEMENT_CATEGORY_DATA_PROTECTION_AND_PRIVACY_VIOLATIONS"
    assert found.source_type == "SOURCE_ARTICLE_16"
    assert found.automated_decision == "AUTOMATED_DECISION_NOT_AUTOMATED"
    assert "GB" in found.territorial_scope
    assert "DE" in found.territorial_scope
    by_law = stated(decided_about(riverbend, Outcome.HIDE, rule=None, legal_ground="Malicious Communications Act"))
    assert by_law.decision_ground == "DECISION_GROUND_ILLEGAL_CONTENT"
    assert by_law.illegal_content_legal_ground == "Malicious Communications Act"


def test_what_is_limited_out_of_care_breaks_no_rule(riverbend: Riverbend) -> None:
    decision = decisions_to_read().get(pk=decided_about(riverbend, Outcome.COMMUNITY_ONLY).pk)
    decision.ground, decision.legal_ground, decision.rule = Decision.Ground.CARE, CARE, None
    found = statement_of(decision)
    assert missing_in(found) == []
    assert found.category == "STATEMENT_CATEGORY_OTHER_VIOLATION_TC"
    assert "breaks no rule" in found.incompatible_content_ground


def test_what_hides_by_itself_says_so(riverbend: Riverbend) -> None:
    story = published_story(riverbend)
    receive_report(contribution=story, category=Report.Category.IDENTIFIES, by=riverbend.actor("visitor"))
    found = stated(Decision.objects.get(is_automatic=True))
    assert missing_in(found) == []
    assert found.automated_decision == "AUTOMATED_DECISION_FULLY"
    assert found.automated_detection == "Yes"
    assert found.end_date_visibility_restriction != ""
    assert found.can_be_appealed_until == ""


def test_reading_a_statement_asks_the_database_nothing(riverbend: Riverbend, django_assert_num_queries: object) -> None:
    decision = decisions_to_read().get(pk=decided_about(riverbend).pk)
    with django_assert_num_queries(0):  # type: ignore[operator]
        statement_of(decision)


def test_staff_have_it_as_data(riverbend: Riverbend, client_of: object) -> None:
    decision = decided_about(riverbend)
    moderator: Client = client_of("moderator")  # type: ignore[operator]
    answer = moderator.get(f"/decisions/{decision.pk}/statement.json")
    assert answer.json()["puid"] == str(decision.pk)
