"""What a page asks of a passkey, for the script that asks the browser."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder

register = template.Library()


@register.filter
def as_json(value: Any) -> str:
    """Write options as JSON, which the template escapes for an attribute."""
    return json.dumps(value, cls=DjangoJSONEncoder)
