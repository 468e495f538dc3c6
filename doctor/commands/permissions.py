"""`permissions`: the rights the doctor needs."""

import json

import typer

from doctor import permissions
from doctor.chain import caller
from doctor.commands.choice import chosen_stack
from doctor.commands.told import told


def show_permissions(context: typer.Context) -> None:
    """Print the read rights the doctor needs, as two IAM policies; after --admin-token that login's too."""
    with told():
        chain = chosen_stack(context.obj).chain
        if missing := [chain["unknown"][name] for name in ("caller", "cluster") if name in chain.get("unknown", ())]:
            raise ValueError(f"permissions: got a chain of which too little is known ({'; '.join(missing)})")
        documents = {
            caller(chain).profile: permissions.caller_account_policy(chain),
            chain["database"]["profile"]: permissions.database_account_policy(
                chain,
                admin_secret=permissions.has_admin_secret(chain),
                admin_token=context.obj.admin_token,
            ),
        }
        print(json.dumps(documents, indent=2))
