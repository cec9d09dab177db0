"""Makes the documentation's site: the reference from the source, the navigation, the checks of what was built."""
