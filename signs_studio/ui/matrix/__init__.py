"""Confusion matrix, metrics of each class, and calibration of the predictions on show."""
