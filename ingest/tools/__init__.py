"""The tools of the workshop: each file knows one outside library, and nothing else imports that."""
