"""People: one account a person, whose login is the e-mail address."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models, transaction
from django.db.models.functions import Lower

from courseapp.models.stamps import Stamp

if TYPE_CHECKING:
    from courseapp.models.courses import Course


def normal_address(email: str) -> str:
    """Return the address as it is stored and compared: trimmed, in lower case."""
    return email.strip().lower()


def normal_name(name: str) -> str:
    """Return the name with single blanks between its words and none around them."""
    return " ".join(name.split())


class UserQuerySet(models.QuerySet["User"]):
    """Which people."""

    def unclaimed(self) -> "UserQuerySet":
        """Return those who have never proven that they read the mail of their address."""
        return self.exclude(emailaddress__verified=True)

    def by_address(self, addresses: Iterable[str]) -> "dict[str, User]":
        """Return who is reached at each of these addresses, in normal form; always two queries.

        That is the person whose login it is, or who has proven it as another address of theirs.
        """
        wanted = {normal_address(address) for address in addresses}
        found = {person.email: person for person in self.filter(email__in=wanted)}
        proven = self.filter(emailaddress__verified=True, emailaddress__email__in=wanted)
        rows: models.QuerySet[Any] = proven.annotate(proven_address=models.F("emailaddress__email"))
        return found | {person.proven_address: person for person in rows}


class UserManager(BaseUserManager["User"]):
    """Find and make people by their address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Store a person; without a password they sign in by a code sent to their address.

        Raise ValueError if the address is empty.
        """
        if not email.strip():
            raise ValueError("A person needs an e-mail address.")
        user = self.model(email=normal_address(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def find_or_create(self, email: str, name: str = "") -> "User":
        """Return the person who is reached at this address, stored now if there is none; a name fills a gap only."""
        person = UserQuerySet(self.model, using=self._db).by_address([email]).get(normal_address(email))
        person = person or self.create_user(email)
        person.take_name(name)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Store a person who may open the Django admin."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the person of this address, in whatever case it was typed."""
        return self.get(email=normal_address(username or ""))


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Their courses are their enrollments."""

    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField("full name", max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField("may open the admin", default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    emailaddress_set: Any  # of allauth, which tells no types

    objects = UserManager.from_queryset(UserQuerySet)()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_account_an_address"),
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="addresses_are_lower_case"),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def clean(self) -> None:
        """Bring the address into its normal form, so that a form's refusal comes before the database's."""
        self.email, self.name = normal_address(self.email), normal_name(self.name)

    def get_full_name(self) -> str:
        """Return the name; where none is known, what stands before the address's @, for classmates may see it."""
        return self.name or self.email.partition("@")[0]

    def get_short_name(self) -> str:
        """Return the first word of the name."""
        return self.get_full_name().split(" ")[0]

    def note_address(self) -> None:
        """Keep the login among the person's addresses, so that a code sent there can prove it."""
        self.emailaddress_set.get_or_create(email=self.email, defaults={"primary": True})

    def take_name(self, name: str) -> bool:
        """Keep this name if none is known yet; return whether it was kept."""
        if self.name or not normal_name(name):
            return False
        self.rename(name)
        return True

    @transaction.atomic
    def rename(self, name: str) -> None:
        """Store another name, which every page that shows it follows."""
        self.name = normal_name(name)
        self.save(update_fields=["name"])
        self.stamp()

    def stamp(self) -> None:
        """Say that pages with this person on them change; in the transaction of the change. Two queries."""
        Stamp.objects.bump_all(self.enrollments.values_list("course", flat=True))

    def can_be_corrected_in(self, course: "Course") -> bool:
        """Return whether this course's staff may correct name and address: of one whom nobody else knows yet.

        Not once they have signed in or proven an address, nor where another course has them, nor if they may open
        the admin: who changes an address takes the account over.
        """
        return not (
            self.last_login
            or self.is_staff
            or self.is_superuser
            or self.has_usable_password()
            or self.emailaddress_set.filter(verified=True).exists()
            or self.enrollments.exclude(course=course).exists()
        )

    @transaction.atomic
    def correct(self, email: str, name: str) -> None:
        """Store another address and name for somebody who has not come in yet; a code sent before proves nothing."""
        self.email, self.name = normal_address(email), normal_name(name)
        self.save(update_fields=["email", "name"])
        self.stamp()
        self.emailaddress_set.all().delete()

    def as_evidence(self) -> dict[str, str]:
        """Return what an Event keeps of a person."""
        return {"email": self.email, "name": self.name}
