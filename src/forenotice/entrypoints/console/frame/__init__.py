"""What all pages of the console share: the page around them, their look and their small parts."""
