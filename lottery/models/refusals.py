"""Why an act is not possible now; each message is a sentence for the page, with the remedy."""


class LotteryRefusal(Exception):
    """An act that the lottery, as it stands, does not allow."""


class NoClassToDrawIn(LotteryRefusal):
    """The meeting is cancelled, over, or no class at all."""


class PhraseIsFixed(LotteryRefusal):
    """Another phrase was fixed already; the draws hang on it."""


class PhraseMissing(LotteryRefusal):
    """The room has not given its phrase yet."""


class NotNext(LotteryRefusal):
    """The draw named is neither held nor the next one."""


class NobodyInThePool(LotteryRefusal):
    """Nobody is eligible."""


class AlreadyDecided(LotteryRefusal):
    """The draw has an outcome from which the one asked for does not follow."""


class ReasonMissing(LotteryRefusal):
    """The act needs a reason for the record."""


class NoPassLeft(LotteryRefusal):
    """The student has used the passes of the term."""


class NotAStudentThatDay(LotteryRefusal):
    """The person drawn is not, or no longer, a student on the day of the meeting."""


class MeetingNotOver(LotteryRefusal):
    """The secret is kept until the meeting has ended."""


class LotteryIsClosed(LotteryRefusal):
    """The secret is revealed: whoever knows it could foretell a draw."""


class NotToday(LotteryRefusal):
    """The meeting is no class, or its day has not come."""
