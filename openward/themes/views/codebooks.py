"""Codebooks and their codes."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openward.kit.opened_forms import ChangedMeanwhile, hash_of
from openward.people.access import actor_from
from openward.themes.access import (
    can_code,
    code_for_coding,
    codebook_for_coding,
    codebook_for_reading,
    codebooks_for_reading,
    coder_of_codebooks,
    engagements_for_coding,
    reader_of_codebooks,
)
from openward.themes.actions.codebooks import NameTaken, change_code, define_code, make_codebook, retire_code
from openward.themes.forms import CodebookForm, CodeChangeForm, CodeForm
from openward.themes.queries import codes_of
from openward.themes.queries.standing import code_standing


@require_safe
def codebook_list(request: HttpRequest) -> HttpResponse:
    """The codebooks that somebody reads, and the engagements whose words they can code."""
    actor = reader_of_codebooks(actor_from(request))
    context = {
        "codebooks": codebooks_for_reading(actor),
        "engagements": engagements_for_coding(actor),
    }
    return render(request, "themes/codebook_list.html", context)


@require_http_methods(["GET", "POST"])
def codebook_new(request: HttpRequest) -> HttpResponse:
    """Begin a codebook."""
    actor = coder_of_codebooks(actor_from(request))
    form = CodebookForm(request.POST or None, engagements=engagements_for_coding(actor))
    if form.is_valid():
        try:
            return redirect("codebook_show", make_codebook(**form.cleaned_data, by=actor).pk)
        except NameTaken:
            form.add_error("name", _("There is a codebook of this name already."))
    return render(request, "themes/codebook_new.html", {"form": form})


@require_safe
def codebook_show(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """A codebook with its codes."""
    actor = actor_from(request)
    codebook = codebook_for_reading(actor, key)
    is_coder = can_code(actor, codebook.engagement)
    context = {"codebook": codebook, "codes": list(codes_of(codebook)), "is_coder": is_coder}
    return render(request, "themes/codebook_show.html", context)


@require_http_methods(["GET", "POST"])
def code_new(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Define a code."""
    actor = actor_from(request)
    codebook = codebook_for_coding(actor, key)
    form = CodeForm(request.POST or None, codebook=codebook)
    if form.is_valid():
        try:
            code = define_code(codebook=codebook, **form.cleaned_data, by=actor)
            messages.success(request, _("The code “{name}” can be given now.").format(name=code.name))
            return redirect("codebook_show", codebook.pk)
        except NameTaken:
            form.add_error("name", _("There is a code of this name already."))
    return render(request, "themes/code_edit.html", {"form": form, "codebook": codebook, "code": None})


@require_http_methods(["GET", "POST"])
def code_edit(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Change a code, or move it to another theme."""
    actor = actor_from(request)
    code = code_for_coding(actor, key)
    now = code_standing(code)
    form = CodeChangeForm(request.POST or None, codebook=code.codebook, initial={**now, "opened": hash_of(now)})
    if form.is_valid():
        try:
            change_code(code=code, **form.cleaned_data, by=actor)
            messages.success(request, _("The code is changed."))
            return redirect("codebook_show", code.codebook_id)
        except NameTaken:
            form.add_error("name", _("There is a code of this name already."))
        except ChangedMeanwhile:
            form.say_changed(code_standing(code_for_coding(actor, key)))
    return render(request, "themes/code_edit.html", {"form": form, "codebook": code.codebook, "code": code})


@require_POST
def code_retire(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Stop giving a code, or take it up again."""
    actor = actor_from(request)
    code = code_for_coding(actor, key)
    retire_code(code=code, is_retired=request.POST.get("is_retired") == "yes", by=actor)
    return redirect("codebook_show", code.codebook_id)
