"""Addresses of one's own account, and of the demo's log-ins."""

from django.urls import path

from courseapp.views import accounts, demo

urlpatterns = [
    path("accounts/", accounts.account, name="account"),
    path("demo/log-in/<slug:role>/", demo.demo_log_in, name="demo_log_in"),
]
