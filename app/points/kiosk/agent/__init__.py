"""Agent of a public computer (Trợ lý máy công cộng): reports when it is on, in use, online.

It needs Python 3.8 or later and nothing else, sends no personal data, and is packed as one file.
"""
