from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from certification.governments.seating import give_seat
from migracidades.accounts.models import User
from migracidades.kit.errors import Refused
from migracidades.tenancy.models import STAFF_ROLES, Programme
from migracidades.tenancy.scope import Side, enter


class Command(BaseCommand):
    """Give the first people of a programme their seats; those invite everybody else on the site."""

    help = "Gives a person a staff seat in a programme; makes the account if there is none."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("slug", help="the programme's address, such as uy")
        parser.add_argument("email")
        parser.add_argument("role", choices=[role.value for role in STAFF_ROLES])
        parser.add_argument("--name", default="", help="the person's full name")

    @transaction.atomic
    def handle(self, *args: Any, slug: str, email: str, role: str, name: str, **options: Any):
        programme = Programme.objects.filter(slug=slug).first()
        if programme is None:
            raise CommandError(f"There is no programme {slug!r}: run manage.py load_content first.")
        user = _person(email.strip().lower(), name)
        with enter(programme, side=Side.STAFF, user=user):
            try:
                give_seat(user=user, role=role, government=None, actor=user)
            except Refused as refusal:
                raise CommandError(refusal.message) from refusal
        self.stdout.write(f"{user.email} sits in {slug} as {role}.")
        if not user.has_usable_password():
            self.stdout.write(f"To choose a password: {programme.url}accounts/password/reset/")


def _person(email: str, name: str) -> User:
    """The account of an address; whoever may run this vouches that the address is theirs."""
    try:
        validate_email(email)
    except ValidationError:
        raise CommandError(f"{email!r} is not an e-mail address.") from None
    user = User.objects.filter(email=email).first() or User.objects.create_user(
        email, full_name=name
    )
    EmailAddress.objects.update_or_create(
        user=user, email=email, defaults={"verified": True, "primary": True}
    )
    return user
