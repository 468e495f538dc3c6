"""What the roles of GitHub's workflows may do in each account, as policy documents; pure."""
