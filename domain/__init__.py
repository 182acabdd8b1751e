"""The law of the house: values, facts, states and decisions. Knows the standard library and pydantic only."""
