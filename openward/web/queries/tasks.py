"""What needs somebody now: one line for each thing, gathered from the rooms by the roles they hold."""

import dataclasses
import datetime
import enum
from collections.abc import Iterator

from django.conf import settings
from django.db.models import Count, Exists, Max, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openward.contributions.models import Contribution
from openward.design.wording import listed, number, weekday
from openward.engagements.access import held_engagements
from openward.engagements.models import Engagement, SignOff
from openward.engagements.queries import changed_since_signed
from openward.improvements.queries import needing_attention
from openward.people.access import Actor
from openward.people.models import MODERATING, Belonging, HeldRole, Organisation, Role
from openward.responses.access import ANSWERING, JUDGING
from openward.responses.models import Telling
from openward.responses.queries import reported_answers, work_counts
from openward.safety.access.readings import moderated_spaces
from openward.safety.access.rule_reports import LOOKING
from openward.safety.models import APPEAL_AIM
from openward.safety.queries.appeals import appeal_count, late_appeals_led
from openward.safety.queries.care import Care
from openward.safety.queries.cases import case_count, late_cases_led
from openward.safety.queries.readings import queue_count, unread_count
from openward.safety.queries.rule_reports import reported_count
from openward.safety.queries.together import alerts_waiting
from openward.spaces.access import spaces_with_rules_to_read
from openward.spaces.access.spaces import spaces_to_prepare
from openward.spaces.models import Space
from openward.spaces.queries.duty import own_duty, without_rota
from openward.spaces.queries.rules import waiting_rule_words
from openward.themes.access import engagements_for_coding
from openward.themes.models import Coding
from openward.web.access import held_for_protecting

SOON = datetime.timedelta(days=7)
MANY = 1_000
"""Beyond this, how many wait makes no difference to what is done next."""
MOST_OF_A_KIND = 5
NEEDED_ROLES = (Role.LEAD, Role.MODERATOR, Role.RESPONDER, Role.IMPROVER, Role.ADVISORY, Role.DATA_PROTECTION)


class Urgency(enum.IntEnum):
    """When a thing should be done; the order of the page."""

    NOW = 0
    SOON = 1
    LATER = 2


@dataclasses.dataclass(frozen=True, slots=True)
class Task:
    """One thing to do, in a sentence, with the page on which it is done."""

    sentence: str
    count: int
    address: str
    urgency: Urgency


def tasks_for(actor: Actor, *, today: datetime.date | None = None) -> list[Task]:
    """Everything that waits for the actor, the most urgent first. Each role costs a fixed number of queries."""
    now = today or timezone.localdate()
    found = [*_moderating(actor), *_answering(actor), *_leading(actor, now), *_advising(actor)]
    found += [*_judging_answers(actor), *_judging_rule_words(actor), *_keeping_rules(actor)]
    found += [*_improving(actor, now), *_coding(actor), *_protecting(actor), *_administering(actor)]
    return sorted(found, key=lambda task: task.urgency)


def _held(actor: Actor, *roles: Role) -> QuerySet[Organisation]:
    return Organisation.objects.filter(pk__in=actor.organisation_ids(roles))


def _holds(actor: Actor, *roles: Role) -> bool:
    return bool(actor.organisation_ids(roles))


def _moderating(actor: Actor) -> Iterator[Task]:
    if not _holds(actor, *MODERATING):
        return
    spaces = list(moderated_spaces(actor))
    cases = case_count(actor, spaces=spaces, care=Care())
    if cases.waiting:
        words = ngettext(
            "%(count)s report waits for a decision", "%(count)s reports wait for a decision", cases.waiting
        )
        words = _("More than %(count)s reports wait for a decision") if cases.is_more else words
        urgency = Urgency.NOW if cases.late else Urgency.SOON
        yield Task(words % {"count": number(cases.waiting)}, cases.waiting, reverse("case_list"), urgency)
    yield from _acting_together(spaces)
    appeals = appeal_count(actor, aim=APPEAL_AIM)
    if appeals.waiting:
        words = ngettext(
            "%(count)s person asks for another look", "%(count)s people ask for another look", appeals.waiting
        )
        urgency = Urgency.NOW if appeals.past_aim else Urgency.SOON
        yield Task(words % {"count": number(appeals.waiting)}, appeals.waiting, reverse("appeal_list"), urgency)
    waiting = queue_count(actor, spaces=spaces)
    queue = reverse("queue_show")
    if waiting.late:
        late = ngettext(
            "%(count)s story has waited longer than promised", "%(count)s stories have waited longer than promised",
            waiting.late,
        )  # fmt: skip
        yield Task(late % {"count": number(waiting.late)}, waiting.late, queue, Urgency.NOW)
    in_time = waiting.waiting - waiting.late
    if in_time > 0:
        words = ngettext("%(count)s story waits to be read", "%(count)s stories wait to be read", in_time)
        yield Task(words % {"count": number(in_time)}, in_time, queue, Urgency.SOON)
    unread = unread_count(actor, spaces=spaces)
    if unread:
        words = ngettext(
            "%(count)s story was shown at once and waits to be read afterwards",
            "%(count)s stories were shown at once and wait to be read afterwards",
            unread,
        )
        yield Task(words % {"count": number(unread)}, unread, reverse("queue_afterwards"), Urgency.SOON)
    yield from _on_duty(actor)


