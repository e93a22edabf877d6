"""What a letter is made of, how its paragraphs are numbered, how a template is filled and what may not stand in it."""
