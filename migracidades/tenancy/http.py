"""What the middlewares make of a request, for whoever reads and for the type checker."""

from migracidades.kit.middleware import Referenced

from .models import Government, Membership, Programme


class Request(Referenced):
    """A request inside a programme, as its views get it. Never made: Django's own carries this.

    In the lobby there is no programme. ``seats`` are the person's active ones in the programme;
    ``government`` is set on its desk alone, ``at_desk`` for whoever asks for one.
    """

    programme: Programme
    government: Government | None
    seats: list[Membership]
    at_desk: bool
    refusal: Exception
