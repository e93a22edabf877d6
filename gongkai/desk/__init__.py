"""The officials' workplace: my tasks by due date, the case page with its timeline, one button per permitted act."""
