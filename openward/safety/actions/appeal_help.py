"""Help between organisations: the moderators of one decide the appeals of another, where both have said yes."""

from django.db import transaction
from django.utils import timezone

from openward.ledger.actions import record
from openward.people.access import Actor
from openward.people.models import Organisation
from openward.safety.actions.cases import moderating_account
from openward.safety.events.appeals import AppealHelpAgreed, AppealHelpEnded
from openward.safety.models import AppealHelp


@transaction.atomic
def agree_to_help(*, organisation: Organisation, helper: Organisation, side: Organisation, by: Actor) -> AppealHelp:
    """Say yes on one `side`: that of the organisation whose appeals they are, or of the helper. Help holds when both
    have said it; saying it again changes nothing. Raises ValueError for an organisation that would help itself."""
    if organisation.pk == helper.pk or side.pk not in {organisation.pk, helper.pk}:
        raise ValueError("help comes from another organisation, and each side speaks for itself")
    account = moderating_account(by)
    # One lock for both sides: two who agree at once find one another's yes.
    list(Organisation.objects.select_for_update().filter(pk__in=[organisation.pk, helper.pk]).order_by("pk"))
    found, _is_new = AppealHelp.objects.get_or_create(organisation=organisation, helper=helper, ended_at=None)
    if side.pk == organisation.pk and found.agreed_at is None:
        found.agreed_at, found.agreed_by = timezone.now(), account
    elif side.pk == helper.pk and found.offered_at is None:
        found.offered_at, found.offered_by = timezone.now(), account
    else:
        return found
    found.save()
    record(AppealHelpAgreed(**_keys(found, side), holds=found.holds), by=by)
    return found


@transaction.atomic
def end_help(*, help_given: AppealHelp, side: Organisation, by: Actor) -> bool:
    """End help, from either side. What they had taken up goes to others; False when it ended before."""
    found = AppealHelp.objects.select_for_update(of=("self",)).filter(pk=help_given.pk, ended_at__isnull=True).first()
    if found is None:
        return False
    found.ended_at = timezone.now()
    found.save(update_fields=["ended_at"])
    record(AppealHelpEnded(**_keys(found, side)), by=by)
    return True


def _keys(found: AppealHelp, side: Organisation) -> dict[str, str]:
    return {
        "key": str(found.organisation_id),
        "organisation_key": str(side.pk),
        "helper_key": str(found.helper_id),
    }
