"""How sign-in is fitted to Openward: accounts are given, not taken."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitedOnly(DefaultAccountAdapter):
    """Nobody signs up by themselves: an administrator gives accounts, and people who tell a story need none."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
