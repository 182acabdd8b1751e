"""Keep a sample of each topic that has none yet: `python -m tests.samples`. A kept sample is never made again."""

import json

from infrastructure.catalogue import CATALOGUE
from tests.samples.made import file_of, sample_of, stored_form

if __name__ == "__main__":
    for topic, kind in sorted(CATALOGUE.items()):
        if not file_of(topic).exists():
            text = json.dumps(stored_form(sample_of(kind)), ensure_ascii=False, indent=1, sort_keys=True)
            file_of(topic).write_text(text + "\n")
