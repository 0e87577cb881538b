"""The hand-shake with Canvas through its pages: every dialect, what stays, what is refused, and the receipts."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from courseapp.models import Event
from courseapp.models.append_only import HistoryIsPermanent
from grading.models import Adjustment, CanvasReceipt, CanvasUpload, ReceiptKind
from grading.tasks import forget_canvas_uploads
from tests import build

NOW = build.CLASS_AT + build.DAY
HEAD = "Student,ID,SIS User ID,SIS Login ID,Section,Attendance (7),Write-up (8)\n  Points Possible,,,,,40,20\n"
ROW = '"Lovelace, Ada",1,0042,,S,,\n'


@pytest.fixture
def student(course, version, at):
    """Ada, with 20 of 20 points for attendance and no mark yet; it is the day after class."""
    at(NOW)
    return build.enrollment(course, person=build.user("ada@example.edu", name="Ada Lovelace"), registrar_id="0042")


@pytest.fixture
def desk(as_, tess):
    """The assistant's browser."""
    return as_(tess)


def upload(client, course, content, name="export.csv", url="canvas_list", **arguments):
    """Send a file as the page does."""
    raw = content if isinstance(content, bytes) else content.encode()
    address = reverse(f"grading:{url}", kwargs={"slug": course.slug, **arguments})
    return client.post(address, {"file": SimpleUploadedFile(name, raw)}, follow=True)


def shown(page):
    """Return the fields of the page's form that sends the file."""
    fields = re.findall(r'type="hidden" name="(\w+)" value="(\w*)"', page.content.decode())
    return dict(fields)


def downloaded(client, page):
    """Press the page's button, and return the answer."""
    return client.post(page.context["upload"].get_absolute_url(), shown(page))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD + ROW, HEAD + '"Lovelace, Ada",1,0042,,S,40.00,\n'),
        (
            ("\ufeff" + HEAD + ROW).replace("\n", "\r\n"),
            ("\ufeff" + HEAD + ROW.replace(",,\n", ",40.00,\n")).replace("\n", "\r\n"),
        ),
        (
            (HEAD + "Ada,1,0042,,S,3.5,7.5\n").replace(",", ";").replace(".", ","),
            (HEAD + "Ada,1,0042,,S,40.00,7.5\n").replace(",", ";").replace(".", ","),
        ),
        (HEAD + "    Muted,,,,,,\n" + ROW, HEAD + "    Muted,,,,,,\n" + '"Lovelace, Ada",1,0042,,S,40.00,\n'),
        (HEAD + "Ada,1,0042,,S,EX,9\n", HEAD + "Ada,1,0042,,S,EX,9\n"),
        (HEAD + ROW + "\"=\"\"=cmd|' /C calc'!A0\"\"\",2,9,eve,S,1,2", None),
    ],
)  # fmt: skip
def test_the_file_goes_back_with_only_our_cells_changed(course, student, desk, text, expected):
    page = upload(desk, course, text)
    assert page.status_code == 200
    answer = downloaded(desk, page)
    assert answer.content.decode() == (expected or text.replace(ROW, '"Lovelace, Ada",1,0042,,S,40.00,\n'))
    assert answer["Content-Disposition"] == f'attachment; filename="{course.slug}-canvas-filled.csv"'


def test_the_page_names_who_is_where_and_escapes_them(course, student, desk):
    build.enrollment(course, person=build.user("bo@example.edu", name="Bo Diddley"))
    text = (
        HEAD + ROW + "=cmd|' /C calc'!A0,2,9,eve,S,,\n<b>Zed</b>,3,8,zed,S,,\nBo Diddley,4,,,S,,\nBo Diddley,5,,,S,,\n"
    )
    page = upload(desk, course, text)
    assert "1 matched, 2 ambiguous, 2 in the file alone, 1 here alone" in page.content.decode()
    assert "&lt;b&gt;Zed" in page.content.decode()
    assert [change.name for change in page.context["filling"].changes] == ["Ada Lovelace"]


def test_the_column_is_chosen_and_two_parts_never_share_one(course, student, desk):
    page = upload(desk, course, HEAD + ROW)
    address = page.context["upload"].get_absolute_url()
    chosen = {"attendance": "6", "writeup": "", "reviews": "", "questions": ""}
    other = desk.get(address, chosen)
    assert [(one.title, one.after) for one in other.context["filling"].changes] == [("Write-up", "20.00")]
    refused = desk.get(address, {"attendance": "6", "writeup": "6"})
    assert refused.status_code == 422
    assert "Two parts would be written into one column." in refused.content.decode()
    assert desk.get(address, {"attendance": "99"}).status_code == 422


