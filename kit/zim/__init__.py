"""Parts of the library as a ZIM file for Kiwix, written by a program of its own."""
