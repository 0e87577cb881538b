"""The house rules that no linter holds: what the tree may not name, and what must agree."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
APPS = ("courseapp", "reviews", "lottery", "guests", "writeups", "grading", "desk")
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-uv.lock")
CONTRACTS: dict[str, dict[str, Any]] = {
    contract["name"]: contract for contract in PROJECT["tool"]["importlinter"]["contracts"]
}


def tracked() -> list[Path]:
    """Return the files that git keeps or would keep; all files but the caches where there is no git."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        return [path for path in ROOT.rglob("*") if path.is_file() and not set(path.parts) & {".venv", "var"}]
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def texts() -> dict[Path, str]:
    """Return every tracked text."""
    found = {}
    for path in tracked():
        try:
            found[path.relative_to(ROOT)] = path.read_text()
        except UnicodeDecodeError:
            continue
    return found


def places(pattern: str) -> list[str]:
    """Return where a pattern stands in the tree: ``file: match``."""
    return [f"{path}: {match[0]}" for path, text in texts().items() for match in re.finditer(pattern, text)]


def test_no_file_names_a_package_registry() -> None:
    registries = ["pypi|org", "pythonhosted|org", "npmjs|org", "npmjs|com", "yarnpkg|com", "debian|org", "crates|io"]
    hosts = "|".join(re.escape(host.replace("|", ".")) for host in registries)
    assert places(rf"(?:[\w-]+\.)*(?:{hosts})\b") == []


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    assert places(r"(?<![\w.~$/{}-])/(?:work|root|home|Users)/[\w.]+") == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_of_a_lock_has_a_version_and_a_hash(lock: str) -> None:
    entries = re.split(r"\n(?=\S)", re.sub(r"^\s*#.*\n", "", (ROOT / lock).read_text(), flags=re.MULTILINE).strip())
    assert entries
    assert [entry for entry in entries if not re.match(r"[\w.\[\],-]+==\S+[^\n]*\\\n\s+--hash=sha256:", entry)] == []


def names_in(lock: str) -> dict[str, str]:
    """Return each package of a lock with its version."""
    return dict(re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==(\S+)", (ROOT / lock).read_text(), re.MULTILINE))


def test_the_locks_agree_and_hold_every_dependency() -> None:
    run, dev = names_in("requirements.lock"), names_in("requirements-dev.lock")
    assert run.items() <= dev.items()
    wanted = [re.split(r"[\[<>=~!]", need)[0] for need in PROJECT["project"]["dependencies"]]
    assert [name for name in wanted if name not in run] == []
    extras = [re.split(r"[\[<>=~!]", need)[0] for need in PROJECT["project"]["optional-dependencies"]["dev"]]
    assert [name for name in extras if name not in dev] == []


def variables_read() -> set[str]:
    """Return the environment variables that the settings ask for."""
    tree = ast.parse((ROOT / "courseapp/settings.py").read_text())
    return {
        call.args[0].value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "env"
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    }


def test_the_example_of_the_environment_names_what_the_settings_read() -> None:
    described = re.findall(r"^#([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert len(described) == len(set(described))
    assert set(described) == variables_read()


def test_the_environment_is_read_in_the_settings_alone() -> None:
    asking = re.compile(r"os\.(?:environ|getenv)")
    here = {"courseapp/settings.py", "courseapp/environment.py", "courseapp/asgi.py", "courseapp/wsgi.py"}
    here |= {"courseapp/celery.py", "courseapp/management/commands/serve.py"}
    found = {
        str(path)
        for path, text in texts().items()
        if path.parts[0] in APPS and path.suffix == ".py" and asking.search(text)
    }
    assert found - here == set()


@pytest.mark.parametrize("app", APPS)
def test_every_app_has_an_exhaustive_list_of_its_modules(app: str) -> None:
    contract = CONTRACTS[f"Inside {app}"]
    assert contract["containers"] == [app]
    assert contract["exhaustive"] is True


def test_no_module_has_a_name_that_says_nothing() -> None:
    empty = {"services", "utils", "helpers", "mixins", "managers", "common", "misc"}
    named = {str(path) for path in texts() if path.parts[0] in APPS and path.stem in empty}
    assert named == set()


def test_what_is_pure_is_typed_strictly() -> None:
    strict = next(table for table in PROJECT["tool"]["mypy"]["overrides"] if table.get("disallow_any_generics"))
    pure = CONTRACTS["Pure rules know no Django"]["source_modules"]
    assert sorted(strict["module"]) == sorted(
        f"{name}.*" if (ROOT / name.replace(".", "/")).is_dir() else name for name in pure
    )
