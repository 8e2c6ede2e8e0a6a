"""Who may read a theme, and who may say what words are about.

A theme that is shown can be read by everybody; one that is not by staff of the organisation or of one of the
engagement's spaces. Codebooks and coding pages show words that are not public, so they are for staff who read them.
"""

import uuid

from django.db.models import Q, QuerySet
from django.http import Http404

from openward.contributions.access import can_read
from openward.contributions.models import Contribution
from openward.engagements.models import Engagement
from openward.kit.prepared import Prepared
from openward.people.access import Actor
from openward.people.models import Organisation, Role
from openward.spaces.access import READING_STAFF
from openward.spaces.models import Space
from openward.themes.models import Code, Codebook, Coding, Theme

CODING = (Role.CODER, Role.IMPROVER, Role.LEAD)


def reads_words(actor: Actor, engagement: Engagement) -> bool:
    """Whether the actor is staff who reads what was said in an engagement, or in one of its spaces."""
    return _holds_in(actor, engagement, READING_STAFF)


def can_code(actor: Actor, engagement: Engagement) -> bool:
    """Whether the actor gives codes, keeps codebooks and names themes in an engagement."""
    return _holds_in(actor, engagement, CODING)


def can_show_theme(actor: Actor, theme: Theme) -> bool:
    """Showing a theme to everybody speaks for the organisation: the lead does that."""
    return actor.holds(Role.LEAD, organisation_id=theme.engagement.organisation_id)


def themes_for_reading(actor: Actor, organisation: Organisation) -> QuerySet[Theme]:
    """The themes of an organisation that the actor may read."""
    found = Theme.objects.filter(engagement__organisation=organisation)
    if actor.holds(*READING_STAFF, organisation_id=organisation.pk):
        return found
    theirs = Engagement.objects.filter(spaces__in=_space_keys(actor, organisation.pk, READING_STAFF))
    return found.filter(_is_shown() | Q(engagement__in=theirs))


_with_counts = Prepared(
    lambda key: Theme.objects.filter(pk=key).select_related(
        "engagement__organisation", "engagement__contribution_count", "count"
    ),
    key=uuid.uuid4(),
)


def theme_for_reading(actor: Actor, key: uuid.UUID) -> Theme:
    """The theme with its engagement and organisation, if the actor may read it; "not found" otherwise."""
    found = _with_counts(key=key)
    if not found or not (is_shown(found[0]) or reads_words(actor, found[0].engagement)):
        raise Http404
    return found[0]


def is_shown(theme: Theme) -> bool:
    """Whether everybody can read a theme; nobody reads those of an engagement that is only planned."""
    return theme.is_public and theme.engagement.state != Engagement.State.PLANNED


def theme_for_coding(actor: Actor, key: uuid.UUID) -> Theme:
    """The theme, for somebody who may name and group it."""
    theme = theme_for_reading(actor, key)
    if not can_code(actor, theme.engagement):
        raise Http404
    return theme


def theme_for_showing(actor: Actor, key: uuid.UUID) -> Theme:
    """The theme, for somebody who may show it to everybody or hide it."""
    theme = theme_for_reading(actor, key)
    if not can_show_theme(actor, theme):
        raise Http404
    return theme


def organisation_for_themes(slug: str) -> Organisation:
    """The organisation whose themes are listed; any organisation has a list, if only an empty one."""
    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation is None:
        raise Http404
    return organisation


def engagement_for_coding(actor: Actor, slug: str) -> Engagement:
    """The engagement, for somebody who gives codes in it."""
    engagement = Engagement.objects.select_related("organisation").filter(slug=slug).first()
    if engagement is None or not can_code(actor, engagement):
        raise Http404
    return engagement


def engagements_for_coding(actor: Actor) -> QuerySet[Engagement]:
    """All engagements in which the actor gives codes."""
    return Engagement.objects.filter(_where(actor, CODING, "")).select_related("organisation")


def coder_of_codebooks(actor: Actor) -> Actor:
    """The actor, if they give codes in any engagement; "not found" for everybody else."""
    if not engagements_for_coding(actor).exists():
        raise Http404
    return actor


