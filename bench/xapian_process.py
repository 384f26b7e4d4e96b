"""A Xapian index of ready terms, filled and asked with JSON lines; runs on the system's Python.

{"id": …, "terms": {term: times}} indexes a document, {"commit": true} ends the indexing, and
{"query": {term: weight}, "count": …} returns the ids of the best documents by BM25.
"""

import json
import sys
import tempfile
from collections.abc import Mapping

try:
    import xapian
except ImportError:
    xapian = None


def main() -> None:
    """Serve one index until the input ends; print nothing where Xapian is missing."""
    if xapian is None:
        sys.exit(1)
    _print({"ready": True})
    with tempfile.TemporaryDirectory() as folder:
        database = xapian.WritableDatabase(folder, xapian.DB_CREATE_OR_OPEN)
        for line in sys.stdin:
            message = json.loads(line)
            if "terms" in message:
                database.add_document(_document(message["id"], message["terms"]))
            elif "query" in message:
                _print({"ids": _best(database, message["query"], message["count"])})
            else:
                database.commit()
                _print({"ready": True})
        database.close()


def _document(document_id: str, terms: Mapping[str, int]) -> "xapian.Document":
    document = xapian.Document()
    document.set_data(document_id)
    for term, times in terms.items():
        document.add_term(term, times)
    return document


def _best(database: "xapian.Database", weights: Mapping[str, float], count: int) -> list[str]:
    enquire = xapian.Enquire(database)
    terms = [
        xapian.Query(xapian.Query.OP_SCALE_WEIGHT, xapian.Query(term), weight)
        for term, weight in weights.items()
    ]
    enquire.set_query(xapian.Query(xapian.Query.OP_OR, terms))
    return [match.document.get_data().decode() for match in enquire.get_mset(0, count)]


def _print(answer: object) -> None:
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
