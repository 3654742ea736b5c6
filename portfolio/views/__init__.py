"""Pages of the portfolio: the sign-off queue, the checklist of a student, and the student's own."""