def reader_of_codebooks(actor: Actor) -> Actor:
    """The actor, if they read codebooks anywhere; "not found" for everybody else."""
    if actor.kind != "system" and not any(holding.role in READING_STAFF for holding in actor.holdings):
        raise Http404
    return actor


def codebooks_for_reading(actor: Actor) -> QuerySet[Codebook]:
    """All codebooks that the actor may read."""
    found = Codebook.objects.filter(_where(actor, READING_STAFF, "engagement__"))
    return found.select_related("engagement__organisation")


def codebook_for_reading(actor: Actor, key: uuid.UUID) -> Codebook:
    """The codebook, for staff of its organisation."""
    codebook = Codebook.objects.select_related("engagement__organisation").filter(pk=key).first()
    if codebook is None or not reads_words(actor, codebook.engagement):
        raise Http404
    return codebook


def codebook_for_coding(actor: Actor, key: uuid.UUID) -> Codebook:
    """The codebook, for somebody who may define codes in it."""
    codebook = codebook_for_reading(actor, key)
    if not can_code(actor, codebook.engagement):
        raise Http404
    return codebook


def code_for_coding(actor: Actor, key: uuid.UUID) -> Code:
    """A code, for somebody who may change it."""
    code = Code.objects.select_related("codebook__engagement", "theme").filter(pk=key).first()
    if code is None or not can_code(actor, code.codebook.engagement):
        raise Http404
    return code


def spaces_for_coding(actor: Actor, engagement: Engagement) -> QuerySet[Space]:
    """The spaces of an engagement whose words the actor codes."""
    found = Space.objects.filter(engagement=engagement)
    if actor.holds(*CODING, organisation_id=engagement.organisation_id):
        return found
    return found.filter(pk__in=_space_keys(actor, engagement.organisation_id, CODING))


def contribution_for_coding(actor: Actor, key: uuid.UUID) -> Contribution:
    """A contribution whose shown words the actor may read and give codes to."""
    words = Contribution.objects.with_words().select_related("space__engagement__organisation")
    contribution = words.filter(pk=key).first()
    if (
        contribution is None
        or contribution.shown_revision is None
        or not contribution.is_for_staff
        or not can_read(actor, contribution)
        or not actor.holds(
            *CODING, organisation_id=contribution.space.organisation_id, space_key=contribution.space_id
        )
    ):
        raise Http404
    return contribution


def coding_for_removing(actor: Actor, key: int) -> Coding:
    """A coding that the actor gave; nobody takes back somebody else's."""
    coding = Coding.objects.select_related("code", "excerpt").filter(pk=key).first()
    if coding is None or actor.account is None or coding.coder_id != actor.account.pk:
        raise Http404
    contribution_for_coding(actor, coding.contribution_id)
    return coding


def _is_shown() -> Q:
    return Q(is_public=True) & ~Q(engagement__state=Engagement.State.PLANNED)


def _space_keys(actor: Actor, organisation_id: uuid.UUID, roles: tuple[Role, ...]) -> set[uuid.UUID]:
    """Spaces for which alone the actor holds one of the roles."""
    return {
        holding.space_key
        for holding in actor.holdings
        if holding.organisation_id == organisation_id and holding.space_key and holding.role in roles
    }


def _holds_in(actor: Actor, engagement: Engagement, roles: tuple[Role, ...]) -> bool:
    if actor.holds(*roles, organisation_id=engagement.organisation_id):
        return True
    keys = _space_keys(actor, engagement.organisation_id, roles)
    return bool(keys) and Space.objects.filter(engagement=engagement, pk__in=keys).exists()


def _where(actor: Actor, roles: tuple[Role, ...], prefix: str) -> Q:
    """The engagements in which the actor holds one of the roles, as a condition on what leads to them."""
    if actor.kind == "system":
        return Q()
    held = [holding for holding in actor.holdings if holding.role in roles]
    whole = {holding.organisation_id for holding in held if holding.space_key is None}
    spaces = Space.objects.filter(pk__in={holding.space_key for holding in held if holding.space_key})
    return Q(**{f"{prefix}organisation__in": whole}) | Q(**{f"{prefix}pk__in": spaces.values("engagement_id")})
