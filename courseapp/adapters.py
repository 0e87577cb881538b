"""What allauth asks of us: words, mails, and what happens once an address is proven."""

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse

from courseapp.account_forms import TYPED_NAME
from courseapp.models import User

logger = logging.getLogger(__name__)

# Sixty people behind one network address stand in line for the lock on its count of tries. allauth refuses whoever
# has stood there for a second; fifteen outlast the line, and the ten after which a lock that was left behind ends.
ratelimit.CACHE_LOCK_WAIT_TIMEOUT = 15

WORDS = {
    "account_inactive": "This account is closed. Write to your instructor if that is a mistake.",
    "cannot_remove_primary_email": "This is your log-in. Make another address your log-in first.",
    "duplicate_email": "This is one of your addresses already.",
    "email_password_mismatch": "The address and the password do not belong together. Try again, or ask for a code.",
    "email_taken": "Another account has this address. Log out, and log in with that address instead.",
    "enter_current_password": "That is not your present password.",
    "incorrect_code": "That is not the code. Look into the newest mail from us, or ask for a new code.",
    "incorrect_password": "That is not your password.",
    "invalid_login": "Write your e-mail address.",
    "max_email_addresses": "You have %d addresses, and more are not kept. Remove one first.",
    "too_many_login_attempts": "Too many tries for this address. Wait five minutes, then try again.",
    "unverified_primary_email": "Prove the address first: ask for its code.",
    "same_as_current": "That is the address you have.",
    "rate_limited": "That was a little fast. Wait a minute, then ask again.",
}


class AccountAdapter(DefaultAccountAdapter):
    """Our words for allauth's refusals, and our rules about addresses and names."""

    error_messages = {**DefaultAccountAdapter.error_messages, **WORDS}

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Mark the address as proven; a name typed at sign-up counts now, unless the import knew one.

        Who is not logged in proves their log-in alone: staff may have corrected it since the code was sent.
        """
        if not request.user.is_authenticated and email_address.email != email_address.user.email:
            return False
        confirmed: bool = super().confirm_email(request, email_address)
        address, name = request.session.pop(TYPED_NAME, ("", ""))
        if confirmed and address == email_address.email:
            email_address.user.take_name(name)
        return confirmed

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead to one's courses; whoever has no name yet is asked for it first."""
        has_name = isinstance(request.user, User) and bool(request.user.name)
        return super().get_login_redirect_url(request) if has_name else reverse("account")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail at once, for somebody waits for its code; if it can't leave, answer with a page that says so."""
        try:
            super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError) as trouble:
            logger.exception("The mail %s could not be sent.", template_prefix)
            page = render(self.request, "account/mail_is_down.html", status=503)
            raise ImmediateHttpResponse(page) from trouble
