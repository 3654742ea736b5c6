"""How signing in differs from allauth's own way."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignUpAdapter(DefaultAccountAdapter):
    """Nobody makes an account for himself: an administrator does."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
