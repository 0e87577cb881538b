"""Pleasant names for reviewers: the same all through one paper, and unlinkable to any other. No Django, no clock."""

import hmac
from uuid import UUID

_QUALITIES = [
    "Amber", "Ample", "Ardent", "Ashen", "Azure", "Brave", "Bright", "Brisk", "Calm", "Candid", "Cedar", "Clear",
    "Clever", "Cobalt", "Copper", "Coral", "Crisp", "Curious", "Dapper", "Deft", "Eager", "Early", "Earnest", "Ember",
    "Fabled", "Fair", "Fern", "Fleet", "Frank", "Gentle", "Gilded", "Glad", "Golden", "Hardy", "Hazel", "Honest",
    "Indigo", "Ivory", "Jade", "Keen", "Kind", "Lively", "Lucid", "Lunar", "Maple", "Mellow", "Merry", "Mild",
    "Misty", "Nimble", "Noble", "Olive", "Opal", "Patient", "Placid", "Plucky", "Quiet", "Rustic", "Silver", "Steady",
    "Sunny", "Tidal", "Velvet", "Witty",
]  # fmt: skip
_BIRDS = [
    "Avocet", "Bittern", "Bluebird", "Bunting", "Bustard", "Buzzard", "Chaffinch", "Condor", "Coot", "Cormorant",
    "Crane", "Curlew", "Dipper", "Dove", "Dunlin", "Eagle", "Egret", "Falcon", "Finch", "Flicker", "Gannet", "Godwit",
    "Goldfinch", "Grebe", "Grouse", "Gull", "Harrier", "Hawk", "Heron", "Hoopoe", "Ibis", "Jackdaw", "Jay", "Kestrel",
    "Kingfisher", "Kite", "Kiwi", "Lapwing", "Lark", "Linnet", "Magpie", "Martin", "Merlin", "Nightjar", "Nuthatch",
    "Oriole", "Osprey", "Owl", "Pelican", "Petrel", "Pipit", "Plover", "Puffin", "Quail", "Raven", "Robin",
    "Sandpiper", "Skylark", "Starling", "Stork", "Swallow", "Swift", "Tern", "Wren",
]  # fmt: skip
_NUMBERS = 90  # from 10 to 99


def pseudonym(key: UUID, paper: int, enrollment: UUID) -> str:
    """Return a reviewer's name on one paper, such as “Quiet Heron 42”.

    It follows from the course's secret ``key``, the paper and the enrollment alone, so nobody's coming
    or going changes it, and neither its words nor its order say anything of the roster. There are
    368,640 names: two of 60 reviewers of a paper share one in 1 of 200 papers.
    """
    digest = hmac.digest(key.bytes, f"{paper}|{enrollment}".encode(), "sha256")
    number, place = divmod(int.from_bytes(digest), _NUMBERS)
    number, bird = divmod(number, len(_BIRDS))
    return f"{_QUALITIES[number % len(_QUALITIES)]} {_BIRDS[bird]} {place + 10}"


def reference(key: UUID, paper: int, enrollment: UUID) -> str:
    """Return what names a review in addresses: 12 letters and digits that say nothing of when or by whom."""
    return hmac.digest(key.bytes, f"reference|{paper}|{enrollment}".encode(), "sha256").hex()[:12]
