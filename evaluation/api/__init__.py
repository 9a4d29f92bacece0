"""What the evaluation found, in the API. It only reads: a reading or a report is asked for by a job."""
