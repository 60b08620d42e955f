from __future__ import annotations

from tests.site.mail.servers import server, test_kind

__all__ = ["server", "test_kind"]
