"""HotCRP's files read and written: tables of what they say, and properties over what anybody could send."""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseapp.answers import Field, FieldKind, storable
from reviews.hotcrp.choices import UnreadableChoices, read_choices
from reviews.hotcrp.controls import NoSuchChoice, spelled, understood
from reviews.hotcrp.forms import OfflineForm, Section, read_forms, trimmed, written, written_all
from reviews.hotcrp.gathered import UnreadableFile, decoded, gather, read_users
from reviews.hotcrp.log import UnreadableLog, read_log
from reviews.hotcrp.rqc import UnreadableJson, read_rqc
from reviews.hotcrp.table import cell, table
from reviews.hotcrp.words import markdown_of

SAMPLES = Path(__file__).parent / "samples"
DIRECTIVES = st.sampled_from(
    ["==+== End Review", "==*== Summary", "==-== help", "\\==+== x", "\\\\==*== y", "==+== Begin Review #2B", "Ready"]
)
LINES = st.one_of(st.text(st.characters(exclude_characters="\n\r\x00", exclude_categories=["Cs"])), DIRECTIVES)
TEXTS = st.lists(LINES, max_size=8).map("\n".join)
LABELS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Z"]), min_size=1, max_size=30)
SCALE = Field("merit", "Merit", FieldKind.SCORE, options=("1", "2", "3"))
BOXES = Field("likes", "Likes", FieldKind.CHECKBOXES, options=("Design", "Eval, and so on", "Writing"))
ALONE = Field("read", "Read fully?", FieldKind.CHECKBOXES, options=("Yes",))


def sample(name: str) -> str:
    return (SAMPLES / name).read_text(encoding="utf-8")


def test_all_forms_of_a_file_are_read() -> None:
    forms = read_forms(sample("allrevforms.txt"))
    assert [(form.pid, form.ordinal, form.email, form.is_ready) for form in forms] == [
        (1, "A", "ana@example.edu", True), (1, "B", "bob@example.edu", True), (2, "", "ana@example.edu", True),
        (2, "", "bob@example.edu", True), (2, "", "chloe@example.edu", True), (2, "", "instr@example.edu", True),
    ]  # fmt: skip
    first = forms[0]
    assert (first.line, first.reviewer, first.updated) == (7, "Ana Árbol", "Jan 19, 2027, 11:30:01 AM EST")
    assert {section.label: section.text for section in first.sections}["Paper summary"] == (
        'Summary v2, with comma and "quotes"\n\n==+== looks like directive\n*markdown*'
    )
    assert forms[1].reviewer == 'Bob "Bobby" Quote'


def test_line_ends_and_a_byte_order_mark_do_not_matter() -> None:
    plain = read_forms(sample("allrevforms.txt"))
    assert read_forms("\ufeff" + sample("allrevforms.txt").replace("\n", "\r\n")) == plain
    assert read_forms(sample("allrevforms.txt").replace("\n", "\r")) == plain


def test_a_label_that_goes_on_in_the_next_line_is_one() -> None:
    text = "==+== Paper #1\n==*== A very long\n==*==    name indeed\n==-== Help\n\ntext\n==*== Next\n==*== Empty\n"
    sections = read_forms(text)[0].sections
    assert [(section.label, section.text) for section in sections] == [
        ("A very long name indeed", "text"), ("Next", ""), ("Empty", ""),
    ]  # fmt: skip


def test_forms_without_a_beginning_begin_with_their_papers() -> None:
    forms = read_forms("==+== Paper #1\n==*== S\na\n==+== Paper #2\n==*== S\nb\n")
    assert [(form.pid, form.sections[0].text) for form in forms] == [(1, "a"), (2, "b")]


def test_what_stands_under_no_field_is_kept() -> None:
    form = read_forms("==+== Begin Review #1\n==+== Scratchpad (notes)\nmine\n==+== Odd\nother\n==+== End Review\n")[0]
    assert [(section.label, section.text) for section in form.others] == [
        ("Scratchpad (notes)", "mine"),
        ("Odd", "other"),
    ]


