"""How files are looked at, encrypted and kept."""