def _acting_together(spaces: list[Space]) -> Iterator[Task]:
    """Alerts about people who acted together that nobody has looked at."""
    count = alerts_waiting(spaces)
    if count:
        words = ngettext(
            "Many acted together: %(count)s alert waits for you to look",
            "Many acted together: %(count)s alerts wait for you to look",
            count,
        )
        yield Task(words % {"count": number(count)}, count, reverse("together_list"), Urgency.NOW)


def _on_duty(actor: Actor) -> Iterator[Task]:
    """The hours that somebody is on duty now, or is next within a day."""
    assert actor.account is not None
    now = timezone.now()
    for duty in own_duty(actor.account, now, days=2)[:1]:
        values = {"place": duty.space.name, "time": f"{duty.ends:%H:%M}", "start": f"{duty.starts:%H:%M}"}
        if duty.starts <= now:
            yield Task(_("You are on duty until %(time)s: %(place)s") % values, 1, reverse("duty_list"), Urgency.NOW)
        else:
            values["day"] = weekday(duty.starts.date())
            words = _("You are on duty next on %(day)s from %(start)s: %(place)s")
            yield Task(words % values, 1, reverse("duty_list"), Urgency.LATER)


def _keeping_rules(actor: Actor) -> Iterator[Task]:
    """What people say about the rules and nobody has read yet, for whoever reads it first."""
    if not _holds(actor, Role.LEAD, *MODERATING):
        return
    for slug, count in list(waiting_rule_words(spaces_with_rules_to_read(actor)).items())[:MOST_OF_A_KIND]:
        words = ngettext(
            "%(count)s proposal or remark about the house rules waits to be read",
            "%(count)s proposals or remarks about the house rules wait to be read",
            count,
        )
        yield Task(words % {"count": number(count)}, count, reverse("rules_show", args=[slug]), Urgency.SOON)


def _judging_answers(actor: Actor) -> Iterator[Task]:
    """Shown answers that somebody reported."""
    count = reported_answers(actor).count() if _holds(actor, *JUDGING) else 0
    if count:
        words = ngettext(
            "%(count)s reported answer waits for you to look", "%(count)s reported answers wait for you to look", count
        )
        yield Task(words % {"count": number(count)}, count, reverse("reported_list"), Urgency.NOW)


def _judging_rule_words(actor: Actor) -> Iterator[Task]:
    """Words about the rules that somebody reported, or that their author asks to be looked at again."""
    count = reported_count(actor) if _holds(actor, *LOOKING) else 0
    if count:
        words = ngettext(
            "%(count)s reported proposal or remark about house rules waits for you to look",
            "%(count)s reported proposals or remarks about house rules wait for you to look",
            count,
        )
        yield Task(words % {"count": number(count)}, count, reverse("rule_report_list"), Urgency.NOW)


def _answering(actor: Actor) -> Iterator[Task]:
    if not _holds(actor, *ANSWERING):
        return
    counts = work_counts(actor)
    lists = (
        (
            counts.overdue, "overdue_list", Urgency.NOW,
            ngettext("%(count)s promise is overdue", "%(count)s promises are overdue", counts.overdue),
        ),
        (
            counts.reopened, "reopened_list", Urgency.NOW,
            ngettext(
                "%(count)s person asks you to look at their point again",
                "%(count)s people ask you to look at their point again", counts.reopened,
            ),
        ),
        (
            counts.to_check, "response_check_list", Urgency.SOON,
            ngettext(
                "%(count)s claim of change waits for a second person",
                "%(count)s claims of change wait for a second person", counts.to_check,
            ),
        ),
        (
            counts.to_write, "response_work_list", Urgency.SOON,
            ngettext("%(count)s theme has no answer", "%(count)s themes have no answer", counts.to_write),
        ),
        (
            counts.drafts, "response_work_list", Urgency.LATER,
            ngettext("%(count)s answer is begun", "%(count)s answers are begun", counts.drafts),
        ),
    )  # fmt: skip
    for count, name, urgency, words in lists:
        if count:
            yield Task(words % {"count": number(count)}, count, reverse(name), urgency)


