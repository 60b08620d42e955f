"""Fails, or has its process killed."""

from __future__ import annotations

import os
import signal
from typing import Any

from django.db import migrations


def end(_apps: Any, _schema_editor: Any) -> None:
    if os.environ["STUMBLES"] == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    message = "the migration stumbles"
    raise RuntimeError(message)


class Migration(migrations.Migration):
    dependencies = [("stumbling", "0001_changes")]
    operations = [migrations.RunPython(end)]
