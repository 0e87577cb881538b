"""One's own account, beside the pages that allauth brings."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from courseapp.account_forms import NameForm
from courseapp.models import User


def account(request: HttpRequest) -> HttpResponse:
    """Show how one is called, and change it."""
    form = NameForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        cast(User, request.user).rename(form.cleaned_data["name"])
        messages.success(request, "Your name is changed.")
        return redirect("account")
    return render(request, "account/account.html", {"form": form})
