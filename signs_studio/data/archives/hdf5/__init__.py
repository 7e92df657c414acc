"""HDF5 files in the SIGNS layout, anybody's."""
