"""Reviews of about 300 words, as students write them: paragraphs, lists, emphasis, code, math."""

from pathlib import Path
from random import Random
from urllib.parse import urlencode

from desk.demo import prose

TOPICS = sorted(path.stem for path in (Path(prose.__file__).parent / "prose").glob("*.toml"))
PARTS = ("problem", "idea", "result", "strengths", "weaknesses", "liked", "doubted")
SPICE = (
    "The cost is $O(n^2 d)$ in the length, which is **the** point.",
    "In their notation $\\mathrm{softmax}(QK^\\top / \\sqrt{d_k})\\,V$ is all there is.",
    "Compare `torch.nn.functional.scaled_dot_product_attention`, which hides it.",
    "See *Figure 3* and the second column of Table 2.",
)
LENGTHS = {"summary": 85, "strengths": 60, "weaknesses": 60, "opinion": 80}  # words


def review(rng: Random, times: int = 1) -> dict[str, str]:
    """Return the answers of a complete review of about 300 words, or ``times`` as many."""
    lengths = {key: words * times for key, words in LENGTHS.items()}
    answers = {key: _text(rng, words, is_list=key in ("strengths", "weaknesses")) for key, words in lengths.items()}
    answers["merit"] = str(rng.choice((2, 3, 3, 4, 4, 5)))
    answers["question"] = rng.choice(prose.bank(rng.choice(TOPICS))["questions"])
    return answers


def drafts(answers: dict[str, str], rng: Random) -> list[dict[str, str]]:
    """Return what autosaves caught on the way to these answers: three to six texts, each longer than the last."""
    shares = sorted(rng.uniform(0.1, 0.95) for _ in range(rng.randint(3, 6)))
    return [{key: answers[key][: int(len(answers[key]) * share)] for key in LENGTHS} for share in shares]


def form(answers: dict[str, str], **more: str) -> str:
    """Return answers as a browser sends them."""
    return urlencode({**answers, **more})


def _text(rng: Random, words: int, *, is_list: bool) -> str:
    sentences: list[str] = []
    while sum(len(sentence.split()) for sentence in sentences) < words - 8:
        bank = prose.bank(rng.choice(TOPICS))
        sentences.append(rng.choice(SPICE) if rng.random() < 0.12 else rng.choice(bank[rng.choice(PARTS)]))
    if is_list:
        return "\n".join(f"- {sentence}" for sentence in sentences)
    half = len(sentences) // 2
    return " ".join(sentences[:half]) + "\n\n" + " ".join(sentences[half:])
