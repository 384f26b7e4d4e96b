"""Translation of query clauses into Tantivy queries."""

import math
import re

import tantivy
from tantivy import Occur, Query

from search_index import clauses
from search_index.clauses import LAYERS_OF_RARITY, LAYERS_WITH_FREQUENCIES, Clause, Layer


class QueryTranslator:
    """Translator for one state of an index, on which the rarity of a term depends."""

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher) -> None:
        self._schema, self._searcher = schema, searcher

    def query(self, clause: Clause) -> Query:
        """Return the Tantivy query for a clause."""
        return getattr(self, f"_{type(clause).__name__.lower()}")(clause)

    def _everything(self, _clause: clauses.Everything) -> Query:
        return Query.all_query()

    def _nothing(self, _clause: clauses.Nothing) -> Query:
        return Query.empty_query()

    def _term(self, clause: clauses.Term) -> Query:
        depth = "freq" if clause.layer in LAYERS_WITH_FREQUENCIES else "basic"
        query = Query.term_query(self._schema, clause.layer, clause.text, depth)
        if clause.layer not in LAYERS_OF_RARITY:
            return query
        page_frequency = self._searcher.doc_freq(clause.layer, clause.text)
        return Query.const_score_query(query, self._rarity(page_frequency))

    def _oneof(self, clause: clauses.OneOf) -> Query:
        return Query.term_set_query(self._schema, clause.layer, list(clause.texts))

    def _prefix(self, clause: clauses.Prefix) -> Query:
        expansions = self._searcher.terms_with_prefix(clause.layer, clause.text)
        page_frequency = sum(pages for _, pages in expansions)
        terms = Query.term_set_query(self._schema, clause.layer, [term for term, _ in expansions])
        return Query.const_score_query(terms, self._rarity(page_frequency))

    def _phrase(self, clause: clauses.Phrase) -> Query:
        phrase = Query.phrase_query(self._schema, Layer.FOLDED, list(clause.texts), clause.slop)
        if not clause.slop:
            return phrase
        # engines weigh the distance differently: near words score as the words do
        words = (self._term(clauses.Term(Layer.FOLDED, word)) for word in clause.texts)
        near = Query.const_score_query(phrase, 0.0)
        return Query.boolean_query([(Occur.Must, part) for part in (near, *words)])

    def _pattern(self, clause: clauses.Pattern) -> Query:
        wild = re.escape(clause.text).replace(r"\*", ".*").replace(r"\?", ".")
        return Query.regex_query(self._schema, clause.layer, wild)

    def _fuzzy(self, clause: clauses.Fuzzy) -> Query:
        return Query.fuzzy_term_query(self._schema, clause.layer, clause.text)

    def _years(self, clause: clauses.Years) -> Query:
        return Query.range_query(
            self._schema, Layer.YEAR, tantivy.FieldType.Unsigned, clause.first, clause.last
        )

    def _all(self, clause: clauses.All) -> Query:
        return Query.boolean_query([(Occur.Must, self.query(part)) for part in clause.clauses])

    def _some(self, clause: clauses.Some) -> Query:
        parts = [(Occur.Should, self.query(part)) for part in clause.clauses]
        return Query.boolean_query(parts, clause.least if clause.least > 1 else None)

    def _best(self, clause: clauses.Best) -> Query:
        return Query.disjunction_max_query([self.query(part) for part in clause.clauses])

    def _without(self, clause: clauses.Without) -> Query:
        match clause.unwanted:
            case clauses.Term(layer, text) if not self._searcher.doc_freq(layer, text):
                return self.query(clause.clause)
        return Query.boolean_query(
            [
                (Occur.Must, self.query(clause.clause)),
                (Occur.MustNot, self.query(clause.unwanted)),
            ]
        )

    def _preferring(self, clause: clauses.Preferring) -> Query:
        helpful = [(Occur.Should, self.query(part)) for part in clause.helpful]
        return Query.boolean_query([(Occur.Must, self.query(clause.needed)), *helpful])

    def _constantscore(self, clause: clauses.ConstantScore) -> Query:
        return Query.const_score_query(self.query(clause.clause), clause.score)

    def _weighted(self, clause: clauses.Weighted) -> Query:
        if clause.factor == 0:
            return Query.const_score_query(self.query(clause.clause), 0.0)
        return Query.boost_query(self.query(clause.clause), clause.factor)

    def _rarity(self, page_frequency: int) -> float:
        """Return the factor of BM25 for a term of so many pages."""
        other_pages = max(0, self._searcher.num_docs - page_frequency)
        return math.log(1 + (other_pages + 0.5) / (page_frequency + 0.5))
