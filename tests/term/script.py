"""What happens in the term, as a table and as dated lists: the driver plays it, the oracle reckons with it.

Times are the clock on the wall of the class, in New York. Nothing here is computed.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/New_York")
SLUG = "term-25fall"


def at(wall: str) -> datetime:
    """Return the instant at which the wall says ``10-07 09:50`` or ``10-07 09:50:01`` in 2025."""
    return datetime.fromisoformat(f"2025-{wall}").replace(tzinfo=ZONE)


# When the sheet is looked at, and what is true then.
HALF_TIME = at("10-22 12:00")  # a claim, an extension and a late review are waiting
ALMOST = at("11-26 12:00")  # all but the last paper, the last class and the write-up
THE_END = at("12-15 12:00")
LOOKS = {"half-time": HALF_TIME, "almost": ALMOST, "the end": THE_END}

MEETINGS = {
    "m01": "09-05 09:50", "m02": "09-09 09:50", "m03": "09-16 09:50", "m04": "09-23 09:50", "m05": "09-30 09:50",
    "m06": "10-07 09:50", "m07": "10-14 09:50", "m08": "10-17 09:50", "m09": "10-21 09:50", "m10": "10-28 09:50",
    "m11": "11-04 09:50", "m12": "11-07 09:50", "m13": "11-14 09:50", "m14": "11-18 09:50", "m15": "11-25 09:50",
    "m16": "12-02 09:50",
}  # fmt: skip
GUESTS = {"g1": "m08", "g2": "m12"}
CANCELLED = {"m07": "10-14 10:10", "m14": "11-15 12:00"}

PAPERS = {
    "p01": "Attention Is All You Need", "p02": "RoFormer", "p03": "GQA", "p04": "Switch Transformers",
    "p05": "FlashAttention", "p06": "PagedAttention", "p07": "Megatron-LM", "p08": "ZeRO",
    "p09": "Fast Inference from Transformers", "p10": "LLM.int8()", "p11": "GPTQ", "p12": "SGLang",
    "opt": "Mixtral of Experts", "off": "Orca",
}  # fmt: skip
DUE = {
    "p01": "09-09 09:50", "p02": "09-16 09:50", "p03": "09-23 09:50", "p04": "09-30 09:50", "p05": "10-07 09:50",
    "p06": "10-21 09:50", "p07": "10-28 09:50", "p08": "11-04 09:50", "p09": "11-14 09:50",
    "p10": "11-25 09:50",  # its meeting on 18 November is called off, and staff move it to the next one
    "p11": "11-25 09:50", "p12": "12-02 09:50",
    "opt": "09-30 09:50",  # not required
    "off": "10-14 09:50",  # its meeting is called off, and it goes with it
}  # fmt: skip

# The students, their first and last day where it is not the term's.
DAYS = {
    "Bo": ("2025-09-30", ""),  # joins late, on the very day of p04
    "Cy": ("", "2025-10-21"),  # drops in the middle, on the very day of p06
    "Yan": ("", "2025-09-08"),  # leaves before the first paper is due
}

# What each does about each paper:
#
#   x  hands in the evening before          *  hands in eight days before          .  does nothing
#   D  hands in at the due instant          S  one second after                    G  at the last instant of the grace
#   L  one second after the grace: late     A  late, and staff accept it           V  accepted, then taken back
#   M  one microsecond after the grace      W  waived                              w  waived, and reviewed all the same
#   X  a waiver that is taken back          E  extended, and handed in at the last instant of its grace
#   e  extended, one second after that      U  extended, taken back, handed in a day late
#   a  leaves a complete draft              k  a complete draft, “keep it as a draft”
#   i  an incomplete draft                  K  a draft that was complete, and is not any more at the cut-off
#   2  hands in twice                       c  hands in, and saves a better text by the due time
#   I  hands in, then deletes a required answer                                    T  hands in from two tabs
#   R  hands in, reads the others, and rewrites it
#   B  the same before the due time, while the course lets one read after one's own
#   r  late, reads the others, rewrites it, and staff accept
#   F  reads the others without one's own, writes it then, and staff want to accept
REVIEWS = """
        p01 p02 p03 p04 p05 p06 p07 p08 p09 p10 p11 p12 opt off
    Ada  *   *   *   *   *   *   *   *   *   *   *   *   x   *
    Bo   .   .   L   x   .   x   D   .   x   x   L   x   .   .
    Cy   x   .   x   L   x   x   L   .   .   .   .   .   .   .
    Dee  x   W   W   w   x   X   x   x   x   x   x   x   .   .
    Eli  x   x   x   x   x   x   x   x   x   x   x   x   x   x
    Fay  .   .   E   x   e   E   x   x   U   x   x   x   .   .
    Gus  x   x   x   x   .   x   x   x   x   x   x   x   .   .
    Hal  .   .   .   .   .   .   .   .   .   .   .   .   .   .
    Ivy  x   .   x   x   x   x   x   .   x   x   x   .   .   .
    Jo   x   x   .   x   x   x   x   x   .   x   x   .   .   .
    Kai  x   x   x   x   x   x   x   x   x   x   .   .   x   .
    Max  D   S   G   L   .   M   x   .   x   S   x   x   .   x
    Nia  x   A   V   x   A   A   x   L   x   *   A   .   .   .
    Oz   a   k   i   K   a   a   .   k   a   x   a   *   a   .
    Pia  x   x   R   x   r   x   F   B   .   x   x   .   .   .
    Quy  x   2   c   I   T   x   .   2   .   .   x   x   .   .
    Rae  .   x   x   .   x   x   .   x   x   x   .   x   .   .
    Sam  x   x   x   x   x   x   x   x   .   x   .   x   .   .
    Tia  .   x   x   .   x   x   .   x   .   x   .   x   .   .
    Uma  x   x   x   x   x   x   *   *   x   x   x   x   .   .
    Vic  x   x   .   x   x   x   .   x   x   .   x   x   .   .
    Wes  x   x   x   x   x   .   x   x   x   x   x   .   .   .
    Xia  x   x   x   .   .   .   x   x   x   x   x   x   .   .
    Yan  .   .   .   .   .   .   .   .   .   .   .   .   .   .
