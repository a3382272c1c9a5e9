"""Published measurements and what is done with them: calibration and validation."""
