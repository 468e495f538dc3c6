"""What programs share: settings turned into the args of components, and the sections of the output `chain`.

Components are made here where there is a choice of them: the runtime, the database, who runs the SQL, the peering.
"""
