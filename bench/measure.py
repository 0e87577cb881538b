"""Measure one database: load the class, serve it, and print a line a page."""

import signal
import time

import django

django.setup()  # the environment is made by bench.__main__

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench import classroom, load, report  # noqa: E402
from bench.__main__ import arguments, end  # noqa: E402
from bench.exports import exports  # noqa: E402
from bench.grades import grades  # noqa: E402
from bench.live import live  # noqa: E402
from bench.longest import longest  # noqa: E402
from bench.rush import rush  # noqa: E402
from bench.server import Server, serving  # noqa: E402
from bench.visits import Visit, Visitors  # noqa: E402
from courseapp import clock  # noqa: E402

WARM = 3  # seconds: each process puts together what is each reader's own, once


def main() -> None:
    """Load, serve, measure."""
    signal.signal(signal.SIGTERM, end)
    options = arguments()
    began = time.perf_counter()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    visitors = Visitors.of(classroom.load(clock.now()))
    for number in range(1, options.courses):
        classroom.load(clock.now(), slug=f"other-{number}", students=4, papers=2)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    print(f"The class is loaded in {time.perf_counter() - began:.0f} s.", flush=True)
    chosen = [visit for visit in visitors.visits() if wanted(visit.name, options.only)]
    seconds = 1 if options.quick else options.seconds
    with serving() as server:
        print("Served by", server.command)
        if chosen:
            compare(server, chosen, bare_pages(visitors), seconds)
        if wanted("rush", options.only):
            rush(server)
        if wanted("live", options.only):
            live(server)
    for name, measured in {"longest": longest, "grades": grades, "exports": exports}.items():
        if wanted(name, options.only):
            measured()


def wanted(name: str, words: list[str]) -> bool:
    """Return whether a figure was asked for; all are, unless some are named."""
    return not words or any(word in name for word in words)


def bare_pages(visitors: Visitors) -> list[load.Request]:
    """Return the bare page for each log-in of a student."""
    return [load.Request("/bare/", key) for key in visitors.students]


def compare(server: Server, visits: list[Visit], bare: list[load.Request], seconds: float) -> None:
    """Print each page beside the bare one, which is measured before and after it."""
    load.run(server, bare, 1)  # warm
    before = load.run(server, bare, seconds / 2)
    print("\n" + report.HEAD + "\n" + report.figures("bare", before, queries(bare[0])), flush=True)
    for visit in visits:
        if visit.why_not:
            print(report.absent(visit))
            continue
        asked = queries(visit.requests()[0])
        load.run(server, visit.requests(), WARM)
        own = load.run(server, visit.requests(), seconds)
        after = load.run(server, bare, seconds / 2)
        print(report.row(visit, own, report.mean(before, after), asked), flush=True)
        before = after


def queries(request: load.Request) -> int:
    """Return how many queries the second request of a log-in makes; raise SystemExit if it is not answered well."""
    client = Client(HTTP_HOST="127.0.0.1")
    client.cookies["sessionid"] = request.session
    answers = []
    for text in (request.bodies or ("",))[:2] * 2:
        with CaptureQueriesContext(connection) as asked:
            answers.append(ask(client, request, text, len(answers)))
    if not 200 <= answers[-1] < 400:
        raise SystemExit(f"{request.path} answered {answers[-1]}.")
    return len(asked)


def ask(client: Client, request: load.Request, text: str, number: int) -> int:
    """Send a request within this process and return its status."""
    if not text:
        answer = client.get(request.path)
        b"".join(answer) if answer.streaming else answer.content
        return int(answer.status_code)
    form = f"{text}+n{number}&based_on={request.based_on + number}"
    return int(client.post(request.path, form, content_type="application/x-www-form-urlencoded").status_code)


if __name__ == "__main__":
    main()
