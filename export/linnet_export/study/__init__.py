"""The study of recurrent cells: one after the other on the same tasks, and a report read off the numbers."""
