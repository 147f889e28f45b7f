from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.urls import reverse

from certification.governments.seating import give_seat
from migracidades.accounts.models import User
from migracidades.ledger import speaking
from migracidades.ledger.mail import absolute
from migracidades.tenancy.models import Membership, Programme, Role
from migracidades.tenancy.scope import Side, enter


class Command(BaseCommand):
    """Seat the one person whom nobody can invite. Who follows is invited on the people's page."""

    help = "Seats a programme's first administrator and prints the link to choose a password by."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("programme", help="such as br")
        parser.add_argument("email")
        parser.add_argument("name", help="the full name")

    def handle(self, *args: Any, programme: str, email: str, name: str, **options: Any) -> None:
        found = Programme.objects.filter(slug=programme).first()
        if found is None:
            raise CommandError(f"There is no programme “{programme}”: run load_content first.")
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"“{email}” is not an e-mail address.") from None
        with enter(found, side=Side.STAFF):
            user = seat_first(found, email=email, name=name)
            self.stdout.write(f"Within three days: {link_for(found, user)}")


def seat_first(programme: Programme, *, email: str, name: str) -> User:
    """The person, seated as administrator. ``CommandError`` when another one is already."""
    email = email.strip().lower()
    seats = Membership.objects.filter(role=Role.ADMINISTRATOR, active=True)
    if seats.exclude(user__email=email).exists():
        raise CommandError(f"{programme.slug} has an administrator, who can invite others.")
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, full_name=name, language=programme.default_language)
    # Whoever holds a shell here vouches for the address; the link goes to nobody else.
    EmailAddress.objects.update_or_create(
        user=user, email=email, defaults={"verified": True, "primary": True}
    )
    give_seat(user=user, role=Role.ADMINISTRATOR, government=None, actor=user)
    return user


def link_for(programme: Programme, user: User) -> str:
    """Where the person chooses a password, once."""
    key = default_token_generator.make_token(user)
    with speaking(programme):
        path = reverse(
            "account_reset_password_from_key",
            kwargs={"uidb36": user_pk_to_url_str(user), "key": key},
        )
        return absolute(path)