@given(st.lists(st.tuples(LABELS, TEXTS), max_size=5), st.booleans(), st.integers(1, 999_999))
def test_what_is_written_is_read_back(fields: list[tuple[str, str]], is_ready: bool, version: int) -> None:
    form = OfflineForm(
        line=1, pid=7, ordinal="A" if is_ready else "", title="A title", reviewer="Ana <x>", email="ana@example.edu",
        version=version, readiness="Ready" if is_ready else "Not ready",
        sections=tuple(Section(label, 0, ("==-==    help",), text) for label, text in fields),
    )  # fmt: skip
    found = read_forms(written_all("CS 7670", [form, form]))
    assert len(found) == 2
    for read in found:
        assert (read.pid, read.version, read.is_ready, read.email) == (7, version, is_ready, "ana@example.edu")
        assert [(one.label, one.text) for one in read.sections] == [(label, trimmed(text)) for label, text in fields]
        assert not read.others


@given(st.text())
def test_no_text_at_all_breaks_the_readers(text: str) -> None:
    read_forms(text)
    read_forms("==+== Begin Review #1\n" + text)
    gather({"a.txt": text, "b.json": "{" + text, "c.csv": "date,email,action\n" + text, "d.csv": "email\n" + text})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["papers", "pid", "title", "reviews", "reviewform", "S", "name", "type", "values", "uid", "rid",
                         "modified_at", "status", "reviewer", "reviewer_email", "ordinal", "authors", "start"]),
        inner, max_size=6),
    max_leaves=20,
)  # fmt: skip


@given(JSON, JSON)
def test_no_json_breaks_its_reader(papers: object, form: object) -> None:
    made = gather({"a.json": json.dumps({"papers": papers, "reviewform": form})})
    for review in made.reviews:
        json.dumps(review.answers).encode()
        review.name.encode()
    for document in (papers, form):
        gather({"a.json": json.dumps(document)})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[" * 100_000 + "]" * 100_000, "nested too deeply"),
        ('{"papers": [' + "9" * 5000 + "]}", "a number that is none"),
        ('{"papers": NaN}', "a number that is none"),
        ('{"papers": [', "Line 1 is not JSON"),
        ('{"x": 1}', "neither papers nor a review form"),
        ("3", "neither papers nor a review form"),
    ],
)
def test_json_that_is_none_is_refused_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(UnreadableJson, match=sentence):
        read_rqc(text, "a.json")


def test_a_wrong_value_names_its_path_and_the_rest_is_read() -> None:
    form = {"S": {"name": "Score", "type": "radio", "values": ["a", "b"]}, "X": {"name": "", "type": "text"}}
    reviews = [
        {"ordinal": "A", "S": 3, "modified_at": 10**30}, {"ordinal": "B", "S": 2}, "no review", {"pid": 9},
        {"ordinal": "C", "S": {"deep": []}},
    ]  # fmt: skip
    papers = [{"pid": 1, "title": "T", "reviews": reviews}, {"pid": -1, "title": "U"}, {"pid": 1, "title": "V"}, None]
    made = read_rqc(json.dumps({"reviewform": form, "papers": papers}), "a.json")
    assert [trouble.at for trouble in made.troubles] == [
        "reviewform.X", "papers[0].reviews[0].modified_at", "papers[0].reviews[0].S", "papers[0].reviews[2]",
        "papers[0].reviews[3]", "papers[0].reviews[4].S", "papers[1]", "papers[2]", "papers[3]",
    ]  # fmt: skip
    assert [review.answers.get("score") for review in made.reviews] == [None, "2", None]


def test_letters_count_down_and_options_of_one_name_are_told_apart() -> None:
    form = {"F": {"name": "F", "type": "radio", "values": ["bad", "good"], "start": "A"}}
    form |= {"D": {"name": "D", "type": "dropdown", "values": ["x", "x"]}}
    review = {"ordinal": "A", "F": "A", "D": 2}
    made = read_rqc(json.dumps({"reviewform": form, "papers": [{"pid": 1, "title": "T", "reviews": [review]}]}), "a")
    assert made.reviews[0].answers == {"f": "2", "d": "x (2)"}


