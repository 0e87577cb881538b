"""Print what each page costs at the end of the demo's term, as a multiple of the bare page.

In one process, without a network: the server's own work alone, warm, the median of many requests that take
turns with the bare page. Quote the multiples; the milliseconds are this machine's at this moment.
"""

import os
import statistics
import tempfile
import time
from pathlib import Path

ROUNDS = 20
COURSE = "/c/cs7670-25fall/"
PAGES = {
    "student@example.edu": ["", "schedule/", "papers/", "{paper}", "{paper}review/", "statement/", "policy/", "turns/"],
    "instructor@example.edu": [
        "",
        "{paper}",
        "{paper}marks/",
        "grades/",
        "people/",
        "absences/",
        "{lottery}",
        "write-ups/",
    ],
}


def main() -> None:
    """Build the demo in a folder of its own, and measure."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "courseapp.settings", "ENV_FILE": os.devnull,
            "VAR_DIR": folder, "DATABASE_URL": f"sqlite:///{Path(folder) / 'bench.sqlite3'}",
        }  # fmt: skip
        import django  # the settings read the environment that was just made

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("demo", stage="finals", verbosity=0)
        measure()


def measure() -> None:
    """Print a row a page: who reads it, queries, bytes, milliseconds, multiple of the bare page."""
    from django.test import Client
    from django.test.utils import override_settings

    from courseapp.models import User

    print(f"{'page':<52}{'queries':>8}{'kB':>8}{'ms':>8}{'× bare':>8}")
    with override_settings(ROOT_URLCONF="bench.bare", ALLOWED_HOSTS=["testserver"], SECURE_SSL_REDIRECT=False):
        for email, pages in PAGES.items():
            client = Client()
            client.force_login(User.objects.get(email=email))
            for page in pages:
                print_page(client, email.split("@")[0], COURSE + page.format(**places()))


def places() -> dict[str, str]:
    """Return the addresses of a paper that most have reviewed, and of a lottery that was drawn."""
    from lottery.models import Lottery
    from reviews.models import Paper

    paper = Paper.objects.filter(is_required=True).order_by("meeting__starts_at")[4]
    drawn = Lottery.objects.order_by("pk")[4]
    return {"paper": f"papers/{paper.pk}/", "lottery": f"meetings/{drawn.meeting_id}/lottery/"}


def print_page(client, who: str, address: str) -> None:  # type: ignore[no-untyped-def]
    """Measure one page against the bare one, turn by turn."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for warm_up in ("/bare/", address, address):
        answer = client.get(warm_up)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    queries = len(asked)  # the log is emptied by the next request
    if answer.status_code != 200:
        raise SystemExit(f"{address} answered {answer.status_code} to the {who}.")
    pairs = [(seconds(client, "/bare/"), seconds(client, address)) for _ in range(ROUNDS)]
    bare, own = (statistics.median(column) for column in zip(*pairs, strict=True))
    costs = f"{queries:>8}{len(answer.content) / 1000:>8.1f}{own * 1000:>8.1f}{own / bare:>8.1f}"
    print(f"{who + ' ' + address:<52}{costs}")


def seconds(client, address: str) -> float:  # type: ignore[no-untyped-def]
    """Return how long one request takes, in seconds of this process's own work."""
    began = time.process_time()
    client.get(address)
    return time.process_time() - began


if __name__ == "__main__":
    main()
