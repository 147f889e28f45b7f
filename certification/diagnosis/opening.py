"""How a diagnosis begins: with the admission of its government."""

from django.utils.translation import gettext as _

from certification.editions.models import Participation
from migracidades.kit.errors import Refused
from migracidades.ledger import outbox

from .models import Diagnosis


def open_diagnosis(participation: Participation) -> Diagnosis:
    """The diagnosis of a participation, made now unless it is there.

    It stays with the questionnaire that the edition has today. Raises ``Refused`` when the
    edition has none, or one that is not published: its questions could still change.
    """
    questionnaire = participation.edition.questionnaire
    if questionnaire is None or not questionnaire.published:
        raise Refused(
            _("The edition %(year)s has no published questionnaire. Choose one, then try again.")
            % {"year": participation.edition.year}
        )
    diagnosis, _made = Diagnosis.objects.get_or_create(
        participation=participation,
        government_id=participation.government_id,
        defaults={"questionnaire": questionnaire},
    )
    return diagnosis


@outbox.on("application.admitted", name="diagnosis.open")
def on_admission(*, participation_id: int, **_payload: object) -> None:
    found = Participation.objects.select_related("edition__questionnaire")
    open_diagnosis(found.get(pk=participation_id))
