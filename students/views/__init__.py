"""The pages about students, and the referrer's page."""
