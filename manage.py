#!/usr/bin/env python
"""Run a management command of Courseapp."""

import os
import sys


def main() -> None:
    """Hand the command line to Django; settings that cannot be used are one line, not a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "courseapp.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as refusal:
        sys.exit(f"Courseapp cannot start: {refusal}")


if __name__ == "__main__":
    main()
