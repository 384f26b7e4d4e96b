"""Masters, derivatives and uploads as objects of a bucket that speaks S3."""
