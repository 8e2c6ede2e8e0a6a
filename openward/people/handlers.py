"""What this room does when something is announced."""

from openward.people.events import ColleagueInvited, InvitationSentAgain
from openward.people.tasks import send_invitation_letter


def on_colleague_invited(fact: ColleagueInvited | InvitationSentAgain, *, fact_id: int) -> None:
    """The letter leaves, tried again for hours while the mail server does not answer."""
    send_invitation_letter.defer(invitation_key=fact.key, letter_number=getattr(fact, "letter_number", 1))
