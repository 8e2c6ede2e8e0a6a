"""What must be there before a space opens, with the page where each is put right."""

from django.utils.translation import gettext as _

from openward.design.wording import listed
from openward.engagements.queries import Missing, Requirement
from openward.engagements.queries import requirements as plan_requirements
from openward.engagements.queries.plans import missing_of
from openward.people.models import MODERATING
from openward.people.queries import accounts_with_role
from openward.spaces.models import EscalationContact, ModerationMode, Space
from openward.spaces.queries.rules import rules_in_force
from openward.spaces.queries.spaces import setting_names, settings_of


def requirements_before_opening(space: Space) -> list[Requirement]:
    """Everything that must be there before a space opens, the plan's requirements first."""
    return [*plan_requirements(space.engagement), *_own_requirements(space)]


def missing_before_opening(space: Space) -> list[Missing]:
    """What keeps a space from opening, with the page where each is put right."""
    return missing_of(requirements_before_opening(space))


def _own_requirements(space: Space) -> list[Requirement]:
    return [*_settings_and_rules(space), *_who_is_there(space), *_whom_to_call(space)]


def _settings_and_rules(space: Space) -> list[Requirement]:
    names = setting_names()
    unexplained = [names[setting.key] for setting in settings_of(space) if setting.differs and not setting.reason]
    return [
        _one(
            space,
            "settings",
            _("Settings"),
            not unexplained,
            _("Each setting is the usual one, or says why not."),
            _("Say why these settings differ from the usual ones: %(names)s.") % {"names": listed(unexplained)},
            "space_settings",
        ),
        _one(
            space,
            "rules",
            _("House rules"),
            bool(rules_in_force(space)),
            _("The rules are written."),
            _("Write the house rules."),
            "rules_edit",
        ),
    ]


def _who_is_there(space: Space) -> list[Requirement]:
    lead = space.safeguarding_lead
    has_moderator = bool(accounts_with_role(space.organisation, *MODERATING, space_key=space.pk))
    return [
        _one(
            space,
            "moderator",
            _("Somebody reads what comes in"),
            has_moderator,
            _("There is a moderator."),
            _("Nobody is a moderator here yet: an administrator gives that role."),
            "rota_edit",
        ),
        *_rota(space),
        _one(
            space,
            "safeguarding_lead",
            _("Safeguarding lead"),
            lead is not None and lead.is_active,
            lead.name if lead else "",
            _("Name the person who is called when somebody may be in danger."),
            "duty_edit",
        ),
        _one(
            space,
            "staffed_hours",
            _("Hours on duty"),
            bool(space.staffed_hours.strip()),
            space.staffed_hours,
            _("Say on which days and hours somebody reads what comes in."),
            "duty_edit",
        ),
    ]


def _whom_to_call(space: Space) -> list[Requirement]:
    emergency_text = space.organisation.emergency_text
    return [
        _one(
            space,
            "escalation_contact",
            _("Whom to call when it cannot wait"),
            bool(space.escalation_contact.strip()),
            space.escalation_contact,
            _("Name a role and a number that is answered at any hour."),
            "duty_edit",
        ),
        _escalation(space),
        _one(
            space,
            "emergency_text",
            _("Local numbers for an emergency"),
            bool(emergency_text.strip()),
            emergency_text,
            _("Write which numbers people near here call when somebody is in danger."),
            "numbers_edit",
        ),
    ]


def _rota(space: Space) -> list[Requirement]:
    """Words are shown unread only while somebody is there, so a space that means to do so says when that is."""
    if space.moderation_mode == ModerationMode.BEFORE:
        return []
    return [
        _one(
            space,
            "rota",
            _("Duty rota"),
            space.has_rota,
            _("The rota says who reads when."),
            _("Say who reads when. Words are shown at once only while somebody is on duty."),
            "rota_edit",
        )
    ]


def _escalation(space: Space) -> Requirement:
    lacking = missing_contacts(space)
    return _one(
        space,
        "escalation_form",
        _("Escalation form"),
        not lacking,
        _("It is agreed who is contacted in the service, and in the safeguarding team."),
        _("Agree in advance whom to contact: %(parts)s.") % {"parts": listed(part.label for part in lacking)},
        "escalation_edit",
    )


def missing_contacts(space: Space) -> list[EscalationContact.Part]:
    """The parts of the escalation form that have no line for the whole space; one query."""
    found = EscalationContact.objects.filter(space=space, service__isnull=True).values_list("part", flat=True)
    return [part for part in EscalationContact.Part if part not in set(found)]


def contacts_of(space: Space) -> list[EscalationContact]:
    """The escalation form of a space: lines for the whole space first, then those of single services; one query."""
    found = EscalationContact.objects.filter(space=space).select_related("service")
    return sorted(found, key=lambda one: (one.service is not None, one.part, one.service.name if one.service else ""))


def _one(space: Space, key: str, title: str, is_met: bool, there: str, lacking: str, address_name: str) -> Requirement:
    return Requirement(key, title, there if is_met else lacking, is_met, address_name, space.slug)