def _leading(actor: Actor, today: datetime.date) -> Iterator[Task]:
    if not _holds(actor, Role.LEAD):
        return
    late = late_cases_led(list(actor.organisation_ids([Role.LEAD])))
    if late:
        words = ngettext(
            "%(count)s report was not decided in time: ask the moderators",
            "%(count)s reports were not decided in time: ask the moderators",
            late,
        )
        yield Task(words % {"count": number(late)}, late, "", Urgency.NOW)
    unanswered = late_appeals_led(actor.organisation_ids([Role.LEAD]))
    if unanswered:
        words = ngettext(
            "%(count)s person has waited over seven days for another look: ask the moderators",
            "%(count)s people have waited over seven days for another look: ask the moderators",
            unanswered,
        )
        yield Task(words % {"count": number(unanswered)}, unanswered, "", Urgency.NOW)
    for space in without_rota(spaces_to_prepare(actor))[:MOST_OF_A_KIND]:
        words = _("Everything new waits, because there is no duty rota; two ways on: %(place)s") % {"place": space.name}
        yield Task(words, 1, reverse("space_show", args=[space.slug]) + "#no-rota", Urgency.NOW)
    mine = Engagement.objects.filter(held_engagements(actor, Role.LEAD))
    told = Telling.objects.filter(contribution=OuterRef("pk"))
    untold = (
        Contribution.objects.filter(
            space__engagement__in=mine, root__isnull=True, is_for_staff=True, receipt__answer_expected_on__lt=today
        )
        .filter(~Exists(told))
        .values_list("space__engagement__slug", "space__engagement__title")
        .annotate(people=Count("pk"))
        .order_by("-people")
    )
    for slug, title, people in untold[:MOST_OF_A_KIND]:
        words = ngettext(
            "%(count)s person was promised an answer and told nothing: %(title)s",
            "%(count)s people were promised an answer and told nothing: %(title)s",
            people,
        )
        sentence = words % {"count": number(people), "title": title}
        yield Task(sentence, people, reverse("funnel_show", args=[slug]), Urgency.NOW)
    asked = SignOff.objects.filter(
        engagement__in=mine, engagement__state=Engagement.State.PLANNED,
        verdict=SignOff.Verdict.ASKS_CHANGE,
    )  # fmt: skip
    planned = (
        mine.filter(state=Engagement.State.PLANNED)
        .annotate(is_questioned=Exists(asked.filter(engagement=OuterRef("pk"))))
        .order_by("created_at")
    )
    for engagement in planned[:MOST_OF_A_KIND]:
        words = (
            _("The advisory group asks for a change: %(title)s")
            if engagement.is_questioned
            else _("Not open yet, see what is missing: %(title)s")
        )
        address = reverse("engagement_show", args=[engagement.slug])
        yield Task(words % {"title": engagement.title}, 1, address, Urgency.SOON)
    closing = (
        mine.filter(state=Engagement.State.OPEN)
        .annotate(ends_on=Max("phases__ends_on"))
        .filter(ends_on__range=(today, today + SOON))
        .order_by("ends_on")
    )
    for ending in closing[:MOST_OF_A_KIND]:
        sentence = _("Closes by itself after %(day)s: %(title)s") % {
            "day": weekday(ending.ends_on), "title": ending.title,
        }  # fmt: skip
        yield Task(sentence, 1, reverse("engagement_show", args=[ending.slug]), Urgency.LATER)


def _advising(actor: Actor) -> Iterator[Task]:
    if not _holds(actor, Role.ADVISORY):
        return
    said = SignOff.objects.filter(engagement=OuterRef("pk"), member=actor.account)
    mine = Engagement.objects.filter(held_engagements(actor, Role.ADVISORY))
    waiting = mine.filter(state=Engagement.State.PLANNED).exclude(model_of_use="")
    for engagement in waiting.filter(~Exists(said))[:MOST_OF_A_KIND]:
        sentence = _("A plan waits for what you think: %(title)s") % {"title": engagement.title}
        yield Task(sentence, 1, reverse("engagement_show", args=[engagement.slug]), Urgency.SOON)
    for engagement in changed_since_signed(actor)[:MOST_OF_A_KIND]:
        sentence = _("The plan changed since you signed: %(title)s") % {"title": engagement.title}
        yield Task(sentence, 1, reverse("sign_off", args=[engagement.slug]), Urgency.SOON)


