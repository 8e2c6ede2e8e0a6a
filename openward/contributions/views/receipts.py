"""What an author can do behind the receipt code: change what is allowed, change the words, answer a suggestion, take
back, erase. The page itself joins several rooms and lives in `web`."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from openward.contributions import presenters
from openward.contributions.access import Opened, behind_receipt
from openward.contributions.actions.reviews import WordsChanged, accept_edit, decline_edit
from openward.contributions.actions.stories import HeldByLaw, change_consents, erase, revise, withdraw
from openward.contributions.forms import CommentWordsForm, ConsentsForm, EraseForm, StoryWordsForm
from openward.contributions.models import Kind, Lifecycle
from openward.contributions.queries.nudges import nudges_for
from openward.contributions.queries.receipts import newest_parts, open_suggestion
from openward.kit.forged_forms import may_be_forged
from openward.kit.state_graphs import IllegalMove
from openward.people.actions.personas import has_address
from openward.spaces.access import brakes_on
from openward.spaces.queries import rules_in_force
from openward.spaces.queries.duty import reading_now
from openward.spaces.queries.rules import has_accepted

CHANGEABLE = frozenset({Lifecycle.SUBMITTED, Lifecycle.PUBLISHED})


@behind_receipt
def consents_edit(request: HttpRequest, opened: Opened) -> HttpResponse:
    """The five choices, as they stand and as they shall be."""
    contribution = opened.contribution
    keeps_address = has_address(persona_id=contribution.author_id)
    given = request.POST if request.method == "POST" else None
    form = ConsentsForm(given, contribution=contribution, keeps_address=keeps_address)
    if form.is_valid() and contribution.lifecycle != Lifecycle.ERASED:
        values = form.values(code=opened.code, language=get_language() or "en-gb")
        change_consents(contribution=contribution, by=opened.by, **values)
        messages.success(request, _("Your choices are kept."))
        return redirect("receipt_show", code=opened.code)
    context = {"opened": opened, "contribution": contribution, "form": form, "keeps_address": keeps_address}
    return render(request, "contributions/consents_edit.html", context)


@csrf_exempt
@behind_receipt
def story_edit(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Other words. What may point to a person is marked once; sending again sends it as it is."""
    form_of_kind = StoryWordsForm if opened.contribution.kind == Kind.STORY else CommentWordsForm
    given = request.POST if request.method == "POST" else None
    form = form_of_kind(given, initial=newest_parts(opened.contribution))
    space, author = opened.contribution.space, opened.contribution.author_id
    rules = rules_in_force(space)
    form.ask_about_rules(rules, has_accepted=bool(rules) and has_accepted(space, rules[0].version, [author]))
    if not form.is_valid() or opened.contribution.lifecycle not in CHANGEABLE:
        return _words(request, opened, form)
    if may_be_forged(request):
        return _words(
            request, opened, form, notice=_("The page waited too long. Nothing is lost: please send it again.")
        )
    reasons = presenters.reasons_of(form.parts(), nudges_for(space.organisation_id))
    if reasons and not request.POST.get("looked_again"):
        return _words(request, opened, form, reasons=reasons)
    revise(
        contribution=opened.contribution, parts=form.parts(), accepted_rules=form.accepted_rules, by=opened.by
    )
    messages.success(request, presenters.new_words_are_in(reading_now(space, brakes=brakes_on(space))))
    return redirect("receipt_show", code=opened.code)


def _words(
    request: HttpRequest,
    opened: Opened,
    form: StoryWordsForm | CommentWordsForm,
    *,
    notice: str = "",
    reasons: Sequence[str] = (),
) -> HttpResponse:
    space = opened.contribution.space
    context = {"code": opened.code, "contribution": opened.contribution, "form": form}
    context["reading"] = reading_now(space, brakes=brakes_on(space))
    return render(request, "contributions/story_edit.html", {**context, "notice": notice, "reasons": reasons})


@behind_receipt
def story_withdraw(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Take the words back, after saying what that means."""
    if request.method == "POST":
        try:
            withdraw(contribution=opened.contribution, by=opened.by)
            messages.success(request, _("Your words are taken back. Nobody can read them on this website any more."))
        except IllegalMove:
            messages.info(request, _("These words are taken back already."))
        return redirect("receipt_show", code=opened.code)
    return render(request, "contributions/story_withdraw.html", {"opened": opened})


@behind_receipt
def story_erase(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Erase the words, after saying what cannot be recalled."""
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            erase(contribution=opened.contribution, by=opened.by)
            messages.success(request, _("Your words are erased."))
        except HeldByLaw:
            messages.warning(
                request, _("These words are held for a safety or legal reason. We erase them when it ends.")
            )
        except IllegalMove:
            messages.info(request, _("These words are erased already."))
        return redirect("receipt_show", code=opened.code)
    return render(request, "contributions/story_erase.html", {"opened": opened, "form": form})


@require_POST
@behind_receipt
def edit_accept(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Agree to the suggested wording."""
    _answer(request, opened, agrees=True)
    return redirect("receipt_show", code=opened.code)


@require_POST
@behind_receipt
def edit_decline(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Keep the own wording: it goes back to the people who read."""
    _answer(request, opened, agrees=False)
    return redirect("receipt_show", code=opened.code)


def _answer(request: HttpRequest, opened: Opened, *, agrees: bool) -> None:
    proposal = open_suggestion(opened.contribution)
    if proposal is None or str(proposal.number) != request.POST.get("number"):
        messages.info(request, _("This suggestion is no longer open. Nothing was changed."))
        return
    try:
        (accept_edit if agrees else decline_edit)(proposal=proposal, by=opened.by)
    except (WordsChanged, IllegalMove):
        messages.info(request, _("This suggestion is no longer open. Nothing was changed."))
        return
    messages.success(
        request,
        _("Thank you. The new words are yours now.") if agrees else _("Your own words stay. Somebody looks again."),
    )
