"""Floor of the evaluation: typology, SDG impact, surveys and reports stand here (issue 3 on)."""
