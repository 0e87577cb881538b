"""Reviewers' names on a paper."""

from uuid import UUID, uuid5

from reviews.pseudonyms import pseudonym

KEY = UUID(int=7)
PEOPLE = [uuid5(KEY, str(number)) for number in range(60)]


def test_a_name_stays_the_same_and_reads_well() -> None:
    assert pseudonym(KEY, 3, PEOPLE[0]) == pseudonym(KEY, 3, PEOPLE[0]) == "Sunny Finch 68"


def test_a_class_gets_different_names() -> None:
    assert len({pseudonym(KEY, 3, person) for person in PEOPLE}) == 60


def test_another_paper_or_another_course_gives_another_name() -> None:
    assert len({pseudonym(KEY, 3, PEOPLE[0]), pseudonym(KEY, 4, PEOPLE[0]), pseudonym(UUID(int=8), 3, PEOPLE[0])}) == 3


def test_the_order_of_names_is_not_the_order_of_the_roster() -> None:
    names = [pseudonym(KEY, 3, person) for person in PEOPLE]
    assert sorted(names) != names
