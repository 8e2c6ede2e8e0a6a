"""Who is alerted about what, and what waits for whom on the crisis path."""

import dataclasses
import datetime
import itertools
import uuid
from collections.abc import Iterable

from django.db.models import Case, F, Q, QuerySet, Value, When

from openward.contributions.models import Contribution, Lifecycle, Revision
from openward.kit.prepared import Prepared
from openward.people.access import Actor
from openward.people.actions.personas import is_persona_of
from openward.people.models import MODERATING, Account, Organisation, Role
from openward.people.queries import accounts_with_role
from openward.safety.access.readings import moderated_spaces
from openward.safety.models import (
    ALERT_AGAIN_AFTER,
    ALERT_EVERY,
    ALERT_FOR,
    CrisisAlert,
    CrisisCase,
    CrisisStep,
    MessageTemplate,
    OnCall,
)
from openward.safety.queries.care import leaving, moderators_of, topics_of_crisis
from openward.spaces.models import Space

State = CrisisCase.State
UNANSWERED = (State.DETECTED, State.ALERTED)
ENDED = (State.REVIEWED, State.CLOSED)
LIST_LIMIT = 50


@dataclasses.dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody to alert, and the text address of their phone if they gave one."""

    account: Account
    text_address: str = ""


def on_call_list(organisation: Organisation) -> QuerySet[OnCall]:
    """Who is alerted in an organisation, in order."""
    return OnCall.objects.filter(organisation=organisation).select_related("account").order_by("place", "pk")


def rota_of(crisis: CrisisCase) -> list[list[Recipient]]:
    """Whom to alert, first to last; those in one place of the list are alerted together.

    Without a list it is the safeguarding lead of the space, then its leads, then its moderators: an alert always has
    somebody to go to. The author of the words is never among them. Whoever leaves the topic to others comes last, and
    is alerted all the same when nobody else answers: a life goes before.
    """
    space = crisis.space
    held = on_call_list(space.organisation).filter(account__is_active=True)
    groups = [
        [Recipient(one.account, one.text_address) for one in group]
        for _place, group in itertools.groupby(held, key=lambda one: one.place)
    ]
    if not groups:
        lead = [space.safeguarding_lead] if space.safeguarding_lead and space.safeguarding_lead.is_active else []
        roles = ((Role.LEAD,), MODERATING)
        others = [accounts_with_role(space.organisation, *role, space_key=space.pk) for role in roles]
        groups = [[Recipient(account) for account in group] for group in (lead, *others)]
    usable = [[one for one in group if not _wrote_it(crisis, one.account)] for group in groups]
    return [group for group in _left_to_others_last(crisis, usable) if group]


def _left_to_others_last(crisis: CrisisCase, groups: list[list[Recipient]]) -> list[list[Recipient]]:
    left = leaving([one.account for group in groups for one in group], topics_of_crisis(crisis))
    if not left:
        return groups
    first = [[one for one in group if one.account.pk not in left] for group in groups]
    return [*first, [one for group in groups for one in group if one.account.pk in left]]


def watchers_of(crisis: CrisisCase) -> list[Account]:
    """Who sees an open alert on every page besides those on call: the safeguarding lead, and the moderators but for
    those who leave the topic to others."""
    space = crisis.space
    found = moderators_of(space)
    left = leaving(found, topics_of_crisis(crisis))
    found = [account for account in found if account.pk not in left]
    if space.safeguarding_lead is not None and space.safeguarding_lead.is_active:
        found = [space.safeguarding_lead, *found]
    return [account for account in dict.fromkeys(found) if not _wrote_it(crisis, account)]


def recipients_in(crisis: CrisisCase, round_number: int) -> list[Recipient]:
    """Whom a round goes to: the next in order; everybody in the last round, or once the list is at its end."""
    rota = rota_of(crisis)
    if round_number < min(len(rota), len(ALERT_AGAIN_AFTER)):
        return rota[round_number]
    return list({one.account.pk: one for group in rota for one in group}.values())


def alert_rounds(crisis: CrisisCase) -> list[datetime.datetime]:
    """When an alert goes out again while nobody has acknowledged it, in order. A drill ends with the first rounds."""
    first = [crisis.opened_at + after for after in ALERT_AGAIN_AFTER]
    if crisis.is_drill:
        return first
    later = (ALERT_FOR - ALERT_AGAIN_AFTER[-1]) // ALERT_EVERY
    return [*first, *(first[-1] + number * ALERT_EVERY for number in range(1, later + 1))]


def seniors_of(crisis: CrisisCase) -> list[Account]:
    """Who may choose what is done in high danger: the safeguarding lead, senior moderators and leads of the space."""
    space = crisis.space
    lead = [space.safeguarding_lead] if space.safeguarding_lead and space.safeguarding_lead.is_active else []
    held = accounts_with_role(space.organisation, Role.SENIOR_MODERATOR, Role.LEAD, space_key=space.pk)
    return [one for one in dict.fromkeys([*lead, *held]) if not _wrote_it(crisis, one)]


def crises_to_alert_again(now: datetime.datetime) -> QuerySet[CrisisCase]:
    """Those that nobody has acknowledged five minutes after they were noticed."""
    return _with_place(CrisisCase.objects.filter(state__in=UNANSWERED, opened_at__lte=now - ALERT_AGAIN_AFTER[0]))


def crises_without_alert() -> QuerySet[CrisisCase]:
    """Those whose first alerts were never written."""
    return _with_place(CrisisCase.objects.filter(state=State.DETECTED))


def alerts_to_deliver() -> QuerySet[CrisisAlert]:
    """Alerts that have not left yet, those that failed before among them, while nobody has acknowledged."""
    waiting = CrisisAlert.objects.filter(delivered_at__isnull=True, crisis__state__in=UNANSWERED)
    return waiting.exclude(channel=CrisisAlert.Channel.SCREEN).order_by("pk")


def follow_ups_due(now: datetime.datetime) -> QuerySet[CrisisCase]:
    """Those whose author somebody should think of again now."""
    return _with_place(CrisisCase.objects.filter(state__in=[State.ACTING, State.FOLLOW_UP], follow_up_at__lte=now))


def reviews_due(now: datetime.datetime) -> QuerySet[CrisisCase]:
    """Those that the team should look back on now."""
    return _with_place(CrisisCase.objects.filter(state__in=[State.ACTING, State.FOLLOW_UP], review_at__lte=now))


def open_crisis_of(contribution: Contribution) -> CrisisCase | None:
    """The crisis of a contribution that is not looked back on yet."""
    return CrisisCase.objects.filter(contribution=contribution).exclude(state__in=ENDED).first()


def is_needed_by_another(crisis: CrisisCase) -> bool:
    """Whether the hold on the words is the business of another crisis: one that is open, or a newer one that people
    have looked back on and not closed yet."""
    others = CrisisCase.objects.filter(contribution=crisis.contribution_id, contribution__isnull=False)
    newer = Q(opened_at__gt=crisis.opened_at) & ~Q(state=State.CLOSED)
    return others.exclude(pk=crisis.pk).filter(~Q(state__in=ENDED) | newer).exists()


def is_judged_harmless(contribution: Contribution) -> bool:
    """Whether people have looked at the newest wording on this path before and let it go."""
    newest = contribution.revisions.filter(written_by=Revision.WrittenBy.AUTHOR).last()
    past = CrisisCase.objects.filter(contribution=contribution, act=CrisisCase.Act.NOTHING, state=State.CLOSED)
    return newest is not None and past.filter(opened_at__gte=newest.created_at).exists()


def is_on_call(account: Account, organisation_id: uuid.UUID) -> bool:
    return OnCall.objects.filter(account=account, organisation_id=organisation_id).exists()


def crises_of(actor: Actor) -> QuerySet[CrisisCase]:
    """The crises that are the actor's business: where they are on call, safeguarding lead, or moderate."""
    return _with_place(CrisisCase.objects.filter(_is_in(spaces_of(actor))))


