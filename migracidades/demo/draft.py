"""The next version of the questionnaire, which an administrator of the demonstration is writing."""

from certification.editions.models import Edition
from dimensions import drafting
from dimensions.models import Draft
from migracidades.tenancy.models import Membership, Programme
from migracidades.tenancy.scope import Side, enter

from .source import read


def seed_draft(programme: Programme, edition: Edition, author: Membership) -> None:
    """Begin it from the version of the running edition, with what the country adds; once."""
    added = read(programme.slug, "edition").get("next_version", {})
    with enter(programme, side=Side.STAFF, user=author.user):
        if not added or Draft.objects.exists():
            return
        version = str(edition.year + 1)
        asked = {"actor": author.user, "roles": {author.role}}
        draft = drafting.begin(edition.questionnaire, version=version, **asked)
        for dimension, questions in added.items():
            for one in questions:
                drafting.add(draft, one, actor=author.user, dimension=dimension)
