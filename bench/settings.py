"""The settings of production, and the bare page among the addresses."""

from courseapp.settings import *  # noqa: F403

ROOT_URLCONF = "bench.bare"
