"""Pages of the installation itself."""

import logging

from django.db import Error
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import get_template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from openward import __version__
from openward.config.health import health
from openward.kit.forged_forms import may_be_forged

# Shorter than this is typed again sooner than copied.
_WORTH_KEEPING = 30

logger = logging.getLogger(__name__)


@require_safe
def health_show(request: HttpRequest) -> JsonResponse:
    """Alive (this answer), and ready: the database answers. Ages tell a monitor what a person should look at."""
    try:
        state = health()
    except Error:
        logger.exception("health_not_ready")
        return JsonResponse({"alive": True, "ready": False, "version": __version__}, status=503)
    queues = {
        name: {"waiting": queue.waiting, "oldest_s": round(queue.oldest_s), "failed": queue.failed}
        for name, queue in state.queues.items()
    }
    ledger = {"unsealed": state.unsealed_facts, "oldest_s": round(state.oldest_unsealed_s)}
    checks = {"unfinished": list(state.unfinished_checks), "held": state.not_checked}
    told = {
        "queues": queues, "workers": state.workers, "ledger": ledger, "checks": checks, "version": __version__,
    }  # fmt: skip
    return JsonResponse({"alive": True, "ready": True, **told})


@require_safe
def favicon_show(request: HttpRequest) -> HttpResponse:
    """Browsers ask for this address whatever a page says: our pages name the picture itself."""
    response = redirect(static("design/favicon.svg"))
    response["Cache-Control"] = "public, max-age=86400"
    return response


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose hidden token is missing or old: say so plainly, and how to go on without losing words."""
    return render(request, "form_expired.html", status=403, using="jinja2")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Something that no page of ours sends. The page asks nothing of the request, which may not even name us."""
    return HttpResponse(get_template("400.html", using="jinja2").render(), status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Something that this person may not do."""
    return render(request, "403.html", status=403, using="jinja2")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing here, or nothing for this reader: the two look alike. Nobody loses what they wrote, or their way back."""
    context = {"sign_in": _way_in(request), "written": _written(request)}
    return render(request, "404.html", context, status=404, using="jinja2")


def _way_in(request: HttpRequest) -> str:
    """Where somebody who works here signs in and comes back. An address that holds a code is not handed on."""
    match = request.resolver_match
    if match is None or not {"code", "token"}.isdisjoint(match.kwargs):
        return ""
    back = request.get_full_path() if request.method == "GET" else reverse("start_show")
    return f"{reverse('account_login')}?{urlencode({'next': back})}"


def _written(request: HttpRequest) -> list[str]:
    """What a person wrote into the form that found its door closed, because a sign-in or a place ended meanwhile."""
    if request.method != "POST" or request.resolver_match is None or may_be_forged(request):
        return []
    fields = [value for name, values in request.POST.lists() if "password" not in name for value in values]
    return [words for words in fields if len(words) >= _WORTH_KEEPING and " " in words.strip()]


def failed(request: HttpRequest) -> HttpResponse:
    """A fault of ours. The page asks the database nothing: the database may be what failed."""
    return HttpResponse(get_template("500.html", using="jinja2").render(), status=500)
