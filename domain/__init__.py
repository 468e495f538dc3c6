"""Pure rules of the chain, standard library only: shared by components, doctor, policy and lab."""