def spaces_of(actor: Actor) -> QuerySet[Space]:
    """Spaces whose crises are the actor's business."""
    if actor.account is None:
        return Space.objects.none()
    on_call = OnCall.objects.filter(account=actor.account).values("organisation_id")
    mine = Q(safeguarding_lead=actor.account) | Q(organisation_id__in=on_call)
    return Space.objects.filter(mine | Q(pk__in=moderated_spaces(actor).values("pk")))


def organisations_prepared_by(actor: Actor) -> list[Organisation]:
    """Organisations whose list of people on call and whose messages the actor keeps."""
    mine = actor.organisation_ids({Role.LEAD, Role.DATA_PROTECTION})
    return list(Organisation.objects.filter(pk__in=mine).order_by("name")) if mine else []


def open_crises(actor: Actor) -> list[CrisisCase]:
    """What is not closed, unanswered first, then by danger, then by age; never what the actor wrote."""
    rank = Case(
        When(state__in=UNANSWERED, then=Value(0)),
        When(level="high", then=Value(1)),
        When(level="", then=Value(2)),
        When(level="medium", then=Value(3)),
        default=Value(4),
    )
    found = crises_of(actor).exclude(state__in=ENDED).annotate(rank=rank).order_by("rank", "opened_at", "pk")
    return list(found[:LIST_LIMIT])


