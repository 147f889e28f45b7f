"""What the audit calls an act, in words: the object's name and what was done to it."""

from collections.abc import Mapping

from django.apps import apps
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .models import AuditEntry

# What stands behind the dot of an act. The words are nouns: they stand behind any object's name.
VERBS: Mapping[str, object] = {
    "accept": pgettext_lazy("act", "acceptance"),
    "add": pgettext_lazy("act", "addition"),
    "admit": pgettext_lazy("act", "admission"),
    "answer": pgettext_lazy("act", "answer"),
    "approve": pgettext_lazy("act", "approval"),
    "ask_again": pgettext_lazy("act", "asked anew"),
    "assign": pgettext_lazy("act", "assignment"),
    "begin": pgettext_lazy("act", "begun"),
    "change": pgettext_lazy("act", "change"),
    "clone": pgettext_lazy("act", "copy"),
    "close": pgettext_lazy("act", "closing"),
    "consent": pgettext_lazy("act", "consent"),
    "correct": pgettext_lazy("act", "correction"),
    "correct_translations": pgettext_lazy("act", "correction of translations"),
    "download": pgettext_lazy("act", "download"),
    "end": pgettext_lazy("act", "end"),
    "export": pgettext_lazy("act", "export"),
    "extend": pgettext_lazy("act", "extension"),
    "hand_over": pgettext_lazy("act", "hand-over"),
    "hold": pgettext_lazy("act", "recorded as held"),
    "import": pgettext_lazy("act", "import"),
    "issue": pgettext_lazy("act", "issue"),
    "lapse": pgettext_lazy("act", "lapse"),
    "make": pgettext_lazy("act", "making"),
    "move": pgettext_lazy("act", "change of dates"),
    "not_ready": pgettext_lazy("act", "not ready after all"),
    "open": pgettext_lazy("act", "opening"),
    "propose": pgettext_lazy("act", "proposal"),
    "publish": pgettext_lazy("act", "publication"),
    "ready": pgettext_lazy("act", "ready"),
    "refuse": pgettext_lazy("act", "refusal"),
    "reinstate": pgettext_lazy("act", "reinstatement"),
    "remove": pgettext_lazy("act", "removal"),
    "renew": pgettext_lazy("act", "renewal"),
    "reopen": pgettext_lazy("act", "reopening"),
    "report": pgettext_lazy("act", "report"),
    "request": pgettext_lazy("act", "request"),
    "rescore": pgettext_lazy("act", "new computation of scores"),
    "retry": pgettext_lazy("act", "new start"),
    "return": pgettext_lazy("act", "return"),
    "revoke": pgettext_lazy("act", "revocation"),
    "save": pgettext_lazy("act", "save"),
    "send": pgettext_lazy("act", "sending"),
    "send_again": pgettext_lazy("act", "sending again"),
    "send_back": pgettext_lazy("act", "return to the analysis"),
    "settle_link": pgettext_lazy("act", "link found to be the right page"),
    "sign_off": pgettext_lazy("act", "sign-off"),
    "submit": pgettext_lazy("act", "submission"),
    "supersede": pgettext_lazy("act", "replacement"),
    "suspend": pgettext_lazy("act", "suspension"),
    "take": pgettext_lazy("act", "taking on"),
    "validate": pgettext_lazy("act", "validation"),
    "wait": pgettext_lazy("act", "waiting list"),
    "withdraw": pgettext_lazy("act", "withdrawal"),
}

# What a decision is about, where the model's own name is nobody's but ours.
OBJECTS: Mapping[str, object] = {
    "certification.application": pgettext_lazy("object", "application"),
    "certification.assignment": pgettext_lazy("object", "assignment of an analyst"),
    "certification.event": pgettext_lazy("object", "event"),
    "certification.extension": pgettext_lazy("object", "extension"),
    "certification.guestlink": pgettext_lazy("object", "link of a guest"),
    "certification.letter": pgettext_lazy("object", "letter"),
    "certification.part": pgettext_lazy("object", "part of a department"),
    "certification.participation": pgettext_lazy("object", "participation"),
    "certification.plan": pgettext_lazy("object", "plan"),
    "certification.priority": pgettext_lazy("object", "priority"),
    "certification.round": pgettext_lazy("object", "round"),
    "certification.seal": pgettext_lazy("object", "seal"),
    "dimensions.draft": pgettext_lazy("object", "draft of a questionnaire"),
    "dimensions.questionnaire": pgettext_lazy("object", "questionnaire"),
    "monitoring.editionreport": pgettext_lazy("object", "edition report"),
    "monitoring.monitoringreport": pgettext_lazy("object", "monitoring report"),
    "monitoring.progress": pgettext_lazy("object", "progress"),
    "tenancy.invitation": pgettext_lazy("object", "invitation"),
    "tenancy.membership": pgettext_lazy("object", "seat"),
    "tenancy.programme": pgettext_lazy("object", "programme"),
    "tenancy.programmetext": pgettext_lazy("object", "text of the programme"),
    "training.completion": pgettext_lazy("object", "course completion"),
}


def act_of(entry: AuditEntry) -> str:
    """What was done, in the language in force; an unknown act by its code."""
    verb = entry.act.rpartition(".")[2]
    return str(VERBS.get(verb, verb))


def object_of(label: str) -> str:
    """What the model behind a label is called, such as “edition”; empty for an act on none."""
    if not label or label in OBJECTS:
        return str(OBJECTS.get(label, ""))
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except LookupError:  # a model that is no more
        return label


NOBODY = _("the system")