def test_help_in_html_becomes_markdown_without_a_tag() -> None:
    assert markdown_of("One, <em>please</em>&amp; <script>alert(1)</script><p>Now <b>two</b> &lt;img&gt;") == (
        "One, *please*& \n\nNow **two** ‹img›"
    )


@given(st.text())
def test_no_help_keeps_a_tag(text: str) -> None:
    assert "<" not in markdown_of(text)


def test_the_log_tells_when_whatever_its_order() -> None:
    text = sample("actionlog.csv")
    header, *rows = text.splitlines()
    log, troubles = read_log(text, "log.csv")
    assert not troubles
    assert read_log("\n".join([header, *reversed(rows)]), "log.csv")[0] == log
    assert log.moments[1].handed_in_at == datetime(2027, 1, 18, 17, 0, tzinfo=UTC)
    assert log.moments[2].changed_at == datetime(2027, 1, 19, 16, 45, tzinfo=UTC)
    assert (log.moments[1].words, log.moments[2].words) == (15, 2)
    assert log.dues == {
        "W1": datetime(2027, 1, 19, 16, 0, tzinfo=UTC), "W2": datetime(2027, 1, 26, 16, 0, tzinfo=UTC)
    }  # fmt: skip
    assert log.chairs == {"instr@example.edu"}


def test_what_was_taken_back_was_not_handed_in_then() -> None:
    acts = ["submitted: A, 5 words", "unsubmitted", "submitted: A, 9 words"]
    rows = [f'2027-01-1{at} 12:00:00 -0500,,a@x.edu,pc,,,1,"Review 4 {act}"' for at, act in enumerate(acts)]
    log, _ = read_log("\n".join(["date,ipaddr,email,roles,affected_email,via,paper,action", *rows]), "log.csv")
    assert log.moments[4].handed_in_at == datetime(2027, 1, 12, 17, 0, tzinfo=UTC)
    assert log.moments[4].words == 9


def test_rows_of_the_log_that_are_none_are_named() -> None:
    text = "date,email,action\n=1+1,a@x.edu,Review 1 submitted\n9999-99-99 00:00:00 +0000,a,b\n"
    _, troubles = read_log(text, "log.csv")
    assert [trouble.at for trouble in troubles] == ["line 2", "line 3"]
    with pytest.raises(UnreadableLog, match="quotes don’t match"):
        read_log('date,email,action\n"open', "log.csv")


def test_users_come_from_the_export_and_from_the_bulk_dialect() -> None:
    exported = read_users(sample("users.csv"))
    assert [(row.line, row.name, row.role) for row in exported.rows] == [
        (3, "Ana Árbol", ""), (4, 'Bob "Bobby" Quote', ""), (5, "Chloe Li", ""), (6, "Instructor Cheng", "assistant"),
    ]  # fmt: skip
    bulk = read_users("% made by hand\nuser,firstName,lastName,roles\n# nobody\nANA@x.edu,Ana,Árbol,\n")
    assert [(row.line, row.email, row.name, row.role) for row in bulk.rows] == [(4, "ana@x.edu", "Ana Árbol", "")]


def test_what_is_no_text_is_refused() -> None:
    for raw in (b"PK\x03\x04abc", b"a\x00b", b"caf\xe9", b"x" * (33 * 1024 * 1024)):
        with pytest.raises(UnreadableFile):
            decoded(raw)
    assert decoded("\ufeffé".encode()) == "é"


@pytest.mark.parametrize(
    ("field", "labels", "said", "answer"),
    [
        (SCALE, ["Bad", "Fair", "Good"], "3", "3"),
        (SCALE, ["Bad", "Fair", "Good"], "3. Good", "3"),
        (SCALE, ["Bad", "Fair", "Good"], " good ", "3"),
        (SCALE, ["Bad", "Fair", "Good"], "(Your choice here)", ""),
        (SCALE, ["Bad", "Fair", "Good"], "", ""),
        (SCALE, ["Bad", "Fair", "Good"], "No entry", ""),
        (SCALE, ["None", "Fair", "0"], "none", "1"),
        (BOXES, BOXES.options, "A, C", ["Design", "Writing"]),
        (BOXES, BOXES.options, "c,a", ["Design", "Writing"]),
        (BOXES, BOXES.options, "Eval, and so on", ["Eval, and so on"]),
        (BOXES, BOXES.options, "A. Design\nB. Eval, and so on", ["Design", "Eval, and so on"]),
        (BOXES, BOXES.options, "None", []),
        (BOXES, BOXES.options, "(Your choices here)", []),
        (ALONE, ALONE.options, "Yes", ["Yes"]),
        (ALONE, ALONE.options, "no", []),
    ],
)
def test_what_stands_in_a_form_is_understood(field: Field, labels: list[str], said: str, answer: object) -> None:
    assert understood(field, labels, said) == answer


