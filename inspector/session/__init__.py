"""What is open and what is selected: observable objects without Qt, one truth for all views."""
