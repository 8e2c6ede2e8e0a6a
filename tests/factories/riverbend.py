"""Riverbend Health as tests know it: the cast of the demonstration with one engagement and one open space."""

import dataclasses
import datetime
import secrets

from django.utils import timezone

from openward.config.demonstration.cast import Cast, assemble
from openward.contributions.actions.reviews import approve, move_review
from openward.contributions.actions.stories import Sent, submit_story
from openward.contributions.models import Contribution, Review
from openward.engagements.models import Engagement, Phase, PublicStatement, Stage
from openward.ledger.events import SubmissionKey
from openward.people.access import SYSTEM, VISITOR, Actor, actor_for_account
from openward.people.actions.organisations import found_organisation, give_role, invite_account
from openward.people.models import Account, Purpose, Role
from openward.spaces.actions import plan_shifts
from openward.spaces.models import Direction, HouseRule, IdentityRule, ModerationMode, Space, Visibility
from openward.spaces.queries import rules_in_force

ALL_CONSENTS = tuple(Purpose.values)


@dataclasses.dataclass(frozen=True, slots=True)
class Riverbend:
    cast: Cast
    engagement: Engagement
    space: Space
    outsider: Account
    """Lead of another organisation on the same install: must see nothing of Riverbend's that is not public."""

    def account(self, part: str) -> Account:
        return self.outsider if part == "outsider" else self.cast.accounts[part]

    def actor(self, part: str) -> Actor:
        """The actor a member of the cast is, with a fresh form."""
        submission = SubmissionKey(secrets.token_urlsafe(8))
        if part == "visitor":
            return dataclasses.replace(VISITOR, submission=submission)
        return actor_for_account(self.account(part), submission=submission)


def found_riverbend() -> Riverbend:
    cast = assemble()
    today = timezone.localdate()
    engagement = Engagement.objects.create(
        organisation=cast.organisation,
        slug="listening-to-outpatients",
        title="Listening to outpatients",
        aim="Shorter, kinder waits in outpatients.",
        model_of_use="MOD-02",
        stage=Stage.UNDERSTAND,
        state=Engagement.State.OPEN,
        opened_at=timezone.now(),
        expected_per_week=20,
    )
    PublicStatement.objects.create(
        engagement=engagement,
        why_we_ask="Waiting is the thing people write about most.",
        can_change="How clinics are run and how people are told about delays.",
        cannot_change="The number of consultants this year.",
        who_decides="The outpatient board",
        decided_by_on=today + datetime.timedelta(days=60),
    )
    Phase.objects.create(
        engagement=engagement,
        kind=Phase.Kind.LISTEN,
        starts_on=today - datetime.timedelta(days=30),
        ends_on=today + datetime.timedelta(days=30),
    )
    space = Space.objects.create(
        organisation=cast.organisation,
        engagement=engagement,
        slug="friends-and-family",
        name="Friends and family",
        state=Space.State.OPEN,
        direction=Direction.TWO_WAY,
        visibility=Visibility.PUBLIC,
        identity_rule=IdentityRule.ANONYMOUS,
        moderation_mode=ModerationMode.BEFORE,
        stage=Stage.UNDERSTAND,
        safeguarding_lead=cast.accounts["data_protection"],
        staffed_hours="Monday to Friday, 9am to 5pm",
        opened_at=timezone.now(),
    )
    HouseRule.objects.create(
        space=space,
        version=1,
        number=1,
        key="no-names",
        text="Leave out names and anything that shows who somebody is.",
        how_to_fix="Take the name out, or write “a nurse” or “my doctor” instead.",
    )
    other = found_organisation(
        slug="hillside", name="Hillside Trust", about="", emergency_text="Call 999 in an emergency.", by=SYSTEM
    )
    outsider = invite_account(
        organisation=other, email="lead@hillside.example", name="Ruth Adeyemi", password="hillside-lead", by=SYSTEM
    )
    for role in Role:
        give_role(account=outsider, organisation=other, role=role, by=SYSTEM)
    return Riverbend(cast, engagement, space, outsider)


def sent_story(
    riverbend: Riverbend, *, happened: str = "I waited two hours and nobody said why.", **values: object
) -> Sent:
    """A story as a visitor sends it, waiting to be read."""
    space = values.get("space", riverbend.space)
    rules = rules_in_force(space)  # type: ignore[arg-type]
    return submit_story(
        **{  # type: ignore[arg-type]
            "space": space,
            "accepted_rules": rules[0].version if rules else 0,
            "parts": [["happened", happened], ["good", "The nurse was kind."], ["better", "Tell us about delays."]],
            "badge": "patient",
            "consents": ALL_CONSENTS,
            "service": riverbend.cast.services["Outpatients"],
            "happened_on": datetime.date(2026, 10, 1),
            "by": riverbend.actor("visitor"),
            **values,
        }
    )


def approved(riverbend: Riverbend, contribution: Contribution) -> Contribution:
    """The same contribution after a moderator has approved its newest wording."""
    moderator = riverbend.actor("moderator")
    revision = contribution.revisions.last()
    assert revision is not None
    move_review(revision=revision, to=Review.IN_REVIEW, by=moderator)
    approve(revision=revision, sha256=revision.sha256, by=moderator)
    contribution.refresh_from_db()
    return contribution


def published_story(riverbend: Riverbend, **values: object) -> Contribution:
    """A story that everybody can read."""
    return approved(riverbend, sent_story(riverbend, **values).contribution)


def covered_at_every_hour(riverbend: Riverbend) -> None:
    """Somebody is on duty in the open space day and night, so that its own mode holds."""
    plan_shifts(
        space=riverbend.space,
        account=riverbend.account("moderator"),
        starts_at=datetime.time(0),
        ends_at=datetime.time(0),
        weekdays=range(7),
        by=riverbend.actor("lead"),
    )
