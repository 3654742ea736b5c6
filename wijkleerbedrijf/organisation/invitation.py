"""The mail with which a person chooses a password."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.mail import send_mail
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from .models import User


def send_invitation(request: HttpRequest, user: User) -> None:
    """The link works as long as one for a forgotten password does."""
    address = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)},
    )
    text = render_to_string(
        "organisation/email/invitation.txt",
        {"person": user, "link": request.build_absolute_uri(address), "site": request.build_absolute_uri("/")},
    )
    send_mail("Uw account bij het WijkLeerbedrijf", text, None, [user.email])
