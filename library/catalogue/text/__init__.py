"""Page text: words with their boxes, layout, hyphenation, languages, ALTO and hOCR."""