def _improving(actor: Actor, today: datetime.date) -> Iterator[Task]:
    if actor.account is None:
        return
    waiting = needing_attention(actor, today=today)
    for one in waiting[: 2 * MOST_OF_A_KIND]:
        urgency = Urgency.NOW if one.since_on < today - 2 * SOON else Urgency.SOON
        yield Task(one.sentence, 1, one.href, urgency)
    if len(waiting) > 2 * MOST_OF_A_KIND:
        left = len(waiting) - 2 * MOST_OF_A_KIND
        words = ngettext("%(count)s more improvement waits", "%(count)s more improvements wait", left)
        organisation = waiting[0].improvement.engagement.organisation
        address = reverse("improvement_list", args=[organisation.slug])
        yield Task(words % {"count": number(left)}, left, address, Urgency.LATER)


def _coding(actor: Actor) -> Iterator[Task]:
    if not _holds(actor, Role.CODER):
        return
    coded = Coding.objects.filter(contribution=OuterRef("pk"))
    engagements = engagements_for_coding(actor).exclude(state=Engagement.State.PLANNED).prefetch_related("spaces")
    for engagement in engagements[:MOST_OF_A_KIND]:
        # The spaces by their keys: only then does the database know whether they hold ten stories or 200,000.
        spaces = [space.pk for space in engagement.spaces.all()]
        uncoded = Contribution.objects.filter(space__in=spaces, root__isnull=True, is_for_staff=True).filter(
            ~Exists(coded)
        )
        count = uncoded[: MANY + 1].count()
        if not count:
            continue
        words = ngettext(
            "%(count)s contribution has no code yet: %(title)s",
            "%(count)s contributions have no code yet: %(title)s",
            count,
        )
        shown = _("More than %(many)s") % {"many": number(MANY)} if count > MANY else number(count)
        sentence = words % {"count": shown, "title": engagement.title}
        yield Task(sentence, min(count, MANY), reverse("coding_list", args=[engagement.slug]), Urgency.LATER)


def _protecting(actor: Actor) -> Iterator[Task]:
    if not _holds(actor, Role.DATA_PROTECTION):
        return
    count = held_for_protecting(actor).count()
    if count:
        words = ngettext(
            "%(count)s contribution is held and cannot be erased",
            "%(count)s contributions are held and cannot be erased",
            count,
        )
        yield Task(words % {"count": number(count)}, count, reverse("held_list"), Urgency.NOW)


def _administering(actor: Actor) -> Iterator[Task]:
    if not _holds(actor, Role.ADMINISTRATOR):
        return
    organisations = _held(actor, Role.ADMINISTRATOR)
    suspended = Belonging.objects.filter(
        account=OuterRef("account"), organisation=OuterRef("organisation"), suspended_at__isnull=False
    )
    held = set(
        HeldRole.objects.filter(organisation__in=organisations, space_key__isnull=True, account__is_active=True)
        .exclude(Exists(suspended))
        .values_list("organisation_id", "role")
        .distinct()
    )
    for organisation in organisations:
        here = {role for key, role in held if key == organisation.pk}
        empty = [role for role in NEEDED_ROLES if not here.intersection(_filled_by(role))]
        if empty:
            names = listed(role.label for role in empty)
            words = _("Nobody holds these roles at %(name)s: %(roles)s")
            sentence = words % {"name": organisation.name, "roles": names}
            yield Task(sentence, len(empty), reverse("colleague_list", args=[organisation.slug]), Urgency.SOON)
    if not settings.EMAIL_HOST and not settings.DEMO:
        yield Task(_("Letters are not sent: no mail server is named yet"), 1, "", Urgency.SOON)


def _filled_by(role: Role) -> tuple[Role, ...]:
    """The roles of which any fills the place of one: a senior moderator moderates too."""
    return MODERATING if role in MODERATING else (role,)


def looked_after(actor: Actor) -> list[Organisation]:
    """Organisations whose people and roles the actor looks after."""
    return list(_held(actor, Role.ADMINISTRATOR).order_by("name")) if _holds(actor, Role.ADMINISTRATOR) else []
