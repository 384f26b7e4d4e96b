"""Composes every document for every day of 2017 to 2027 and looks for names not in force."""

import argparse
import shutil
import tempfile
from collections import Counter
from functools import cache
from pathlib import Path

from bench.form import Row, report
from library.database import reading
from library.installation import set_up
from library.law import law_register
from library.settings import read_settings
from tests.points.programme.law_documents import days, documents, fill_offices, state


def main() -> None:
    """Print the number of documents and of the wrong law_register in them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="diachi-bench-"))
    database = set_up(read_settings({"DIACHI_HOME": str(home)}))
    wrong_names = cache(law_register.wrong_citations)
    counts, wrong = Counter(), Counter()
    try:
        fill_offices(database)
        with reading(database) as session:
            for day in days():
                for name, text in documents(session, day):
                    counts[name.partition(" ")[0]] += 1
                    for citation in wrong_names(text, state(day)):
                        wrong[f"{name}: {citation.sentence}"] += 1
    finally:
        database.dispose()
        shutil.rmtree(home)
    for sentence, number in wrong.most_common(40):
        print(f"{number} days  {sentence}")
    rows = [Row(f"documents: {name}", number, "documents") for name, number in counts.items()]
    rows += [
        Row("days", len(days()), "days"),
        Row("wrong citations", wrong.total(), "citations", 0),
    ]
    report("law", rows, as_json=args.json)


if __name__ == "__main__":
    main()
