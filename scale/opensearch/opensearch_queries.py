"""Translation of query clauses into queries of OpenSearch."""

from scale.opensearch.opensearch_mapping import PAIR_LAYERS, beginning_term
from search_index import clauses
from search_index.clauses import LAYER_WITH_POSITIONS, Clause

Query = dict[str, object]

_MAX_FUZZY_TERMS = 1024


class QueryTranslator:
    """Translator for a cluster whose scores of terms are multiplied by `score_unit`."""

    def __init__(self, score_unit: float) -> None:
        self._score_unit = score_unit

    def query(self, clause: Clause) -> Query:
        """Return the query for a clause."""
        return getattr(self, f"_{type(clause).__name__.lower()}")(clause)

    def _everything(self, _clause: clauses.Everything) -> Query:
        return {"match_all": {}}

    def _nothing(self, _clause: clauses.Nothing) -> Query:
        return {"match_none": {}}

    def _term(self, clause: clauses.Term) -> Query:
        return {"term": {clause.layer.value: {"value": clause.text, "boost": self._score_unit}}}

    def _oneof(self, clause: clauses.OneOf) -> Query:
        return {"terms": {clause.layer.value: list(clause.texts)}}

    def _prefix(self, clause: clauses.Prefix) -> Query:
        if clause.layer in PAIR_LAYERS:
            return self._term(clauses.Term(clause.layer, beginning_term(clause.text)))
        return {"prefix": {clause.layer.value: {"value": clause.text}}}

    def _phrase(self, clause: clauses.Phrase) -> Query:
        words = " ".join(clause.texts)
        if not clause.slop:
            phrase = {"query": words, "boost": self._score_unit}
            return {"match_phrase": {LAYER_WITH_POSITIONS.value: phrase}}
        near = {"match_phrase": {LAYER_WITH_POSITIONS.value: {"query": words, "slop": clause.slop}}}
        terms = [self._term(clauses.Term(LAYER_WITH_POSITIONS, word)) for word in clause.texts]
        return {"bool": {"filter": [near], "must": terms}}

    def _pattern(self, clause: clauses.Pattern) -> Query:
        pattern = clause.text.replace("\\", "\\\\")
        return {"wildcard": {clause.layer.value: {"value": pattern}}}

    def _fuzzy(self, clause: clauses.Fuzzy) -> Query:
        near = {"value": clause.text, "fuzziness": 1, "max_expansions": _MAX_FUZZY_TERMS}
        return {"constant_score": {"filter": {"fuzzy": {clause.layer.value: near}}}}

    def _years(self, clause: clauses.Years) -> Query:
        limits = {"gte": _whole_number(clause.first), "lte": _whole_number(clause.last)}
        bounds = {name: limit for name, limit in limits.items() if limit is not None}
        return {"range": {"year": bounds}}

    def _all(self, clause: clauses.All) -> Query:
        return {"bool": {"must": [self.query(part) for part in clause.clauses]}}

    def _some(self, clause: clauses.Some) -> Query:
        parts = [self.query(part) for part in clause.clauses]
        return {"bool": {"should": parts, "minimum_should_match": clause.least}}

    def _best(self, clause: clauses.Best) -> Query:
        return {"dis_max": {"queries": [self.query(part) for part in clause.clauses]}}

    def _without(self, clause: clauses.Without) -> Query:
        query, exclusion = self.query(clause.clause), self.query(clause.unwanted)
        return {"bool": {"must": [query], "must_not": [exclusion]}}

    def _preferring(self, clause: clauses.Preferring) -> Query:
        helpful = [self.query(part) for part in clause.helpful]
        return {"bool": {"must": [self.query(clause.needed)], "should": helpful}}

    def _constantscore(self, clause: clauses.ConstantScore) -> Query:
        return {"constant_score": {"filter": self.query(clause.clause), "boost": clause.score}}

    def _weighted(self, clause: clauses.Weighted) -> Query:
        inner = self.query(clause.clause)
        if clause.factor == 0:
            return {"bool": {"filter": [inner]}}
        return {"bool": {"must": [inner], "boost": clause.factor}}


def _whole_number(year: int | None) -> int | None:
    """Return a year that fits into the field."""
    return None if year is None else min(max(year, -(1 << 31)), (1 << 31) - 1)
