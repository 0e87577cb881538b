"""What ``check --deploy`` refuses, tried on the real command with a real environment."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PRODUCTION = {
    "SITE_URL": "https://courses.example.edu",
    "SECRET_KEY": "n4gKw2Zr8Tq6Vb1Xc9Yd3Hf7Jm5Lp0Ss4Aa2Ee8Uu6Ii1Oo9Rr3Tt7",
    "EMAIL_URL": "smtp+tls://user:password@mail.example.edu:587",
    "MAIL_FROM": "CS 7670 <courses@example.edu>",
    "TRUSTED_PROXIES": "1",
}


def check_deploy(var: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the deploy check as production does, with these variables changed."""
    variables = {"PATH": os.environ["PATH"], "VAR_DIR": str(var), "ENV_FILE": os.devnull} | PRODUCTION | environment
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(command, env=variables, capture_output=True, text=True, check=False)


def test_a_site_set_up_as_the_operators_page_says_is_clean(tmp_path: Path) -> None:
    outcome = check_deploy(tmp_path)
    assert outcome.returncode == 0, outcome.stderr
    assert "System check identified no issues" in outcome.stdout


@pytest.mark.parametrize(
    ("variable", "value", "complaint"),
    [
        ("DEMO", "1", "DEMO signs anybody in as anybody"),
        ("EMAIL_URL", "consolemail://", "courseapp.E002"),
        ("MAIL_FROM", "", "courseapp.E003"),
        ("SITE_URL", "http://127.0.0.1:8000", "courseapp.E006"),
        ("SECRET_KEY", "aaaaaaaa", "security.W009"),
        ("DEBUG", "1", "security.W018"),
    ],
)
def test_what_is_unsafe_is_refused_by_name(tmp_path: Path, variable: str, value: str, complaint: str) -> None:
    outcome = check_deploy(tmp_path, **{variable: value})
    assert outcome.returncode == 1
    assert complaint in outcome.stderr


def test_the_demo_is_refused_even_at_home(tmp_path: Path) -> None:
    assert "courseapp.E001" in check_deploy(tmp_path, DEMO="1", SITE_URL="").stderr


def test_several_machines_need_a_key_that_is_given(tmp_path: Path) -> None:
    assert "courseapp.E007" in check_deploy(tmp_path, SECRET_KEY="", REDIS_URL="redis://localhost/0").stderr
    assert check_deploy(tmp_path, SECRET_KEY="").returncode == 0
