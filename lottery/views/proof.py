"""The public record of a lottery, and whether it holds."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render

from courseapp.permissions import CourseRequest, enrolled
from lottery import proof
from lottery.views.lookup import lotteries_of, lottery_of, meeting_of

everybody = enrolled()


@everybody
def proof_detail(request: CourseRequest, meeting_pk: int) -> HttpResponse:
    """Show the class what it may know of a lottery now, and whether the record holds."""
    meeting = meeting_of(request, meeting_pk)
    context: dict[str, Any] = {"meeting": meeting, "lottery": None, "by_hand": meeting.hand_picks.all()}
    lottery = lotteries_of(request).filter(meeting=meeting).first()
    if lottery is not None:
        record = lottery.record()
        difference = proof.first_difference(record, lottery.final_hash) if lottery.revealed_at else None
        own = lottery.pseudonyms.filter(enrollment=request.enrollment).first()
        context |= {"lottery": lottery, "record": record, "difference": difference, "own": own}
    return render(request, "lottery/proof_detail.html", context)


@everybody
def proof_json(request: CourseRequest, meeting_pk: int) -> JsonResponse:
    """Answer with the record as verify_lottery.py reads it; without secret and lines until the reveal."""
    lottery = lottery_of(request, meeting_pk)
    answer = JsonResponse(lottery.record().as_json(), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="lottery-{lottery.slug}-{lottery.day}.json"'
    return answer
