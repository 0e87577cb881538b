"""The lottery of a meeting: its record, its pool, its draws."""

from lottery.models.acts import Act
from lottery.models.by_hand import BY_HAND, HandPick, Volunteer
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
    NotToday,
    PhraseIsFixed,
    PhraseMissing,
    ReasonMissing,
)
from lottery.models.turns import Turns

__all__ = [
    "ASKED",
    "BY_HAND",
    "Act",
    "AlreadyDecided",
    "Draw",
    "HandPick",
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
    "NotToday",
    "Outcome",
    "PhraseIsFixed",
    "PhraseMissing",
    "Place",
    "Pool",
    "Pseudonym",
    "ReasonMissing",
    "Turns",
    "Volunteer",
    "on_stage",
]
