"""A box for words in a form."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from openward.kit.text import tidy


class WordsField(forms.CharField):
    """A box for words, tidied of what nobody types on purpose."""

    widget = forms.Textarea

    def __init__(self, *, longest: int, **options: Any) -> None:
        too_long = format_lazy(_("Please keep this to {longest} characters."), longest=f"{longest:,}")
        options.setdefault("error_messages", {}).setdefault("max_length", too_long)
        super().__init__(max_length=longest, **options)

    def to_python(self, value: Any) -> str:
        return tidy(super().to_python(value) or "")
