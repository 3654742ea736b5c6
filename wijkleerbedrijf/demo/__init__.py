"""A believable try-out: made-up people and weeks for two locations, and bulk data for measurements. Only under DEMO."""
