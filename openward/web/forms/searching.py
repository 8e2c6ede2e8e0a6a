"""What is typed into the search."""

from django import forms
from django.utils.translation import gettext_lazy as _

from openward.web.queries.searching import LONGEST_QUERY

GROUPS = (
    ("", _("Everything")),
    ("stories", _("Stories and comments")),
    ("themes", _("Themes")),
    ("improvements", _("Improvements")),
    ("answers", _("Answers")),
)


class SearchForm(forms.Form):
    q = forms.CharField(required=False, max_length=LONGEST_QUERY, strip=True)
    only = forms.ChoiceField(required=False, choices=GROUPS)

    def words(self) -> str:
        """What to look for; empty when nothing usable was typed."""
        return str(self.cleaned_data.get("q", "")) if self.is_valid() else ""
