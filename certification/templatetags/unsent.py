from typing import Any

from django import template

from certification.diagnosis.offline import offline

register = template.Library()


@register.inclusion_tag("diagnosis/unsent.html", takes_context=True)
def unsent(context: template.Context) -> dict[str, Any]:
    """The box of answers that are on this device alone, with all that scripts say of them."""
    return {"request": context["request"], "offline": offline(context["request"])}
