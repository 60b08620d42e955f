"""A form as a spreadsheet: written with what is filled (`writing`), read back into changes to confirm (`reading`)."""