"""
# When the extensions of Fay end; p06's runs over half-time.
EXTENDED = {"p03": "09-25 18:00", "p05": "10-09 18:00", "p06": "10-23 18:00", "p09": "11-16 18:00"}

# Meetings with a lottery of three picks. Who is away is marked absent when drawn.
AWAY = {
    "m02": "Hal Uma Quy", "m03": "Eli Ivy Hal", "m04": "Eli Ivy Rae", "m05": "Ivy Kai Wes", "m06": "Ivy Sam Xia",
    "m09": "Ivy", "m10": "Ivy Wes Tia", "m11": "Ivy Gus", "m13": "Ivy Tia Max", "m15": "Ivy Vic", "m16": "Ivy Oz",
}  # fmt: skip
# Where somebody must be drawn: the lottery goes on until they are.
UNTIL_DRAWN = {"m05": "Wes", "m06": "Xia", "m11": "Gus"}
# What becomes of the first of those drawn who is there; all others answer.
FIRST_PICK = {"m03": "passed", "m04": "void", "m09": "excused", "m10": "undone"}
# What becomes of a draw later: a late arrival, a draw that is made void after the secret was revealed.
LATER = [
    ("09-30 11:20", "m05", "Wes", "late", ""),
    ("11-04 19:30", "m11", "Gus", "void", "Sat behind the pillar – wir haben ihn übersehen."),
]

# Roll calls, notes, excusals, leave. Ivy is absent twelve times.
PRESENCE = [
    ("09-16 10:50", "Eli Ivy", "m03", "tapped absent"),
    ("09-17 12:00", "Eli", "m03", "excused"),
    ("09-23 10:50", "Eli Ivy", "m04", "tapped absent"),
    ("09-24 12:00", "Eli", "m04", "excused"),
    ("09-25 12:00", "Eli", "m04", "not excused any more"),
    ("09-30 10:50", "Ivy", "m05", "tapped absent"),
    ("10-07 10:50", "Ivy Xia", "m06", "tapped absent"),  # Xia is drawn absent as well: one absence
    ("10-14 09:55", "Jo", "m07", "tapped absent"),  # and then the class is called off
    ("10-17 10:00", "Bo Hal Ivy", "m08", "the whole roll"),
    ("10-18 12:00", "Bo", "m08", "excused"),
    ("10-19 12:00", "Wes", "m09", "files leave"),
    ("10-20 12:00", "Wes", "m09", "leave accepted"),
    ("10-21 10:50", "Ivy Xia", "m09", "tapped absent"),
    ("10-21 10:55", "Xia", "m09", "tapped present"),
    ("10-21 12:00", "Uma", "m15", "files leave"),
    ("10-21 13:00", "Uma", "m15", "leave accepted"),
    ("10-26 12:00", "Wes", "m10", "files leave"),
    ("10-27 12:00", "Wes", "m10", "leave declined"),
    ("10-28 10:50", "Ivy Wes", "m10", "tapped absent"),
    ("11-02 12:00", "Tia", "m11", "files leave"),
    ("11-02 13:00", "Tia", "m11", "leave accepted"),
    ("11-04 10:50", "Ivy Tia", "m11", "tapped absent"),  # Tia’s is excused by the leave
    ("11-07 10:00", "Ivy Rae", "m12", "the whole roll"),
    ("11-14 10:50", "Ivy", "m13", "tapped absent"),
    ("11-14 12:00", "Eli", "m13", "noted"),
    ("11-15 13:00", "Eli", "m13", "note withdrawn"),
    ("11-20 12:00", "Uma", "m15", "takes leave back"),  # and comes
    ("11-25 10:50", "Ivy", "m15", "tapped absent"),
    ("12-02 10:50", "Ivy", "m16", "tapped absent"),
]

# Questions to guests.
QUESTIONS = [
    ("10-15 12:00", "Pia", "g1", "prepares"),
    ("10-17 11:00", "Ada Cy Dee Eli Fay Gus Kai Kai Jo Max Nia Oz Sam Tia Uma Wes Xia Rae", "g1", "asks"),
    ("10-17 14:00", "Pia", "g1", "claims what was prepared"),
    ("10-18 12:00", "Quy", "g1", "claims"),
    ("10-19 12:00", "Pia", "g1", "is confirmed"),
    ("10-20 12:00", "Rae", "g1", "loses the credit"),
    ("10-21 12:00", "Wes", "g1", "loses the credit"),
    ("10-24 11:30", "Tia", "g1", "claims"),  # the last instant of the window
    ("10-24 11:30:01", "Vic", "g1", "claims too late"),
    ("10-27 12:00", "Quy", "g1", "is confirmed"),
    ("10-27 12:01", "Tia", "g1", "is confirmed"),
    ("11-07 11:00", "Ada Bo Dee Eli Fay Gus Kai Max Nia Pia Sam Vic Uma Xia", "g2", "asks"),
    ("11-08 12:00", "Rae", "g2", "claims"),
    ("11-09 12:00", "Rae", "g2", "is declined"),
    ("11-10 12:00", "Wes", "g1", "is credited after all"),
]

# The write-up is due on 5 December, 17:00. Shares are points of a hundred.
WRITEUP_DUE = "12-05 17:00"
WRITEUPS = [
    ("11-30 12:00", "Sam Tia", "become a team", ""),
    ("12-01 20:00", "Ada", "hands in", ""),
    ("12-03 20:00", "Ada Bo Dee Eli Fay Ivy Kai Sam Vic Wes Xia", "hands in", ""),
    ("12-04 12:00", "Gus", "keeps a draft", ""),
    ("12-05 17:00", "Oz", "hands in", ""),
    ("12-05 17:02", "Max Pia", "hands in", ""),
    ("12-05 17:02:01", "Uma Nia Quy", "hands in", ""),  # late
    ("12-06 12:00", "Rae", "hands in", ""),  # late
    ("12-07 12:00", "Nia Rae", "is accepted", ""),
    ("12-08 12:00", "Rae", "is not accepted any more", ""),
    ("12-08 13:00", "Ada", "is marked", "100"),
    ("12-08 13:01", "Bo Ivy", "is marked", "66.67"),
    ("12-08 13:02", "Dee", "is marked", "80"),
    ("12-08 13:03", "Eli Kai", "is marked", "83.33"),
    ("12-08 13:04", "Fay Wes", "is marked", "91.25"),
    ("12-08 13:05", "Sam", "is marked", "85"),  # and Tia with the team
    ("12-08 13:06", "Tia", "is marked alone", "70.5"),
    ("12-08 13:07", "Vic Xia", "is marked", "77.77"),
    ("12-08 13:08", "Max Pia Nia", "is marked", "88.88"),
    ("12-08 13:09", "Oz", "is marked", "0"),
    ("12-12 12:00", "Dee", "is marked", "85.55"),  # after the release
]
RELEASED = "12-10 12:00"

# Adjustments: the component or the total, and signed points.
ADJUSTMENTS = [
    ("10-10 12:00", "Vic", "attendance", "3"),
    ("11-03 12:00", "Vic", "attendance", "undone"),
    ("11-04 12:00", "Vic", "total", "-1.5"),
    ("12-11 12:00", "Vic", "guest-questions", "0.25"),
    ("12-11 12:00", "Ada", "writeup", "5"),  # beyond 100
    ("12-11 12:01", "Hal", "total", "-50"),  # and not below 0
]

# Marks of reviews, for the day on which a policy asks for them: those of p01 and p03 are released, p04's are not.
MARKS = [
    ("p01", "Ada", "✓+"), ("p01", "Dee", "✓−"), ("p01", "Eli", "✓"), ("p01", "Max", "62.5"), ("p01", "Oz", "0"),
    ("p03", "Ada", "✓"), ("p03", "Pia", "33.33"), ("p03", "Quy", "✓−"), ("p04", "Ada", "✓−"),
]  # fmt: skip
MARKS_RELEASED = ("p01", "p03")

# Names and sections that a spreadsheet would stumble over.
NAMES = {"Oz": 'Oz "the Great", Sample'}
SECTIONS = {"Eli": "=1+1", "Jo": "-2"}
STUDENTS = [line.split()[0] for line in REVIEWS.strip().splitlines()[1:]]


def code_of(student: str, paper: str) -> str:
    """Return what a student does about a paper."""
    head, *lines = (line.split() for line in REVIEWS.strip().splitlines())
    return {cells[0]: dict(zip(head, cells[1:], strict=True)) for cells in lines}[student][paper]


def days_of(student: str) -> tuple[str, str]:
    """Return a student's first and last day as ISO dates; empty where they are the course's."""
    return DAYS.get(student, ("", ""))


def name(student: str) -> str:
    """Return a student's full name."""
    return NAMES.get(student, f"{student} Sample")


def email(student: str) -> str:
    """Return a student's address."""
    return f"{student.lower()}@students.example.edu"
