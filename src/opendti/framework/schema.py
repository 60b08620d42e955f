"""The JSON Schema of framework files, for editors."""

from __future__ import annotations

from typing import Any

from opendti.framework.model import Framework


def framework_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) that a framework file follows."""
    schema = Framework.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
