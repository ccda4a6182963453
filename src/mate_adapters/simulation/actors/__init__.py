"""Who acts: people with habits, staff, the vendors' machines, and those who mean harm.

An actor decides what to do next from chance of his own and from what he was told; he holds no
truth. What he does is a command.
"""
