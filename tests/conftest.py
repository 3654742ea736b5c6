"""What every test may use: the plugins below, and the people of the tests."""

pytest_plugins = ["tests.plugins.database", "tests.plugins.fast", "tests.plugins.browser", "tests.people"]
