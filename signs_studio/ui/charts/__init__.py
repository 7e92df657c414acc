"""Axes, curves and legends, which the plots of runs and of lessons share."""
