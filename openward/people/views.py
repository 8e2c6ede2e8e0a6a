"""Pages of this room that allauth does not bring."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe


@require_safe
@login_required
def account_email(request: HttpRequest) -> HttpResponse:
    """Where allauth sends people to look at their account: an address is changed by an administrator."""
    return redirect("mfa_index")
