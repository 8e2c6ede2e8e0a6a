"""Who appeals: the author, with the code or signed in. Who decides: moderators who neither decided first nor wrote or
reported the words, from here or, where nobody is left here, from an organisation that helps."""

import uuid
from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.http import Http404

from openward.contributions.models import Contribution
from openward.people.access import Actor
from openward.people.actions.personas import is_persona_of, personas_of
from openward.people.models import MODERATING, Account, Organisation, Role
from openward.safety.access.readings import can_moderate, is_moderator, moderated_spaces
from openward.safety.models import SAME_OR_HIGHER, Appeal, AppealHelp, Decision, Sanction, SecondReading
from openward.spaces.models import Space

FIRST_READ = ("space__organisation", "space__safeguarding_lead", "service", "root", "author")
LEADING = (*MODERATING, Role.LEAD, Role.ADMINISTRATOR)


# --- Authors ------------------------------------------------------------------------------------------------------


def decision_for_author(contribution: Contribution, key: uuid.UUID) -> Decision:
    """A decision about these words, which their author has opened; "not found" for any other."""
    found = decisions_to_read().filter(pk=key, case__contribution=contribution)
    return _decision(found.first())


def own_decision(actor: Actor, key: uuid.UUID) -> Decision:
    """A decision about words that whoever is signed in wrote under their account."""
    decision = _decision(decisions_to_read().filter(pk=key).first())
    contribution = decision.case.contribution
    if actor.account is None or not is_persona_of(
        persona_id=contribution.author_id, scope_key=contribution.space_id, account=actor.account
    ):
        raise Http404
    return decision


def decisions_to_read() -> QuerySet[Decision]:
    """Decisions with all that a statement of reasons and a page about one print."""
    joined = [f"case__contribution__{name}" for name in FIRST_READ]
    found = Decision.objects.select_related(*joined, "revision", "rule", "proposal", "case").filter(
        reopened_at__isnull=True
    )
    return found.prefetch_related("sanctions", "appeals")


def _decision(decision: Decision | None) -> Decision:
    if decision is None or decision.outcome == Decision.Outcome.KEEP:
        raise Http404
    return decision


def measure_for_author(contribution: Contribution) -> Sanction:
    """What holds the author of these words back in their space now."""
    found = Sanction.objects.select_related("decision", "space__organisation", "persona")
    sanction = found.filter(persona=contribution.author_id).exclude(step="ok").first()
    if sanction is None:
        raise Http404
    return sanction


# --- Deciders -----------------------------------------------------------------------------------------------------


def helped_organisations(
    actor: Actor, roles: Collection[str] = MODERATING
) -> QuerySet[AppealHelp, tuple[uuid.UUID]]:
    """Organisations whose appeals the actor may decide because theirs helps them; for use inside another query."""
    helpers = {h.organisation_id for h in actor.holdings if h.role in roles and h.space_key is None}
    holding = AppealHelp.objects.filter(
        helper__in=helpers, agreed_at__isnull=False, offered_at__isnull=False, ended_at__isnull=True
    )
    return holding.values_list("organisation_id")


def appeals_in_sight(actor: Actor) -> Q:
    """"Waits where the actor moderates or helps" as a condition on Appeal, whatever role it needs."""
    return _reached_with(actor, MODERATING)


def ranks_high_enough(actor: Actor) -> Q:
    """"Whoever decided first holds no higher role than the actor does there" as a condition on Appeal."""
    condition = Q(least_role=Role.MODERATOR)
    seniors = SAME_OR_HIGHER[Role.SENIOR_MODERATOR]
    if any(holding.role in seniors for holding in actor.holdings):
        condition |= _reached_with(actor, seniors)
    return condition


def appeals_within_reach(actor: Actor) -> Q:
    """"May decide by their roles" as a condition on Appeal; whether they are involved is asked apart."""
    return appeals_in_sight(actor) & ranks_high_enough(actor)


def _reached_with(actor: Actor, roles: Collection[str]) -> Q:
    here = Q(space__in=moderated_spaces(actor, roles))
    return here | Q(is_in_pool=True, space__organisation__in=helped_organisations(actor, roles))


def is_within_reach(actor: Actor, appeal: Appeal) -> bool:
    """Whether the actor's roles are enough to decide about an appeal, here or for those whom they help."""
    return Appeal.objects.filter(appeals_within_reach(actor), pk=appeal.pk).exists()


def role_of_decider(account: Account | None, space: Space) -> Role:
    """The role with which somebody decides in a space, or for those whom their organisation helps: it is the least
    with which somebody else can look again. Nobody, and whoever holds none any more, counts as a moderator."""
    if account is None:
        return Role.MODERATOR
    here = Q(organisation=space.organisation_id) & (Q(space_key__isnull=True) | Q(space_key=space.pk))
    helpers = AppealHelp.objects.filter(organisation=space.organisation_id).values("helper")
    held = account.held_roles.filter(role=Role.SENIOR_MODERATOR)
    is_senior = held.filter(here | Q(organisation__in=helpers, space_key__isnull=True)).exists()
    return Role.SENIOR_MODERATOR if is_senior else Role.MODERATOR


