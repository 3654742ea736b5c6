"""The pages of planning: the week board, the forms beside it, the home page and the week of a student."""
