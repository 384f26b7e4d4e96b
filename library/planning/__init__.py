"""Planning of the office: batches of documents, rules of intake, forecasts, work and quality."""
