"""What programs share: settings turned into the args of components, and the sections of the output `chain`.

Made here are the database master's provider, and in `runtimes` the components of what is chosen.
"""
