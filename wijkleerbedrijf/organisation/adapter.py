"""How signing in differs from allauth's own way."""

from typing import ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignUpAdapter(DefaultAccountAdapter):
    """Nobody makes an account for himself: an administrator does. Errors say what to do."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Dit account is gesloten. Vraag de beheerder om het weer te openen.",
        "email_password_mismatch": "Het e-mailadres of het wachtwoord klopt niet. Controleer beide en probeer het opnieuw.",
        "incorrect_password": "Dit wachtwoord klopt niet. Probeer het opnieuw.",
        "enter_current_password": "Dit is niet uw wachtwoord van nu. Probeer het opnieuw.",
        "invalid_password_reset": "Deze link werkt niet meer. Vraag een nieuwe e-mail aan.",
        "too_many_login_attempts": "Het is te vaak mislukt. Wacht vijf minuten of kies een nieuw wachtwoord.",
        "rate_limited": "Er kwamen te veel pogingen achter elkaar. Wacht een paar minuten.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
