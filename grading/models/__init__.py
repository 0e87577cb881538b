"""The policy's versions, the corrections that staff make by hand, and what students ask to be looked at again."""

from grading.models.adjustments import AdjustedMeanwhile, Adjustment, AlreadyUndone
from grading.models.canvas import CanvasReceipt, CanvasUpload, ReceiptKind
from grading.models.regrades import (
    Act,
    AlreadyAsked,
    NothingChanged,
    RegradeMessage,
    RegradeRequest,
    WindowClosed,
    WrittenMeanwhile,
)
from grading.models.versions import PolicyVersion, PublishedMeanwhile

__all__ = [
    "Act",
    "AdjustedMeanwhile",
    "Adjustment",
    "AlreadyAsked",
    "AlreadyUndone",
    "CanvasReceipt",
    "CanvasUpload",
    "NothingChanged",
    "PolicyVersion",
    "PublishedMeanwhile",
    "ReceiptKind",
    "RegradeMessage",
    "RegradeRequest",
    "WindowClosed",
    "WrittenMeanwhile",
]