def test_a_choice_that_is_none_is_refused() -> None:
    for said in ("7", "seven", "3 or 2"):
        with pytest.raises(NoSuchChoice):
            understood(SCALE, ["Bad", "Fair", "Good"], said)
    with pytest.raises(NoSuchChoice):
        understood(BOXES, BOXES.options, "A, X")


CHOSEN = st.lists(st.sampled_from(BOXES.options), unique=True).map(lambda some: [o for o in BOXES.options if o in some])


@given(
    st.one_of(st.sampled_from(["", "1", "2", "3"]).map(lambda value: (SCALE, value)), CHOSEN.map(lambda c: (BOXES, c)))
)
def test_a_choice_that_is_spelled_is_understood(case: tuple[Field, str | list[str]]) -> None:
    field, answer = case
    labels = ["Bad. Really", "Fair", "None"] if field is SCALE else list(field.options)
    assert understood(field, labels, spelled(field, labels, answer)) == answer


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("", ""), ("a b", "a b"), ("Read fully?", '"Read fully?"'), ("Ana Árbol", '"Ana Árbol"'), (" x", '" x"'),
        ('say "x"', '"say ""x"""'), ("a\nb", '"a\nb"'), ("10.5", "10.5"), ("a,b", '"a,b"'), ("-", "-"),
    ],
)  # fmt: skip
def test_a_cell_is_bare_only_where_hotcrp_leaves_it_bare(value: str, said: str) -> None:
    assert cell(value) == said


def test_our_table_of_the_sample_is_hotcrps_own() -> None:
    text = sample("reviews-web.csv")
    header, *rows = list(csv.reader(io.StringIO(text)))
    empty = {',"Read fully?",Topics liked\n': "\n", 'default)",,\n': 'default)"\n', "y,,,\n": "y,\n"}
    for there, here in empty.items():  # its last two columns, which are empty
        text = text.replace(there, here)
    assert "".join(table(header, rows)) == text


@given(st.lists(st.lists(st.text().map(storable), min_size=3, max_size=3), min_size=1, max_size=5))
def test_a_table_is_read_back(rows: list[list[str]]) -> None:
    header = ["paper", "title", "x"]
    filled = any(row[2] for row in rows)
    found = list(csv.reader(io.StringIO("".join(table(header, rows)), newline="")))
    wanted = [row if filled else row[:2] for row in [header, *rows]]
    assert found == wanted


def test_choices_that_say_something_else_are_refused() -> None:
    for document in (
        {"paper": {}},
        {"papers": {"x": "paper a"}},
        {"papers": {"1": 3}},
        {"papers": {"1": "b"}},
        {"fields": []},
    ):
        with pytest.raises(UnreadableChoices):
            read_choices(document)
    said = {
        "papers": {"1": "paper unix"},
        "fields": {"A  b": "new"},
        "reviewers": {"1A": "a@x.edu"},
        "new_meetings": True,
    }
    made = read_choices(said)
    assert read_choices(made.as_document()) == made
    assert made.of_reviewer("1a", "") == "a@x.edu"


def test_one_form_alone_can_be_written() -> None:
    assert written(OfflineForm(line=1, pid=1, email="a@x.edu")).startswith("==+== ====")


def test_a_table_with_a_cell_longer_than_any_is_a_sentence() -> None:
    whole = gather({"users.csv": "email," + "x" * 200_000 + "\nada@example.edu,Ada\n"})
    assert [trouble.at for trouble in whole.troubles] == ["the file"]