def ended_crises(actor: Actor) -> list[CrisisCase]:
    """What was looked back on or closed, the newest first."""
    found = crises_of(actor).filter(state__in=ENDED)
    return list(found.order_by(F("closed_at").desc(nulls_first=True), "-opened_at")[:LIST_LIMIT])


def steps_of(crisis: CrisisCase) -> list[CrisisStep]:
    """Everything that was done or noted, oldest first."""
    return list(crisis.steps.select_related("taken_by"))


def alerts_of(crisis: CrisisCase) -> list[CrisisAlert]:
    """The alerts of the first rounds and of the last one, oldest first: those between say the same again."""
    last = crisis.alerts.order_by("-round").values("round")[:1]
    shown = crisis.alerts.filter(Q(round__lte=len(ALERT_AGAIN_AFTER)) | Q(round=last))
    return list(shown.select_related("account").order_by("round", "written_at", "pk"))


def alerts_on(crises: Iterable[CrisisCase]) -> list[CrisisAlert]:
    """Every alert of these crises, with whom it went to."""
    return list(CrisisAlert.objects.filter(crisis__in=list(crises)).select_related("account").order_by("pk"))


def templates_of(organisation: Organisation, language: str = "") -> QuerySet[MessageTemplate]:
    """Messages that help to write to somebody, those in the author's language first."""
    is_theirs = Case(When(language=language, then=Value(0)), default=Value(1))
    return MessageTemplate.objects.filter(organisation=organisation).order_by(is_theirs, "title", "pk")


def messages_to_author(contribution: Contribution) -> list[CrisisStep]:
    """What the team wrote to the author on this path, newest first; for the author's own page."""
    found = CrisisStep.objects.filter(crisis__contribution=contribution, kind="message").exclude(words="")
    return list(found.order_by("-taken_at", "-pk"))


def open_alerts(account: Account) -> QuerySet[CrisisAlert]:
    """Alerts on this account's screen that nobody has acknowledged, for use inside another query too."""
    mine = CrisisAlert.objects.filter(account=account, channel=CrisisAlert.Channel.SCREEN)
    return mine.filter(crisis__state__in=UNANSWERED)


_open_alerts = Prepared(
    lambda account: (
        CrisisCase.objects.filter(alerts__in=open_alerts(Account(pk=account)))
        .distinct()
        .order_by("is_drill", "opened_at")[:5]
    ),
    account=uuid.uuid4(),
)


def open_alerts_for(account: Account) -> list[CrisisCase]:
    """Crises that nobody has acknowledged and that this account was alerted to: for the banner on every page."""
    return _open_alerts(account=account.pk)


def current_words(crisis: CrisisCase) -> Revision | None:
    """The author's newest wording; None for a drill and for words that the author took back or had erased."""
    contribution = crisis.contribution
    if contribution is None or contribution.lifecycle in {Lifecycle.WITHDRAWN, Lifecycle.ERASED}:
        return None
    return contribution.revisions.filter(written_by=Revision.WrittenBy.AUTHOR).last()


def _wrote_it(crisis: CrisisCase, account: Account) -> bool:
    wording = crisis.contribution
    return wording is not None and is_persona_of(
        persona_id=wording.author_id, scope_key=wording.space_id, account=account
    )


def _is_in(spaces: QuerySet[Space]) -> Q:
    keys = spaces.values("pk")
    return Q(contribution__space__in=keys) | Q(drill_space__in=keys)


def _with_place(found: QuerySet[CrisisCase]) -> QuerySet[CrisisCase]:
    return found.select_related(
        "contribution__space__organisation",
        "contribution__space__safeguarding_lead",
        "contribution__author",
        "drill_space__organisation",
        "drill_space__safeguarding_lead",
        "acknowledged_by",
        "assessed_by",
        "second_opinion_by",
    )


def crisis_with_place(key: uuid.UUID) -> CrisisCase | None:
    """One crisis with what its pages and alerts need."""
    return _with_place(CrisisCase.objects.filter(pk=key)).first()
