"""Write what `opendti library` lists of each shipped framework, after one of them was changed."""

from __future__ import annotations

import json

from opendti.cli.framework_cards import framework_card
from opendti.library import CARDS, framework_ids

if __name__ == "__main__":
    cards = {identity: framework_card(identity) for identity in framework_ids()}
    text = json.dumps(cards, ensure_ascii=False, indent=1)
    CARDS.write_text(text + "\n", "utf-8")
