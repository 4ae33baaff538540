"""Settings of pytest for the whole repository."""


def pytest_configure(config):
    """Run the examples in docstrings as tests; `-p no:doctest` leaves them out."""
    if config.pluginmanager.hasplugin("doctest"):
        config.option.doctestmodules = True
