"""The hand-shake with Canvas, step by step: upload, look, download, and prove from the next export."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from courseapp import clock
from courseapp.permissions import CourseRequest, staff_only
from courseapp.spreadsheets import csv_lines
from grading import canvas, gradebook
from grading.canvas_file import CanvasFile
from grading.canvas_forms import CanvasFileForm, ColumnForm, suggested
from grading.models import CanvasReceipt, CanvasUpload, PolicyVersion, ReceiptKind

CSV = "text/csv; charset=utf-8"
MOST = 500  # cells of one table; the receipt's own file has all of them
HEAD = ("row", "name", "title", "before", "after", "outcome")


@staff_only
def canvas_list(request: CourseRequest) -> HttpResponse:
    """Take Canvas's export, and show the receipts of earlier ones; the file is kept for a day at most."""
    form = CanvasFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = CanvasFileForm(request.POST, request.FILES)
        if form.is_valid():
            name, content = form.cleaned_data["file"].name, form.cleaned_data["content"]
            kept = CanvasUpload.objects.keep(
                request.course, name=name, content=content, now=request.now, by=request.user
            )
            return redirect(kept)
    context = {
        "form": form,
        "version": PolicyVersion.objects.current(request.course, now=request.now),
        "receipts": request.course.canvas_receipts.select_related("by", "course").defer("cells")[:100],
        "waiting": request.course.canvas_uploads.held(clock.now(request.course))
        .filter(by=request.user)
        .defer("content")
        .first(),
    }
    return render(request, "grading/canvas_list.html", context, status=422 if form.errors else 200)


@staff_only
def canvas_upload_detail(request: CourseRequest, upload_pk: int) -> HttpResponse:
    """Show what filling one's own file in comes to; on POST send it, filled in exactly as it was shown."""
    upload = _upload(request, upload_pk)
    version = PolicyVersion.objects.current(request.course, now=request.now)
    if version is None:
        messages.error(request, "There are no grades to fill in yet: publish a policy first.")
        return redirect("grading:canvas_list", request.course.slug)
    file, policy = CanvasFile.read(bytes(upload.content)), version.policy
    said = request.POST if request.method == "POST" else request.GET
    is_chosen = any(part.key in said for part in policy.components)
    form = ColumnForm(said if is_chosen else None, file=file, policy=policy)
    columns = form.chosen if form.is_valid() else suggested(file, policy) if not form.is_bound else {}
    filling = canvas.fill(file, gradebook.rows(request.course, policy, now=request.now), columns)
    filled = filling.of(file).write()
    if request.method == "POST" and not form.errors:
        if request.POST.get("digest") == sha256(filled).hexdigest():
            return _sent(request, upload, canvas.cells(filling), filled)
        messages.warning(request, "Nothing was sent: grades or columns changed meanwhile. This is how it is now.")
    context = {
        "upload": upload,
        "form": form,
        "filling": filling,
        "changes": filling.changes[:MOST],
        "more": max(len(filling.changes) - MOST, 0),
        "digest": sha256(filled).hexdigest(),
        "chosen": {part.key: str(columns[part.key].at) if part.key in columns else "" for part in policy.components},
    }
    return render(request, "grading/canvas_upload_detail.html", context, status=422 if form.errors else 200)


@require_POST
@staff_only
def canvas_upload_delete(request: CourseRequest, upload_pk: int) -> HttpResponse:
    """Forget one's own file now."""
    _upload(request, upload_pk).delete()
    messages.success(request, "The file is gone from here. Receipts stay.")
    return redirect("grading:canvas_list", request.course.slug)


@staff_only
def canvas_receipt_detail(request: CourseRequest, receipt_pk: int) -> HttpResponse:
    """Show a receipt; on POST prove from a later export what of it landed. That export is not kept."""
    receipt = _receipt(request, receipt_pk)
    form = CanvasFileForm()
    if request.method == "POST" and receipt.kind == ReceiptKind.FILLED:
        form = CanvasFileForm(request.POST, request.FILES)
        if form.is_valid():
            return _proved(request, receipt, form.cleaned_data)
    pressing = [cell for cell in receipt.cells if cell["outcome"] not in ("landed", "same")]
    context: dict[str, Any] = {
        "receipt": receipt,
        "form": form,
        "pressing": pressing[:MOST],
        "calm": [cell for cell in receipt.cells if cell["outcome"] in ("landed", "same")][:MOST],
        "is_filled": receipt.kind == ReceiptKind.FILLED,
        "proofs": receipt.proofs.select_related("by", "course").defer("cells"),
    }
    return render(request, "grading/canvas_receipt_detail.html", context, status=422 if form.errors else 200)


@staff_only
def canvas_receipt_file(request: CourseRequest, receipt_pk: int) -> StreamingHttpResponse:
    """Send every cell of a receipt as CSV."""
    receipt = _receipt(request, receipt_pk)
    lines = csv_lines([HEAD, *([cell[name] for name in HEAD] for cell in receipt.cells)])
    named = {"Content-Disposition": f'attachment; filename="{request.course.slug}-canvas-receipt-{receipt.pk}.csv"'}
    return StreamingHttpResponse(lines, content_type=CSV, headers=named)


def _sent(request: CourseRequest, upload: CanvasUpload, cells: list[canvas.Cell], filled: bytes) -> HttpResponse:
    """Write the receipt and answer with the file."""
    CanvasReceipt.objects.write(
        request.course, kind=ReceiptKind.FILLED, name=upload.name, digest=sha256(filled).hexdigest(), cells=cells,
        now=request.now, by=request.user,
    )  # fmt: skip
    named = {"Content-Disposition": f'attachment; filename="{request.course.slug}-canvas-filled.csv"'}
    return HttpResponse(filled, content_type=CSV, headers=named)


def _proved(request: CourseRequest, receipt: CanvasReceipt, said: dict[str, Any]) -> HttpResponse:
    """Write the receipt of a proof and show it."""
    proof = CanvasReceipt.objects.write(
        request.course, kind=ReceiptKind.PROVED, name=said["file"].name, of=receipt,
        digest=sha256(said["content"]).hexdigest(), cells=canvas.landed(receipt.cells, said["read"]),
        now=request.now, by=request.user,
    )  # fmt: skip
    return redirect(proof)


def _upload(request: CourseRequest, upload_pk: int) -> CanvasUpload:
    """Return one's own upload; raise Http404 for anybody else's, and for one whose day is over."""
    held = request.course.canvas_uploads.held(clock.now(request.course)).select_related("course")
    return get_object_or_404(held, pk=upload_pk, by=request.user)


def _receipt(request: CourseRequest, receipt_pk: int) -> CanvasReceipt:
    return get_object_or_404(request.course.canvas_receipts.select_related("by", "course", "of"), pk=receipt_pk)
