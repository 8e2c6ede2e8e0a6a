"""Facts about making sense. None carries words of a contribution, nor the name of a code: both may judge somebody."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from openward.ledger.events import Fact


@dataclass(frozen=True, kw_only=True)
class CodebookMade(Fact):
    sentence = _("The codebook “{name}” was made.")
    subject = "codebook"
    name: str


@dataclass(frozen=True, kw_only=True)
class CodesDefined(Fact):
    sentence = _("{count} codes were added from “{source}”.")
    subject = "codebook"
    count: int
    source: str


@dataclass(frozen=True, kw_only=True)
class _CodeFact(Fact):
    subject = "codebook"
    also = {"code": "code_key", "theme": "theme_keys"}
    code_key: str
    name: str
    theme_keys: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CodeDefined(_CodeFact):
    sentence = _("The code “{name}” was defined.")


@dataclass(frozen=True, kw_only=True)
class CodeChanged(_CodeFact):
    sentence = _("The code “{name}” was changed.")


@dataclass(frozen=True, kw_only=True)
class CodeRetired(_CodeFact):
    sentence = _("The code “{name}” is no longer given.")


@dataclass(frozen=True, kw_only=True)
class CodeRevived(_CodeFact):
    sentence = _("The code “{name}” can be given again.")


@dataclass(frozen=True, kw_only=True)
class CodeGrouped(_CodeFact):
    sentence = _("The code “{name}” was moved to another theme.")


@dataclass(frozen=True, kw_only=True)
class SurveyImported(Fact):
    sentence = _("The survey file “{file_name}” was read: {rows} rows, {taken_in} of them new, {rejected} not usable.")
    subject = "space"
    also = {"codebook": "codebook_key"}
    codebook_key: str
    file_name: str
    rows: int
    taken_in: int
    rejected: int


@dataclass(frozen=True, kw_only=True)
class PassageCoded(Fact):
    sentence = _("Somebody read the words closely and noted what they are about.")
    subject = "contribution"
    also = {"theme": "theme_keys", "space": "space_key"}
    way_step = "understood"
    theme_keys: tuple[str, ...]
    code_keys: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PassageUncoded(Fact):
    sentence = _("A note on what the words are about was taken back.")
    subject = "contribution"
    also = {"theme": "theme_keys", "space": "space_key"}
    theme_keys: tuple[str, ...]
    code_key: str


@dataclass(frozen=True, kw_only=True)
class PassagesMoved(Fact):
    sentence = _("After a new wording {kept} coded passages were found again and {lost} were not.")
    subject = "contribution"
    also = {"space": "space_key"}
    kept: int
    lost: int


@dataclass(frozen=True, kw_only=True)
class ThemeNamed(Fact):
    sentence = _("What people said was brought together as a theme: “{name}”.")
    subject = "theme"
    also = {"engagement": "engagement_key"}
    way_step = "understood"
    engagement_key: str
    name: str


@dataclass(frozen=True, kw_only=True)
class ThemeReworded(Fact):
    sentence = _("The theme was put into other words: “{name}”.")
    subject = "theme"
    name: str


@dataclass(frozen=True, kw_only=True)
class ThemeShown(Fact):
    sentence = _("The theme is shown to everybody.")
    subject = "theme"


@dataclass(frozen=True, kw_only=True)
class ThemeHidden(Fact):
    sentence = _("The theme is no longer shown to everybody.")
    subject = "theme"