def is_involved(account: Account, appeal: Appeal) -> bool:
    """Whether somebody decided first, wrote the words or reported them: then they cannot decide about the appeal.

    Whoever made the decision that this one took the place of is part of it too.
    """
    if appeal.first_decider_id == account.pk:
        return True
    replaced = Appeal.objects.filter(replacement__isnull=False, replacement=appeal.decision_id)
    if replaced.filter(first_decider=account).exists():
        return True
    own = personas_of(account=account, scope_keys=[appeal.space_id])
    if not own:
        return False
    if appeal.appellant_id in own or appeal.contribution.author_id in own:
        return True
    return appeal.decision is not None and appeal.decision.case.reports.filter(reporter__in=own).exists()


def appeal_for_deciding(actor: Actor, key: uuid.UUID) -> Appeal:
    """The appeal with this key, for somebody who may decide about it; "not found" otherwise."""
    joined = [f"contribution__{name}" for name in FIRST_READ]
    found = (
        Appeal.objects.select_related(
            *joined, "contribution__shown_revision", "space__organisation", "decision__case__contribution__author",
            "decision__revision", "decision__rule", "replacement",
        )
        .filter(appeals_within_reach(actor), pk=key)
        .first()
    )  # fmt: skip
    if found is None or actor.account is None or is_involved(actor.account, found):
        raise Http404
    return found


def may_decide_appeals(actor: Actor) -> bool:
    """Whether appeals are anything to the actor: moderators, here or for those whom they help."""
    return is_moderator(actor)


def decision_for_stating(actor: Actor, key: uuid.UUID) -> Decision:
    """A decision whose statement of reasons the actor may have as data: moderators of its space, and
    those who lead there, answer
    for data, or help with an appeal against it."""
    decision = decisions_to_read().filter(pk=key).first()
    if decision is None:
        raise Http404
    space = decision.case.contribution.space
    leads = actor.holds(Role.LEAD, Role.DATA_PROTECTION, organisation_id=space.organisation_id, space_key=space.pk)
    helps = decision.appeals.filter(appeals_within_reach(actor))
    if actor.account is None or not (can_moderate(actor, space) or leads or helps.exists()):
        raise Http404
    return decision


# --- Help between organisations, and how far moderators agree -----------------------------------------------------


def help_for_ending(actor: Actor, key: uuid.UUID) -> tuple[AppealHelp, Organisation]:
    """Help that an administrator of one of its two sides may end, and on which side they stand."""
    found = AppealHelp.objects.select_related("organisation", "helper").filter(pk=key, ended_at__isnull=True).first()
    if found is not None and actor.account is not None:
        for side in (found.organisation, found.helper):
            if actor.holds(Role.ADMINISTRATOR, organisation_id=side.pk):
                return found, side
    raise Http404


def organisation_for_agreement(actor: Actor, slug: str) -> Organisation:
    """The organisation, for those who look after how its moderators decide."""
    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation is None or not can_see_agreement(actor, organisation):
        raise Http404
    return organisation


def can_see_agreement(actor: Actor, organisation: Organisation) -> bool:
    """Whether how far moderators agree is anything to the actor."""
    return actor.account is not None and actor.holds(*LEADING, organisation_id=organisation.pk)


def organisations_with_agreement(actor: Actor) -> QuerySet[Organisation]:
    """The organisations of which the actor may know how far moderators agree."""
    return Organisation.objects.filter(pk__in=actor.organisation_ids(LEADING)).order_by("name")


def can_set_share(actor: Actor, organisation: Organisation) -> bool:
    """Whether the actor settles how many decisions are read again: those who lead, not those who are read."""
    return actor.holds(Role.LEAD, Role.ADMINISTRATOR, organisation_id=organisation.pk)


def second_reading_for_reading(actor: Actor, number: int) -> SecondReading:
    """A drawn decision that waits, for a moderator of its space who neither made it nor wrote or reported the words."""
    found = second_reading_of(actor, number)
    if found is None or found.outcome:
        raise Http404
    return found


def second_reading_of(actor: Actor, number: int) -> SecondReading | None:
    """The same whether it waits or was made meanwhile; None for everybody else."""
    found = (
        SecondReading.objects.select_related(
            "decision__case__contribution__space__organisation",
            "decision__case__contribution__service",
            "decision__case__contribution__root__shown_revision",
            "decision__revision",
        )
        .filter(pk=number)
        .first()
    )
    if found is None or actor.account is None:
        return None
    contribution = found.decision.case.contribution
    is_own = found.first_decider_id == actor.account.pk
    if is_own or not can_moderate(actor, contribution.space) or _took_part(actor.account, found.decision):
        return None
    return found


def _took_part(account: Account, decision: Decision) -> bool:
    own = personas_of(account=account, scope_keys=[decision.case.contribution.space_id])
    if not own:
        return False
    return decision.case.contribution.author_id in own or decision.case.reports.filter(reporter__in=own).exists()
