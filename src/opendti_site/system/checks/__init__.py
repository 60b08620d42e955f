"""What the page and the doctor look at: `cheap` ones at every view of the page, the others on demand."""
