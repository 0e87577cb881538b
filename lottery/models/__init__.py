"""The lottery of a meeting: its record, its pool, its draws."""

from lottery.models.draws import Draw, on_stage
from lottery.models.lotteries import Line, Lottery, LotteryQuerySet
from lottery.models.outcomes import ASKED, Outcome
from lottery.models.pools import Place, Pool
from lottery.models.pseudonyms import Pseudonym
from lottery.models.refusals import (
    AlreadyDecided,
    LotteryIsClosed,
    LotteryRefusal,
    MeetingNotOver,
    NobodyInThePool,
    NoClassToDrawIn,
    NoPassLeft,
    NotAStudentThatDay,
    NotNext,
    PhraseIsFixed,
    PhraseMissing,
    ReasonMissing,
)
from lottery.models.turns import Turns

__all__ = [
    "ASKED",
    "AlreadyDecided",
    "Draw",
    "Line",
    "Lottery",
    "LotteryIsClosed",
    "LotteryQuerySet",
    "LotteryRefusal",
    "MeetingNotOver",
    "NoClassToDrawIn",
    "NoPassLeft",
    "NobodyInThePool",
    "NotAStudentThatDay",
    "NotNext",
    "Outcome",
    "PhraseIsFixed",
    "PhraseMissing",
    "Place",
    "Pool",
    "Pseudonym",
    "ReasonMissing",
    "Turns",
    "on_stage",
]
