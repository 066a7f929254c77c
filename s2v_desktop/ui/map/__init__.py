"""The map: canvas, points, picking, labels, lasso, timeline."""
