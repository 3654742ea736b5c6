"""The pages of the organisation: where a person begins, the location and its calendar."""
