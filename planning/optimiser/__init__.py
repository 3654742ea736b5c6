"""The best week that the rules allow, proven, with reasons and repairs. Pure: dataclasses in, dataclasses out, no Django."""