def test_grades_that_changed_since_they_were_shown_are_not_sent(course, student, desk, tess):
    page = upload(desk, course, HEAD + ROW)
    Adjustment.objects.make(student, component="attendance", points=-1, reason="Late", now=NOW, by=tess.user)
    answer = downloaded(desk, page)
    assert "Nothing was sent" in answer.content.decode()
    assert "38.00" in answer.content.decode()
    assert not CanvasReceipt.objects.exists()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "The file is empty"),
        (b"Student,ID\nAda,1\n", "not Canvas’s gradebook"),
        (b"PK\x03\x04\x00\x00", "not a CSV file"),
        (b"Student,Section\n\xff\xfe,1\n", "not a CSV file in UTF-8"),
        (b'Student,Section,A\n"Ada,1\n', "quotes in the file don’t match"),
        (b"a" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
    ],
)
def test_what_is_no_gradebook_is_refused_in_a_sentence_and_not_kept(course, student, desk, content, why):
    page = upload(desk, course, content)
    assert page.status_code == 422
    assert why in page.content.decode()
    assert not CanvasUpload.objects.exists()


def test_a_proof_says_of_each_value_whether_it_landed(course, student, desk, tess):
    build.enrollment(course, person=build.user("bo@example.edu", name="Bo Diddley"), registrar_id="0043")
    page = upload(desk, course, HEAD + ROW + "Bo,2,0043,,S,,\n")
    filled = downloaded(desk, page).content.decode()
    assert downloaded(desk, page).content.decode() == filled
    receipt = CanvasReceipt.objects.get()  # the second download is the same act
    assert (receipt.counts, receipt.by, receipt.at) == ({"filled": 2}, tess.user, NOW)

    def proved(text):
        answer = upload(desk, course, text, url="canvas_receipt_detail", receipt_pk=receipt.pk)
        return answer.context["receipt"].counts, answer.content.decode()

    assert proved(filled)[0] == {"landed": 2}
    assert "Every value landed" in proved(filled)[1]
    counts, text = proved(HEAD + '"Lovelace, Ada",1,0042,,S,12,\nBo,2,0043,,S,,\n')
    assert counts == {"differs": 1, "lost": 1}
    assert "Not every value landed" in text
    assert proved(filled.replace("Bo,2,0043,,S,40.00,\n", ""))[0] == {"landed": 1, "lost": 1}
    assert proved(filled.replace("Attendance (7)", "Attendance (9)"))[0] == {"lost": 2}
    assert '<th scope="row">Bo</th>' in text
    kinds = Event.objects.filter(kind__startswith="canvas.").values_list("kind", flat=True)
    assert list(kinds) == ["canvas.filled", *["canvas.proved"] * 4]
    refused = upload(desk, course, b"no", url="canvas_receipt_detail", receipt_pk=receipt.pk)
    assert refused.status_code == 422


def test_a_receipt_stays_and_its_file_runs_nothing(course, student, desk):
    student.user.take_name("=cmd")
    page = upload(desk, course, HEAD + "=cmd|' /C calc'!A0,1,0042,,S,,\n")
    downloaded(desk, page)
    receipt = CanvasReceipt.objects.get()
    address = reverse("grading:canvas_receipt_file", args=[course.slug, receipt.pk])
    assert "'=cmd|" in b"".join(desk.get(address)).decode()
    with pytest.raises(HistoryIsPermanent):
        receipt.delete()
    with pytest.raises(HistoryIsPermanent):
        CanvasReceipt.objects.update(name="x")


def test_the_uploaded_file_is_its_uploader_s_alone_and_goes(course, student, desk, as_, ines, at):
    first = upload(desk, course, HEAD + ROW).context["upload"]
    assert as_(ines).get(first.get_absolute_url()).status_code == 404
    second = upload(desk, course, HEAD + ROW).context["upload"]
    assert list(CanvasUpload.objects.all()) == [second]
    assert forget_canvas_uploads() == 0
    at(NOW + timedelta(days=1))
    assert desk.get(second.get_absolute_url()).status_code == 404
    assert forget_canvas_uploads() == 1
    third = upload(desk, course, HEAD + ROW).context["upload"]
    desk.post(reverse("grading:canvas_upload_delete", args=[course.slug, third.pk]))
    assert not CanvasUpload.objects.exists()


def test_a_receipt_of_nothing_does_not_say_that_everything_landed(course, student, desk):
    page = upload(desk, course, HEAD + "Ada,1,0042,,S,EX,\n")
    export = downloaded(desk, page).content
    receipt = CanvasReceipt.objects.get()
    proof = upload(desk, course, export, url="canvas_receipt_detail", receipt_pk=receipt.pk)
    assert receipt.counts == {"kept": 1}
    assert "No value was to land" in proof.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_receipts_takes_as_many_queries_for_one_as_for_three(
    course, student, desk, tess, count, django_assert_num_queries
):
    for number in range(count):
        CanvasReceipt.objects.write(
            course, kind=ReceiptKind.FILLED, name="a.csv", digest=f"{number:064}", cells=[], now=NOW, by=tess.user
        )
    address = reverse("grading:canvas_list", args=[course.slug])
    desk.get(address)
    with django_assert_num_queries(6):
        assert desk.get(address).content.decode().count("Filled in") == count
